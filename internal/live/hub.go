package live

import (
	"context"
	"fmt"
	"hash/maphash"
	"log/slog"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"
)

// minGap is the shortest time between a rendering that brought news and the next one, so that a
// burst of changes costs one. A rendering that nobody was sent anything of holds the next one up
// for idleGap only: a reading of IONOS Cloud often has several parts, of which the last one counts.
const (
	minGap  = 100 * time.Millisecond
	idleGap = 10 * time.Millisecond
)

// retryGap is how long after a failure a page is rendered again.
const retryGap = 5 * time.Second

// maxRenderAge is how long a page stays as it is at most without being rendered again, as on a night
// on which nothing changes but a lock comes to its end. Browsers tell by themselves how old things are.
const maxRenderAge = time.Minute

// renderTimeout bounds the rendering of a page.
const renderTimeout = 5 * time.Second

// Renderer renders the fragments of a page. It may be called concurrently, for different pages. When it
// fails, its subscribers keep what they have, and it is tried again.
type Renderer func(ctx context.Context, page string) ([]Fragment, error)

// Hub brings changes to subscribers. Its methods may be called concurrently.
type Hub struct {
	render        Renderer
	fromDatabase  func(page string) bool
	onRound       func(took time.Duration)
	heartbeat     func() []byte // JSON of the live indicator
	log           *slog.Logger
	epoch         string
	seed          maphash.Seed
	interval      time.Duration
	onSubscribers func()

	mu             sync.RWMutex
	topics         map[string]*topic
	notices        map[string]*notices // by user
	streams        map[streamKey]*subscriber
	subscribers    int
	heartbeatSlots [heartbeatSlotCount]map[*subscriber]struct{} // by when they are told that they are live
	currentSlot    int                                          // whose turn it was
	changes        atomic.Uint64
	all            atomic.Bool // all topics are to be rendered, not only new and failing ones
	inventory      atomic.Bool // those that show the inventory are to be rendered
	admission      admission
	background     sync.WaitGroup // renderings that a round did not wait for
	slowSlots      chan struct{}
	closed         chan struct{}
	end            sync.Once
	dirty          chan struct{}

	lastHeartbeat atomic.Pointer[[]byte] // as it was sent
}

// Config is what a hub needs.
type Config struct {
	Render    Renderer
	Heartbeat func() []byte // the live indicator as JSON; sent every HeartbeatInterval
	// HeartbeatInterval is the time between two heartbeats; 0 means 5 s.
	HeartbeatInterval time.Duration
	// FromDatabase reports whether a page shows what is in the database alone, so that a change of the
	// inventory does not touch it; nil: no page does.
	FromDatabase  func(page string) bool
	OnRound       func(took time.Duration) // called after each round of rendering; may be nil
	PerSession    int                      // streams of one session at most; 0: any number
	Total         int                      // streams at most; 0: any number
	Epoch         string                   // differs from start to start
	OnSubscribers func()                   // called when the number of subscribers leaves or reaches zero; may be nil
	Log           *slog.Logger
}

// NewHub returns a hub. Run must be running for changes to reach subscribers.
func NewHub(c Config) *Hub {
	if c.HeartbeatInterval == 0 {
		c.HeartbeatInterval = 5 * time.Second
	}
	if c.FromDatabase == nil {
		c.FromDatabase = func(string) bool { return false }
	}
	if c.OnRound == nil {
		c.OnRound = func(time.Duration) {}
	}
	h := &Hub{
		fromDatabase: c.FromDatabase, onRound: c.OnRound, slowSlots: make(chan struct{}, slowPages),
		admission: admission{perSession: c.PerSession, most: c.Total, sessions: map[string]int{}},
		render:    c.Render, heartbeat: c.Heartbeat, log: c.Log, epoch: c.Epoch, seed: maphash.MakeSeed(), interval: c.HeartbeatInterval, onSubscribers: c.OnSubscribers,
		topics: map[string]*topic{}, notices: map[string]*notices{}, streams: map[streamKey]*subscriber{},
		closed: make(chan struct{}), dirty: make(chan struct{}, 1),
	}
	for i := range h.heartbeatSlots {
		h.heartbeatSlots[i] = map[*subscriber]struct{}{}
	}
	return h
}

// Subscribers returns how many streams are open.
func (h *Hub) Subscribers() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.subscribers
}

// Changed tells the hub that pages may look different now. It never blocks.
func (h *Hub) Changed() {
	h.changes.Add(1)
	h.all.Store(true)
	h.wake()
}

// InventoryChanged tells the hub that pages that show the inventory may look different now. It never blocks.
func (h *Hub) InventoryChanged() {
	h.changes.Add(1)
	h.inventory.Store(true)
	h.wake()
}

// Changes counts the calls of Changed and InventoryChanged. As long as it is the same, nobody has told of a change.
func (h *Hub) Changes() uint64 { return h.changes.Load() }

func (h *Hub) wake() {
	select {
	case h.dirty <- struct{}{}:
	default:
	}
}

// Run renders what changes until the context ends, and then ends all streams. Now and then it
// renders everything, since what a page says may become untrue by the time alone.
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

// End ends all streams, and lets nobody in any more.
func (h *Hub) End() { h.end.Do(func() { close(h.closed) }) }

// advance takes in what a page looks like now, or that it could not be rendered, and returns the
// subscribers for whom that is news.
func (h *Hub) advance(ctx context.Context, page string, next frame, err error) (viewers []*subscriber, well bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	t := h.topics[page]
	if t == nil {
		return nil, true // nobody looks any more
	}
	t.rendering = false
	if err != nil && !t.failing && ctx.Err() == nil {
		h.log.Warn("render live page", "page", page, "error", err.Error())
	}
	t.failing = err != nil
	if err != nil || !t.advance(next) {
		return nil, err == nil
	}
	return t.currentSubscribers(), true
}

// fragments renders a page. A page whose rendering panics must not end the streams of all others.
func (h *Hub) fragments(ctx context.Context, page string) (rendered []Fragment, err error) {
	ctx, cancel := context.WithTimeout(ctx, renderTimeout)
	defer cancel()
	defer func() {
		if reason := recover(); reason != nil {
			err = fmt.Errorf("it panicked: %v\n%s", reason, debug.Stack())
		}
	}()
	return h.render(ctx, page)
}
