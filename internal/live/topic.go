package live

import (
	"maps"
	"slices"
)

// maxDiffs is how many differences a topic keeps for subscribers that are a little behind.
const maxDiffs = 32

// topic is a page that somebody looks at.
type topic struct {
	version     uint64
	frame       frame
	full        []byte   // the event that brings everything
	diffs       [][]byte // the events that lead to version, the last one last
	subscribers map[*subscriber]struct{}
	failing     bool // the last rendering failed
	database    bool // a change of the inventory does not touch it
	slow        bool // its last rendering took longer than a round waits for
	rendering   bool // it is being rendered beside the rounds
	again       bool // it is to be rendered once more after that
}

// advance takes in what the page looks like now and reports whether that is a change.
func (t *topic) advance(next frame) bool {
	diff := next.since(t.frame)
	t.frame, t.full = next, event("patch", next.full()) // also when only times are told in other words: who comes next reads them
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

// after returns the events that bring a subscriber from a version to the current one.
func (t *topic) after(version uint64) [][]byte {
	behind := t.version - version
	switch {
	case version == 0 || version > t.version || behind > uint64(len(t.diffs)):
		return [][]byte{t.full}
	default:
		return t.diffs[uint64(len(t.diffs))-behind:]
	}
}

// currentSubscribers are the subscribers of a topic now.
func (t *topic) currentSubscribers() []*subscriber {
	return slices.AppendSeq(make([]*subscriber, 0, len(t.subscribers)), maps.Keys(t.subscribers))
}

// wakeAll tells subscribers that there is something new.
func wakeAll(viewers []*subscriber) {
	for _, v := range viewers {
		v.signal()
	}
}
