package live

import (
	"cmp"
	"context"
	"fmt"
	"hash/maphash"
	"log/slog"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"
)

// minGap is the minimal time from a round that changed a page to the next, so that a burst of changes costs one round.
// A round that changed nothing delays the next by idleGap only: a poll of IONOS Cloud often has several parts, and only
// the last one may matter.
const (
	minGap  = 100 * time.Millisecond
	idleGap = 10 * time.Millisecond
)

// retryGap is the time until a page that failed is rendered again.
const retryGap = 5 * time.Second

// maxRenderAge is the maximal time without rendering, since time alone changes pages: a lock ends on a night without
// any other change. Browsers update ages by themselves.
const maxRenderAge = time.Minute

const renderTimeout = 5 * time.Second

// Renderer renders the fragments of a page. It may be called concurrently for different pages. When it fails, the page
// stays as it is and is rendered again later.
type Renderer func(ctx context.Context, page string) ([]Fragment, error)

// Hub sends changes to subscribers. It is safe for concurrent use.
type Hub struct {
	config Config
	seed   maphash.Seed

	mu             sync.RWMutex
	topics         map[string]*topic
	notices        map[string]*notices // by user
	streams        map[streamKey]*subscriber
	subscribers    int
	heartbeatSlots [heartbeatSlotCount]map[*subscriber]struct{}
	currentSlot    int // that was due last
	changes        atomic.Uint64
	all            atomic.Bool // all topics must be rendered, not only new and failing ones
	inventory      atomic.Bool // those that show the inventory must be rendered
	admission      admission
	background     sync.WaitGroup // renderings outside of rounds
	slowSlots      chan struct{}
	closed         chan struct{}
	end            sync.Once
	dirty          chan struct{}

	lastHeartbeat atomic.Pointer[[]byte] // the encoded event
}

// Config configures a Hub.
type Config struct {
	Render    Renderer
	Heartbeat func() []byte // the live indicator as JSON; sent every HeartbeatInterval
	// HeartbeatInterval is the time between two heartbeats; 0 means 5 s.
	HeartbeatInterval time.Duration
	// FromDatabase reports whether a page shows the database only, so that a change of the inventory does not affect it;
	// nil: no page does.
	FromDatabase  func(page string) bool
	OnRound       func(took time.Duration) // called after each round of rendering; may be nil
	PerSession    int                      // maximal streams of one session; 0: no limit
	Total         int                      // maximal streams of all; 0: no limit
	Epoch         string                   // differs from start to start
	OnSubscribers func()                   // called when the number of subscribers leaves or reaches zero; may be nil
	Log           *slog.Logger
}

// NewHub returns a hub, which sends changes while Run runs.
func NewHub(c Config) *Hub {
	c.HeartbeatInterval = cmp.Or(c.HeartbeatInterval, 5*time.Second)
	if c.FromDatabase == nil {
		c.FromDatabase = func(string) bool { return false }
	}
	if c.OnRound == nil {
		c.OnRound = func(time.Duration) {}
	}
	h := &Hub{
		config: c, seed: maphash.MakeSeed(), slowSlots: make(chan struct{}, slowPages),
		admission: admission{perSession: c.PerSession, most: c.Total, sessions: map[string]int{}},
		topics:    map[string]*topic{}, notices: map[string]*notices{}, streams: map[streamKey]*subscriber{},
		closed: make(chan struct{}), dirty: make(chan struct{}, 1),
	}
	for i := range h.heartbeatSlots {
		h.heartbeatSlots[i] = map[*subscriber]struct{}{}
	}
	return h
}

// Subscribers returns the number of open streams.
func (h *Hub) Subscribers() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.subscribers
}

// Changed makes the hub render all pages again. It never blocks.
func (h *Hub) Changed() {
	h.changes.Add(1)
	h.all.Store(true)
	h.wake()
}

// InventoryChanged makes the hub render the pages that show the inventory again. It never blocks.
func (h *Hub) InventoryChanged() {
	h.changes.Add(1)
	h.inventory.Store(true)
	h.wake()
}

// Changes counts the calls of Changed and InventoryChanged.
func (h *Hub) Changes() uint64 { return h.changes.Load() }

func (h *Hub) wake() {
	select {
	case h.dirty <- struct{}{}:
	default:
	}
}

// Run renders changed pages until the context ends, and then ends all streams.
func (h *Hub) Run(ctx context.Context) {
	var running sync.WaitGroup
	running.Go(func() { h.runHeartbeats(ctx) })
	defer running.Wait()
	defer h.background.Wait()
	defer h.End()
	var retry <-chan time.Time
	ageing := time.NewTicker(maxRenderAge)
	defer ageing.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-h.dirty:
		case <-retry:
		case <-ageing.C:
			h.all.Store(true)
		}
		retry = nil
		changed, well := h.renderAll(ctx)
		if !well {
			retry = time.After(retryGap)
		}
		gap := idleGap
		if changed {
			gap = minGap
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(gap):
		}
	}
}

// End ends all streams. A stream that is opened later ends at once.
func (h *Hub) End() { h.end.Do(func() { close(h.closed) }) }

// advance stores a page's new content, or that its rendering failed, and returns the subscribers to wake.
func (h *Hub) advance(ctx context.Context, page string, next frame, err error) (wake []*subscriber, well bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	t := h.topics[page]
	if t == nil {
		return nil, true // the last subscriber has left
	}
	t.rendering = false
	if err != nil && !t.failing && ctx.Err() == nil {
		h.config.Log.Warn("render live page", "page", page, "error", err)
	}
	t.failing = err != nil
	if err != nil || !t.advance(next) {
		return nil, err == nil
	}
	return listOf(t.subscribers), true
}

// fragments renders a page. It recovers from a panic, which would end the streams of all pages.
func (h *Hub) fragments(ctx context.Context, page string) (rendered []Fragment, err error) {
	ctx, cancel := context.WithTimeout(ctx, renderTimeout)
	defer cancel()
	defer func() {
		if reason := recover(); reason != nil {
			err = fmt.Errorf("it panicked: %v\n%s", reason, debug.Stack())
		}
	}()
	return h.config.Render(ctx, page)
}
