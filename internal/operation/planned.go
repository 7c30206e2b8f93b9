package operation

import (
	"context"
	"fmt"
	"time"
)

// Planned reports whether an operation waits until NotBefore in its undo window.
func (o Operation) Planned() bool { return o.State == Queued && !o.NotBefore.IsZero() }

// StartNow lets a planned operation start at once, or returns ErrTooLate when it has started.
func (e *Engine) StartNow(ctx context.Context, id string, by Actor) (Operation, error) {
	return e.applyManual(ctx, id, func(op Operation) (Operation, error) {
		if !op.Planned() {
			return op, fmt.Errorf("start operation %s now, which is %s: %w", op.ID, op.State, ErrTooLate)
		}
		op.NotBefore = time.Time{}
		action := &UserAction{by.Name, by.Addr, "begin-now"}
		return e.save(ctx, op, &Stage{State: op.State, At: e.now(), Note: "Started now by " + by.Name + ".", UserAction: action})
	})
}
