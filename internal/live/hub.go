package live

import (
	"context"
	"hash/maphash"
	"log/slog"
	"sync"
	"time"
)

// minGap is the shortest time between two renderings of the topics, so that a burst of
// changes costs one.
const minGap = 100 * time.Millisecond

// Renderer renders the fragments of a page. It is called by one goroutine at a time.
type Renderer func(ctx context.Context, page string) ([]Fragment, error)

// Hub brings changes to viewers. Its methods may be called concurrently.
type Hub struct {
	render Renderer
	beat   func() []byte // JSON of the live indicator
	log    *slog.Logger
	epoch  string
	seed   maphash.Seed
	every  time.Duration
	onView func()

	mu      sync.Mutex
	topics  map[string]*topic
	notices map[string]*notices // by user
	viewers int
	closed  chan struct{}
	dirty   chan struct{}
}

// Config is what a hub needs.
type Config struct {
	Render Renderer
	Beat   func() []byte // the live indicator as JSON; sent every BeatEvery
	// BeatEvery is the time between two heartbeats; 0 means 5 s.
	BeatEvery time.Duration
	Epoch     string // differs from start to start
	OnView    func() // called when the number of viewers leaves or reaches zero; may be nil
	Log       *slog.Logger
}

// NewHub returns a hub. Run must be running for changes to reach viewers.
func NewHub(c Config) *Hub {
	if c.BeatEvery == 0 {
		c.BeatEvery = 5 * time.Second
	}
	return &Hub{
		render: c.Render, beat: c.Beat, log: c.Log, epoch: c.Epoch, seed: maphash.MakeSeed(), every: c.BeatEvery, onView: c.OnView,
		topics: map[string]*topic{}, notices: map[string]*notices{},
		closed: make(chan struct{}), dirty: make(chan struct{}, 1),
	}
}

// Viewers returns how many streams are open.
func (h *Hub) Viewers() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.viewers
}

// Changed tells the hub that pages may look different now. It never blocks.
func (h *Hub) Changed() {
	select {
	case h.dirty <- struct{}{}:
	default:
	}
}

// Run renders what changes until the context ends, and then ends all streams.
func (h *Hub) Run(ctx context.Context) {
	defer close(h.closed)
	for {
		select {
		case <-ctx.Done():
			return
		case <-h.dirty:
		}
		h.renderAll(ctx)
		select {
		case <-ctx.Done():
			return
		case <-time.After(minGap):
		}
	}
}

func (h *Hub) renderAll(ctx context.Context) {
	for _, page := range h.watched() {
		h.renderTopic(ctx, page)
	}
}

func (h *Hub) watched() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	pages := make([]string, 0, len(h.topics))
	for page := range h.topics {
		pages = append(pages, page)
	}
	return pages
}

func (h *Hub) renderTopic(ctx context.Context, page string) {
	fragments, err := h.render(ctx, page)
	if err != nil {
		if ctx.Err() == nil {
			h.log.Warn("rendering a live page failed", "page", page, "error", err.Error())
		}
		return
	}
	next := newFrame(h.seed, fragments)
	h.mu.Lock()
	defer h.mu.Unlock()
	if t := h.topics[page]; t != nil && t.advance(next) {
		t.wakeAll()
	}
}

// join adds a viewer to a page and renders the page if it is the first one there.
func (h *Hub) join(page string, v *viewer) {
	h.mu.Lock()
	t := h.topics[page]
	if t == nil {
		t = &topic{viewers: map[*viewer]struct{}{}}
		h.topics[page] = t
	}
	t.viewers[v] = struct{}{}
	h.viewers++
	first, fresh := h.viewers == 1, t.version == 0
	h.mu.Unlock()
	if first && h.onView != nil {
		h.onView()
	}
	if fresh {
		h.Changed()
	}
}

func (h *Hub) leave(page string, v *viewer) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.viewers--
	t := h.topics[page]
	delete(t.viewers, v)
	if len(t.viewers) == 0 {
		delete(h.topics, page)
	}
}

// news returns what a viewer has not seen of a page and its user's notices.
func (h *Hub) news(page, user string, at position) ([][]byte, position) {
	h.mu.Lock()
	defer h.mu.Unlock()
	var events [][]byte
	if t := h.topics[page]; t != nil && t.version != at.version {
		events = append(events, t.after(at.version)...)
		at.version = t.version
	}
	if n := h.notices[user]; n != nil {
		events = append(events, n.after(at.notice)...)
		at.notice = n.last
	}
	return events, at
}
