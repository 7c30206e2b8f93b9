package operation

import (
	"context"
	"time"
)

// pollTargetState ends an operation as soon as its requested state is reached.
func (e *Engine) pollTargetState(ctx context.Context, op Operation) (time.Duration, error) {
	c := op.Kind.Spec()
	wanted, err := c.applied(e, ctx, op)
	switch {
	case err != nil:
		return e.retryDelay(err, e.timing.PollInterval), nil
	case wanted:
		e.inventory.Refresh(op.Kind.Spec().Changes...)
		return e.stepTo(ctx, op, Done, c.messages.done)
	case e.sinceProgress(op) < e.timing.MissingTimeout:
		return e.timing.PollInterval, nil
	}
	op.Failure = &Failure{Kind: NotApplied, RequestID: op.RequestID, Text: c.messages.notApplied}
	return e.stepTo(ctx, op, Failed, c.messages.notApplied)
}

// resolveByTargetState ends an operation of unknown outcome by its request and by the state of its target.
func (e *Engine) resolveByTargetState(ctx context.Context, op Operation, p verification, rest time.Duration) (time.Duration, error) {
	messages := op.Kind.Spec().messages
	wanted, err := op.Kind.Spec().applied(e, ctx, op)
	switch {
	case err != nil:
		return e.retryDelay(err, rest), nil
	case wanted:
		op.Failure = nil
		return e.stepTo(ctx, op, Done, "Checked again. "+messages.done)
	case !p.complete, p.found && !p.status.Final():
		return rest, nil
	}
	op.Failure = failureOr(op, LostOutcome, messages.notConfirmed)
	return e.stepTo(ctx, op, Failed, "Checked again: it did not happen.")
}
