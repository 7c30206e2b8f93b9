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
	ahead, err := e.ahead(ctx, op)
	switch {
	case err != nil:
		return 0, err
	case ahead == 0:
		return e.claim(ctx, op)
	case op.State == Queued:
		return e.stepBack(ctx, op, ahead)
	default:
		return e.timing.Turn, nil
	}
}

// claim takes the lane and looks again before it sends: of two operations that found the
// lane free at the same moment at least one sees the other then, and steps back.
func (e *Engine) claim(ctx context.Context, op Operation) (time.Duration, error) {
	op, err := e.begin(ctx, op)
	if err != nil {
		return 0, err
	}
	ahead, err := e.ahead(ctx, op)
	if err != nil {
		return 0, err
	}
	if ahead > 0 {
		return e.stepBack(ctx, op, ahead)
	}
	if op.doubtful() {
		return e.lookThenSend(ctx, op)
	}
	return e.send(ctx, op)
}

func (e *Engine) ahead(ctx context.Context, op Operation) (int, error) {
	unsettled, err := e.ledger.Unsettled(ctx)
	if err != nil {
		return 0, fmt.Errorf("read the lane of %s: %w", op.DatacenterName, err)
	}
	return Ahead(op, unsettled), nil
}

func (e *Engine) stepBack(ctx context.Context, op Operation, ahead int) (time.Duration, error) {
	note := fmt.Sprintf("Waiting for its turn in %s, %d ahead.", op.DatacenterName, ahead)
	_, err := e.move(ctx, op, Waiting, note)
	return e.timing.Turn, err
}

// rest is how long an operation that the cloud turned away must still wait.
func (e *Engine) rest(op Operation) time.Duration {
	if op.State != Waiting || op.NotBefore.IsZero() {
		return 0
	}
	return max(0, op.NotBefore.Sub(e.now()))
}
