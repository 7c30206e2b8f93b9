package operation

import (
	"context"
	"fmt"
	"time"
)

// Ahead counts the operations of the same lane that come before one: those in flight and
// the older ones that wait. The lane of an operation is its data center.
func Ahead(op Operation, unsettled []Operation) int {
	n := 0
	for _, other := range unsettled {
		if other.ID == op.ID || other.DatacenterID != op.DatacenterID || other.State.Final() {
			continue
		}
		if other.State.InFlight() || before(other, op) {
			n++
		}
	}
	return n
}

func before(a, b Operation) bool {
	if a.CreatedAt.Equal(b.CreatedAt) {
		return a.ID < b.ID
	}
	return a.CreatedAt.Before(b.CreatedAt)
}

// takeTurn lets an operation go ahead when its lane is free and the cloud is not to be left alone.
func (e *Engine) takeTurn(ctx context.Context, op Operation) (time.Duration, error) {
	if rest := e.rest(op); rest > 0 {
		return rest, nil
	}
	unsettled, err := e.ledger.Unsettled(ctx)
	if err != nil {
		return 0, fmt.Errorf("read the lane of %s: %w", op.DatacenterName, err)
	}
	ahead := Ahead(op, unsettled)
	if ahead == 0 {
		return e.send(ctx, op)
	}
	if op.State == Queued {
		note := fmt.Sprintf("Waiting for its turn in %s, %d ahead.", op.DatacenterName, ahead)
		if _, err := e.move(ctx, op, Waiting, note); err != nil {
			return 0, err
		}
	}
	return e.timing.Turn, nil
}

// rest is how long an operation that the cloud turned away must still wait.
func (e *Engine) rest(op Operation) time.Duration {
	if op.State != Waiting || op.NotBefore.IsZero() {
		return 0
	}
	return max(0, op.NotBefore.Sub(e.now()))
}
