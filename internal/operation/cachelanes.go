package operation

import (
	"slices"
	"time"

	"snapdeck/internal/inventory"
)

// laneQueue is who comes first in a lane, worked out once for each change of the lane.
type laneQueue struct {
	place    map[string]int // by operation id: how many waiting ones come before it
	inFlight map[string]bool
	until    time.Time // when one that rests wants to begin, so that the places change; zero: none does
}

// Position counts the operations of the same lane that come before one, as Ahead does. It costs
// about the same however many wait.
func (b *Board) Position(op Operation, now time.Time) int {
	b.mu.RLock()
	defer b.mu.RUnlock()
	if op.Kind.OnSnapshot() {
		return b.aheadOnSnapshot(op, now, func(*Operation) bool { return true })
	}
	q := b.queue(op.Lane(), now)
	n := q.place[op.ID] + len(q.inFlight)
	if q.inFlight[op.ID] {
		n--
	}
	return n + b.aheadOnSnapshot(op, now, func(other *Operation) bool { return other.Kind.OnSnapshot() })
}

// aheadOnSnapshot counts those on the same snapshot that are in flight, or wait before it in the same
// lane. There are few.
func (b *Board) aheadOnSnapshot(op Operation, now time.Time, counts func(*Operation) bool) int {
	n := 0
	for _, other := range b.places.onSnapshot[op.SnapshotID] {
		waits := other.Lane() == op.Lane() && before(*other, op) && b.wantsToBegin(other, now)
		if other.ID != op.ID && counts(other) && (other.State.InFlight() || waits) {
			n++
		}
	}
	return n
}

// wantsToBegin reports whether an operation waits for its turn, and for nothing else.
func (b *Board) wantsToBegin(op *Operation, now time.Time) bool {
	return op.State.CanBeCancelled() && !op.Rests(now) && !b.heldBack(op)
}

// HeldBack reports whether an operation has yet to wait for the one that it follows.
func (b *Board) HeldBack(op Operation) bool {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return b.heldBack(&op)
}

func (b *Board) heldBack(op *Operation) bool {
	if op.Task.After == "" {
		return false
	}
	first, known := b.byID[op.Task.After]
	return known && (!first.State.Final() || first.State == Unknown)
}

// queue returns the queue of a lane as it is now, which the caller must not change.
func (b *Board) queue(lane string, now time.Time) *laneQueue {
	b.queueing.Lock()
	defer b.queueing.Unlock()
	q := b.queues[lane]
	if q == nil || !q.until.IsZero() && !now.Before(q.until) {
		q = b.newQueue(lane, now)
		b.queues[lane] = q
	}
	return q
}

func (b *Board) newQueue(lane string, now time.Time) *laneQueue {
	q := &laneQueue{place: map[string]int{}, inFlight: map[string]bool{}}
	waiting := make([]*Operation, 0, len(b.places.inLane[lane]))
	for _, op := range b.places.inLane[lane] {
		switch {
		case op.State.InFlight():
			q.inFlight[op.ID] = true
		case op.State.CanBeCancelled():
			waiting = append(waiting, op)
		}
		if op.Rests(now) && (q.until.IsZero() || op.NotBefore.Before(q.until)) {
			q.until = op.NotBefore
		}
	}
	slices.SortFunc(waiting, func(x, y *Operation) int { return newestFirst(y, x) })
	n := 0
	for _, op := range waiting {
		q.place[op.ID] = n
		if b.wantsToBegin(op, now) {
			n++
		}
	}
	return q
}

// forgetQueues drops what is known of the lanes that a change of an operation concerns: its own, and
// those of the operations that follow it.
func (b *Board) forgetQueues(op *Operation) {
	b.queueing.Lock()
	defer b.queueing.Unlock()
	delete(b.queues, op.Lane())
	for _, next := range b.places.after[op.ID] {
		delete(b.queues, next.Lane())
	}
}

// ForeignChanges counts the changes to a data center that no operation on the board requested: open
// requests, or one when IONOS Cloud calls it busy without any that could be ours.
func (b *Board) ForeignChanges(datacenterID string, v *inventory.View) int {
	b.mu.RLock()
	defer b.mu.RUnlock()
	n := 0
	for _, r := range v.OpenRequests(datacenterID) {
		if b.places.byRequest[r.ID] == 0 {
			n++
		}
	}
	dc, _ := v.Datacenter(datacenterID)
	if n > 0 || dc.Metadata.State != inventory.StateBusy {
		return n
	}
	for id := range b.places.inFlight {
		if b.byID[id].DatacenterID == datacenterID {
			return 0
		}
	}
	return 1
}
