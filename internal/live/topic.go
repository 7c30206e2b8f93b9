package live

// maxDiffs is the number of differences that a topic keeps for subscribers that are a little behind.
const maxDiffs = 32

// topic is a page with subscribers.
type topic struct {
	version     uint64
	frame       frame
	full        []byte   // the event with all fragments
	diffs       [][]byte // the events of the latest versions, oldest first
	subscribers map[*subscriber]struct{}
	failing     bool // the last rendering failed
	database    bool // a change of the inventory does not affect it
	slow        bool // its last rendering took longer than renderWait
	rendering   bool // it is being rendered
	again       bool // it must be rendered again after that
}

// advance stores the page's new content and reports whether it has changed.
func (t *topic) advance(next frame) bool {
	diff := next.since(t.frame)
	t.frame, t.full = next, event("patch", next.full()) // even if only ages changed, for new subscribers
	if t.version > 0 && len(diff) == 0 {
		return false
	}
	t.version++
	t.diffs = append(t.diffs, event("patch", diff))
	if len(t.diffs) > maxDiffs {
		t.diffs = t.diffs[1:]
	}
	return true
}

// after returns the events that update a subscriber from a version to the current one.
func (t *topic) after(version uint64) [][]byte {
	behind := t.version - version
	switch {
	case version == 0 || version > t.version || behind > uint64(len(t.diffs)):
		return [][]byte{t.full}
	default:
		return t.diffs[uint64(len(t.diffs))-behind:]
	}
}
