package operation

import (
	"slices"
	"time"

	"snapdeck/internal/inventory"
)

// laneQueue is the order of a lane, computed once for each change of the lane.
type laneQueue struct {
	position map[string]int // by operation id: number of waiting operations before it
	inFlight map[string]bool
	until    time.Time // when the next planned one becomes due and positions change; zero: none
}

// QueuePosition counts the operations that go before one: those in flight that share its lane, and the older ones
// waiting in it. Planned ones, and those that wait for a dependency or for confirmation, block no other. Its cost hardly
// depends on the number of waiting ones.
func (c *Cache) QueuePosition(op Operation, now time.Time) int {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if op.Kind.OnSnapshot() {
		return c.aheadOnSnapshot(op, now, func(*Operation) bool { return true })
	}
	q := c.queue(op.Lane(), now)
	n := q.position[op.ID] + len(q.inFlight)
	if q.inFlight[op.ID] {
		n--
	}
	return n + c.aheadOnSnapshot(op, now, func(other *Operation) bool { return other.Kind.OnSnapshot() })
}

// aheadOnSnapshot counts the operations on the same snapshot that are in flight, or wait before it in the same
// lane. There are few.
func (c *Cache) aheadOnSnapshot(op Operation, now time.Time, counts func(*Operation) bool) int {
	n := 0
	for _, other := range c.indexes.bySnapshot[op.SnapshotID] {
		waits := other.Lane() == op.Lane() && before(other, &op) && c.readyToStart(other, now)
		if other.ID != op.ID && counts(other) && (other.State.InFlight() || waits) {
			n++
		}
	}
	return n
}

// readyToStart reports whether an operation waits only for its turn.
func (c *Cache) readyToStart(op *Operation, now time.Time) bool {
	return op.State.CanBeCancelled() && !op.NotDue(now) && !op.Held() && !c.waitsForDependency(op)
}

// WaitsForDependency reports whether an operation waits for the one that it depends on.
func (c *Cache) WaitsForDependency(op Operation) bool {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.waitsForDependency(&op)
}

func (c *Cache) waitsForDependency(op *Operation) bool {
	if op.Task.DependsOn == "" {
		return false
	}
	first, known := c.byID[op.Task.DependsOn]
	return known && (!first.State.Final() || first.State == Unknown)
}

// queue returns the current queue of a lane, which the caller must not change.
func (c *Cache) queue(lane string, now time.Time) *laneQueue {
	c.queueing.Lock()
	defer c.queueing.Unlock()
	q := c.queues[lane]
	if q == nil || !q.until.IsZero() && !now.Before(q.until) {
		q = c.newQueue(lane, now)
		c.queues[lane] = q
	}
	return q
}

func (c *Cache) newQueue(lane string, now time.Time) *laneQueue {
	q := &laneQueue{position: map[string]int{}, inFlight: map[string]bool{}}
	waiting := make([]*Operation, 0, len(c.indexes.inLane[lane]))
	for _, op := range c.indexes.inLane[lane] {
		switch {
		case op.State.InFlight():
			q.inFlight[op.ID] = true
		case op.State.CanBeCancelled():
			waiting = append(waiting, op)
		}
		if op.NotDue(now) && (q.until.IsZero() || op.NotBefore.Before(q.until)) {
			q.until = op.NotBefore
		}
	}
	slices.SortFunc(waiting, func(x, y *Operation) int { return newestFirst(y, x) })
	n := 0
	for _, op := range waiting {
		q.position[op.ID] = n
		if c.readyToStart(op, now) {
			n++
		}
	}
	return q
}

// dropQueues drops the queues that a change of an operation affects: that of its lane, and those of its
// dependents.
func (c *Cache) dropQueues(op *Operation) {
	c.queueing.Lock()
	defer c.queueing.Unlock()
	delete(c.queues, op.Lane())
	for _, next := range c.indexes.byDependency[op.ID] {
		delete(c.queues, next.Lane())
	}
}

// ForeignChanges counts the changes to a data center that no operation in the cache requested: open requests,
// or one when it is BUSY without any request that could be ours.
func (c *Cache) ForeignChanges(datacenterID string, v *inventory.View) int {
	c.mu.RLock()
	defer c.mu.RUnlock()
	n := 0
	for _, r := range v.OpenRequests(datacenterID) {
		if c.indexes.byRequest[r.ID] == 0 {
			n++
		}
	}
	dc, _ := v.Datacenter(datacenterID)
	if n > 0 || dc.Metadata.State != inventory.StateBusy {
		return n
	}
	for _, op := range c.indexes.inFlight {
		if op.DatacenterID == datacenterID {
			return 0
		}
	}
	return 1
}
