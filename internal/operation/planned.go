package operation

import (
	"context"
	"fmt"
	"time"
)

// Planned reports whether an operation rests on purpose until NotBefore, so that it can be undone.
func (o Operation) Planned() bool { return o.State == Queued && !o.NotBefore.IsZero() }

// StartNow lets a planned operation begin at once, or returns ErrTooLate when it has begun.
func (e *Engine) StartNow(ctx context.Context, id string, by Actor) (Operation, error) {
	return e.applyManual(ctx, id, func(op Operation) (Operation, error) {
		if !op.Planned() {
			return op, fmt.Errorf("begin operation %s at once, which is %s: %w", op.ID, op.State, ErrTooLate)
		}
		op.NotBefore = time.Time{}
		action := &UserAction{by.Name, by.Addr, "begin-now"}
		return e.save(ctx, op, &Stage{State: op.State, At: e.now(), Note: "To be done at once, as " + by.Name + " asked.", UserAction: action})
	})
}
