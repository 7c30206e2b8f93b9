package live

import (
	"errors"
	"slices"
)

// MaxPages is the maximal number of pages of one stream.
const MaxPages = 64

// The reasons why a page cannot be added to a stream.
var (
	ErrNoStream     = errors.New("no such stream is open here")
	ErrTooManyPages = errors.New("the stream carries too many pages")
)

// Page is a page that a stream carries.
type Page struct {
	Key     string // names the tab in the ids of events; empty for a stream of one page
	Address string // with its query
}

// seen is a page of a subscriber.
type seen struct {
	Page
	version uint64 // that was sent last
}

// streamKey includes the user, because browsers choose the names and must not reach streams of others.
type streamKey struct{ user, name string }

// join adds a subscriber to its pages, and has those without other subscribers rendered.
func (h *Hub) join(v *subscriber, pages []Page) {
	h.mu.Lock()
	fresh := false
	for _, p := range pages {
		fresh = h.add(v, p) || fresh
	}
	if v.name != "" {
		h.streams[streamKey{v.user, v.name}] = v
	}
	v.slot = h.currentSlot // due again after a whole interval
	h.heartbeatSlots[v.slot][v] = struct{}{}
	h.subscribers++
	first := h.subscribers == 1
	h.mu.Unlock()
	if first && h.config.OnSubscribers != nil {
		h.config.OnSubscribers()
	}
	if fresh {
		h.wake()
	}
}

// Subscribe adds a page to an open stream of a user, or returns ErrNoStream or ErrTooManyPages.
func (h *Hub) Subscribe(user, stream string, p Page) error {
	h.mu.Lock()
	v := h.streams[streamKey{user, stream}]
	switch {
	case v == nil:
		h.mu.Unlock()
		return ErrNoStream
	case len(v.pages) >= MaxPages:
		h.mu.Unlock()
		return ErrTooManyPages
	}
	fresh := h.add(v, p)
	h.mu.Unlock()
	if fresh {
		h.wake()
	} else {
		v.signal()
	}
	return nil
}

// Unsubscribe removes a page from an open stream of a user, or returns ErrNoStream.
func (h *Hub) Unsubscribe(user, stream, key string) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	v := h.streams[streamKey{user, stream}]
	if v == nil {
		return ErrNoStream
	}
	h.drop(v, func(s *seen) bool { return s.Key == key })
	return nil
}

func (h *Hub) leave(v *subscriber) {
	if h.remove(v) && h.config.OnSubscribers != nil {
		h.config.OnSubscribers()
	}
}

// remove removes a subscriber and reports whether it was the last one.
func (h *Hub) remove(v *subscriber) (last bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.subscribers--
	delete(h.heartbeatSlots[v.slot], v)
	if key := (streamKey{v.user, v.name}); h.streams[key] == v {
		delete(h.streams, key)
	}
	h.drop(v, func(*seen) bool { return true })
	return h.subscribers == 0
}

// add adds a page to a subscriber and reports whether the page has not been rendered yet.
func (h *Hub) add(v *subscriber, p Page) (fresh bool) {
	t := h.topics[p.Address]
	if t == nil {
		t = &topic{subscribers: map[*subscriber]struct{}{}, database: h.config.FromDatabase(p.Address)}
		h.topics[p.Address] = t
	}
	t.subscribers[v] = struct{}{}
	v.pages = append(v.pages, &seen{Page: p})
	return t.version == 0
}

// drop removes pages from a subscriber. Two of its pages may have the same address, of which one remains subscribed.
func (h *Hub) drop(v *subscriber, which func(*seen) bool) {
	before := slices.Clone(v.pages)
	v.pages = slices.DeleteFunc(v.pages, which)
	for _, s := range before {
		if slices.ContainsFunc(v.pages, func(left *seen) bool { return left.Address == s.Address }) {
			continue
		}
		if t := h.topics[s.Address]; t != nil {
			delete(t.subscribers, v)
			if len(t.subscribers) == 0 {
				delete(h.topics, s.Address)
			}
		}
	}
}

// unseen returns the events of its pages and its user's notices that a subscriber has not received.
func (h *Hub) unseen(v *subscriber, notice uint64) ([]message, uint64) {
	h.mu.RLock()
	defer h.mu.RUnlock()
	var unseen []message
	for _, s := range v.pages { // the read lock is enough: only this goroutine uses the versions
		t := h.topics[s.Address]
		if t == nil || t.version == s.version {
			continue
		}
		events := t.after(s.version)
		s.version = t.version
		for _, e := range events {
			unseen = append(unseen, message{s.Key, position{h.config.Epoch, s.version, notice}, e})
		}
	}
	if n := h.notices[v.user]; n != nil {
		events := n.after(notice)
		for i, e := range events {
			notice = n.last - uint64(len(events)-1-i)
			unseen = append(unseen, message{"", position{epoch: h.config.Epoch, notice: notice}, e})
		}
	}
	return unseen, notice
}
