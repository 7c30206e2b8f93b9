package live

import (
	"maps"
	"slices"
)

// history is how many differences a topic keeps for viewers that are a little behind.
const history = 32

// topic is a page that somebody looks at.
type topic struct {
	version uint64
	frame   frame
	whole   []byte   // the event that brings everything
	diffs   [][]byte // the events that lead to version, the last one last
	viewers map[*viewer]struct{}
	failing bool // the last rendering failed
}

// advance takes in what the page looks like now and reports whether that is a change.
func (t *topic) advance(next frame) bool {
	diff := next.since(t.frame)
	t.frame, t.whole = next, event("patch", next.whole()) // also when only times are told in other words: who comes next reads them
	if t.version > 0 && len(diff) == 0 {
		return false
	}
	t.version++
	t.diffs = append(t.diffs, event("patch", diff))
	if len(t.diffs) > history {
		t.diffs = t.diffs[1:]
	}
	return true
}

// after returns the events that bring a viewer from a version to the current one.
func (t *topic) after(version uint64) [][]byte {
	behind := t.version - version
	switch {
	case version == 0 || version > t.version || behind > uint64(len(t.diffs)):
		return [][]byte{t.whole}
	default:
		return t.diffs[uint64(len(t.diffs))-behind:]
	}
}

// audience are the viewers of a topic now.
func (t *topic) audience() []*viewer {
	return slices.AppendSeq(make([]*viewer, 0, len(t.viewers)), maps.Keys(t.viewers))
}

// wake tells viewers that there is something new.
func wake(viewers []*viewer) {
	for _, v := range viewers {
		v.signal()
	}
}
