package operation

import (
	"context"
	"fmt"
	"time"

	"snapdeck/internal/inventory"
)

// Ahead counts the operations of the same lane that come before one: those in flight and
// the older ones that wait. What rests until its time, or until another one has ended, is in
// nobody's way.
func Ahead(op Operation, unsettled []Operation) int {
	n := 0
	for _, other := range unsettled {
		if other.ID == op.ID || !SharesLane(op, other) || other.State.Final() {
			continue
		}
		if other.State.InFlight() || before(other, op) && !other.Planned() && !other.Held() && !HeldBack(other, unsettled) {
			n++
		}
	}
	return n
}

// SharesLane reports whether two operations must not be with the cloud at the same time:
// those on the same data center, and those on the same snapshot if one of them changes it.
func SharesLane(a, b Operation) bool {
	if a.Kind.OnSnapshot() || b.Kind.OnSnapshot() {
		return a.SnapshotID != "" && a.SnapshotID == b.SnapshotID
	}
	return a.DatacenterID == b.DatacenterID
}

func before(a, b Operation) bool {
	switch {
	case a.Rank != b.Rank:
		return a.Rank < b.Rank
	case !a.CreatedAt.Equal(b.CreatedAt):
		return a.CreatedAt.Before(b.CreatedAt)
	default:
		return a.ID < b.ID
	}
}

// takeTurn lets an operation go ahead when its lane is free, nobody else is changing the
// data center, and the cloud is not to be left alone.
func (e *Engine) takeTurn(ctx context.Context, op Operation) (time.Duration, error) {
	if rest := e.rest(op); rest > 0 {
		return rest, nil
	}
	if wait, goes, err := e.afterBackup(ctx, op); err != nil || !goes {
		return wait, err
	}
	if wait, goes, err := e.afterOther(ctx, op); err != nil || !goes {
		return wait, err
	}
	unsettled, err := e.lane(ctx, op)
	if err != nil {
		return 0, err
	}
	if ahead := Ahead(op, unsettled); ahead >= e.timing.LaneWidth {
		return e.queueUp(ctx, op, ahead)
	}
	if !op.Kind.OnSnapshot() && OthersAt(op.DatacenterID, unsettled, e.sky.View()) > 0 {
		e.sky.Nudge(inventory.PartDatacenters, inventory.PartRequests)
		return e.wait(ctx, op, e.timing.Turn, fmt.Sprintf("Waiting for %s, which somebody else is changing.", op.DatacenterName))
	}
	return e.claim(ctx, op)
}

// OthersAt counts the changes to a data center that none of the operations asked for: open
// requests, or one when the cloud calls it busy without any that could be ours.
func OthersAt(datacenterID string, unsettled []Operation, v *inventory.View) int {
	own, inFlight := map[string]bool{}, false
	for _, op := range unsettled {
		own[op.RequestID] = true
		inFlight = inFlight || op.DatacenterID == datacenterID && op.State.InFlight()
	}
	n := 0
	for _, r := range v.OpenRequests(datacenterID) {
		if !own[r.ID] {
			n++
		}
	}
	dc, _ := v.Datacenter(datacenterID)
	if n == 0 && !inFlight && dc.Metadata.State == inventory.StateBusy {
		return 1
	}
	return n
}

// claim takes the lane and looks again before it sends: of two operations that found the
// lane free at the same moment at least one sees the other then, and steps back.
func (e *Engine) claim(ctx context.Context, op Operation) (time.Duration, error) {
	op, err := e.begin(ctx, op)
	if err != nil {
		return 0, err
	}
	unsettled, err := e.lane(ctx, op)
	if err != nil {
		return 0, err
	}
	if ahead := Ahead(op, unsettled); ahead >= e.timing.LaneWidth {
		return e.queueUp(ctx, op, ahead)
	}
	if op.doubtful() {
		return e.lookThenSend(ctx, op)
	}
	return e.send(ctx, op)
}

// lane returns the operations that may stand in the way of one.
func (e *Engine) lane(ctx context.Context, op Operation) ([]Operation, error) {
	unsettled, err := e.ledger.Lane(ctx, op)
	if err != nil {
		return nil, fmt.Errorf("read the lane of %s: %w", op.DatacenterName, err)
	}
	return unsettled, nil
}

// maxTurn is how many times Turn those far back in a lane rest at most.
const maxTurn = 15

// queueUp lets an operation wait for those ahead of it. The further back it is, the less often
// it looks, so that a long lane costs little: whoever leaves the lane wakes the others.
func (e *Engine) queueUp(ctx context.Context, op Operation, ahead int) (time.Duration, error) {
	again := e.timing.Turn * time.Duration(min(ahead-e.timing.LaneWidth+1, maxTurn))
	where := op.DatacenterName
	if op.Kind.OnSnapshot() {
		where = "the queue of its snapshot"
	}
	return e.wait(ctx, op, again, fmt.Sprintf("Waiting for its turn in %s, %d ahead.", where, ahead))
}

// wait lets an operation wait, and says why unless it waits already.
func (e *Engine) wait(ctx context.Context, op Operation, again time.Duration, note string) (time.Duration, error) {
	if op.State == Waiting {
		return again, nil
	}
	_, err := e.move(ctx, op, Waiting, note)
	return again, err
}

// rest is how long an operation that is planned, or that the cloud turned away, must still wait.
func (e *Engine) rest(op Operation) time.Duration {
	if op.NotBefore.IsZero() {
		return 0
	}
	return max(0, op.NotBefore.Sub(e.now()))
}
