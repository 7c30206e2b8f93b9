package live

// maxNotices is the number of notices that are kept for a user whose connection was lost.
const maxNotices = 16

// notices are the latest events for one user.
type notices struct {
	last   uint64
	events [][]byte
}

func (n *notices) add(e []byte) {
	n.last++
	n.events = append(n.events, e)
	if len(n.events) > maxNotices {
		n.events = n.events[1:]
	}
}

func (n *notices) after(seen uint64) [][]byte {
	if seen >= n.last {
		return nil
	}
	behind := min(n.last-seen, uint64(len(n.events)))
	return n.events[uint64(len(n.events))-behind:]
}

// Notify sends an event to all streams of a user, whatever their pages.
func (h *Hub) Notify(user, name string, data []byte) {
	h.mu.Lock()
	defer h.mu.Unlock()
	n := h.notices[user]
	if n == nil {
		n = &notices{}
		h.notices[user] = n
	}
	n.add(event(name, data))
	for _, t := range h.topics {
		for v := range t.subscribers {
			if v.user == user {
				v.signal()
			}
		}
	}
}
