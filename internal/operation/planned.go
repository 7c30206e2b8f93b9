package operation

import (
	"context"
	"fmt"
	"time"
)

// Planned reports whether an operation rests on purpose until NotBefore, so that it can be undone.
func (o Operation) Planned() bool { return o.State == Queued && !o.NotBefore.IsZero() }

// Hurry lets a planned operation begin at once, or returns ErrTooLate when it has begun.
func (e *Engine) Hurry(ctx context.Context, id string, by Actor) (Operation, error) {
	return e.byHand(ctx, id, func(op Operation) (Operation, error) {
		if !op.Planned() {
			return op, fmt.Errorf("begin operation %s at once, which is %s: %w", op.ID, op.State, ErrTooLate)
		}
		op.NotBefore = time.Time{}
		deed := &Deed{by.Name, by.Addr, "begin-now"}
		return e.save(ctx, op, &Stage{State: op.State, At: e.now(), Note: "To be done at once, as " + by.Name + " asked.", Deed: deed})
	})
}
