package live

import (
	"context"
	"time"
)

// renderWait is the time that a round waits for one page. A page that takes longer is rendered outside of rounds, where
// it delays no other.
const renderWait = 50 * time.Millisecond

// slowPages is the number of such pages that are rendered concurrently.
const slowPages = 4

// renderAll renders the pages that are due. It reports whether a page that it waited for has changed, and whether none
// of them failed.
func (h *Hub) renderAll(ctx context.Context) (changed, well bool) {
	start := time.Now()
	well = true
	timer := time.NewTimer(renderWait)
	defer timer.Stop()
	for _, d := range h.due(h.all.Swap(false), h.inventory.Swap(false)) {
		if d.slow {
			h.background.Go(func() { h.renderSlowly(ctx, d.page) })
			continue
		}
		timer.Reset(renderWait)
		advanced, rendered := h.renderAndWait(ctx, d.page, timer.C)
		changed, well = changed || advanced, well && rendered
	}
	h.config.OnRound(time.Since(start))
	return changed, well
}

type duePage struct {
	page string
	slow bool // rendered outside of rounds
}

// due returns the pages to render. Those that are being rendered now are rendered again afterwards.
func (h *Hub) due(all, inventory bool) []duePage {
	h.mu.Lock()
	defer h.mu.Unlock()
	pages := make([]duePage, 0, len(h.topics))
	for page, t := range h.topics {
		switch {
		case !all && t.version > 0 && !t.failing && (!inventory || t.database):
		case t.rendering:
			t.again = true
		default:
			t.rendering = true
			pages = append(pages, duePage{page, t.slow})
		}
	}
	return pages
}

// renderAndWait renders a page and waits for it until the timer fires. After that the page counts as slow, and its
// subscribers get the result when it is ready.
func (h *Hub) renderAndWait(ctx context.Context, page string, timer <-chan time.Time) (changed, well bool) {
	type outcome struct{ changed, well bool }
	done := make(chan outcome, 1)
	late := make(chan struct{})
	h.background.Go(func() {
		changed, well := h.renderTopic(ctx, page)
		done <- outcome{changed, well}
		select {
		case <-late:
			h.afterSlow(ctx, page, well)
		default:
		}
	})
	select {
	case o := <-done:
		return o.changed, o.well
	case <-timer:
		h.markSlow(page, true)
		close(late)
		select {
		case o := <-done: // at the same moment
			h.afterSlow(ctx, page, o.well)
		default:
		}
		return false, true
	}
}

// renderSlowly renders a slow page as soon as a slot is free.
func (h *Hub) renderSlowly(ctx context.Context, page string) {
	select {
	case <-ctx.Done():
		return
	case h.slowSlots <- struct{}{}:
	}
	defer func() { <-h.slowSlots }()
	start := time.Now()
	_, well := h.renderTopic(ctx, page)
	h.markSlow(page, time.Since(start) > renderWait)
	h.afterSlow(ctx, page, well)
}

// afterSlow makes the hub render a page again that changed during its rendering, or failed.
func (h *Hub) afterSlow(ctx context.Context, page string, well bool) {
	h.mu.Lock()
	t := h.topics[page]
	again := t != nil && t.again
	if again {
		t.again, t.failing = false, true // a failing page is due
	}
	h.mu.Unlock()
	switch {
	case ctx.Err() != nil:
	case !well:
		time.AfterFunc(retryGap, h.wake)
	case again:
		h.wake()
	}
}

func (h *Hub) markSlow(page string, slow bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if t := h.topics[page]; t != nil {
		t.slow = slow
	}
}

// renderTopic renders a page and reports whether it has changed for a subscriber, and whether it did not fail.
func (h *Hub) renderTopic(ctx context.Context, page string) (changed, well bool) {
	fragments, err := h.fragments(ctx, page)
	wake, well := h.advance(ctx, page, newFrame(h.seed, fragments), err)
	for _, v := range wake { // without the lock, which each of them takes at once
		v.signal()
	}
	return len(wake) > 0, well
}
