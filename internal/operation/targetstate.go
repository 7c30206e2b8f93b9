package operation

import (
	"context"
	"time"
)

// pollTargetState ends an operation as soon as its requested state is reached.
func (e *Engine) pollTargetState(ctx context.Context, op Operation) (time.Duration, error) {
	s := op.Kind.Spec()
	wanted, err := s.applied(e, ctx, op)
	switch {
	case err != nil:
		return e.retryDelay(err, e.timing.PollInterval), nil
	case wanted:
		e.inventory.Refresh(s.Changes...)
		return e.stepTo(ctx, op, Done, s.messages.done)
	case e.sinceProgress(op) < e.timing.MissingTimeout:
		return e.timing.PollInterval, nil
	}
	op.Failure = &Failure{Kind: NotApplied, RequestID: op.RequestID, Text: s.messages.notApplied}
	return e.stepTo(ctx, op, Failed, s.messages.notApplied)
}

// resolveByTargetState ends an operation of unknown outcome by its request and by the state of its target.
func (e *Engine) resolveByTargetState(ctx context.Context, op Operation, p verification, rest time.Duration) (time.Duration, error) {
	s := op.Kind.Spec()
	wanted, err := s.applied(e, ctx, op)
	switch {
	case err != nil:
		return e.retryDelay(err, rest), nil
	case wanted:
		op.Failure = nil
		return e.stepTo(ctx, op, Done, "Checked again. "+s.messages.done)
	case !p.complete, p.found && !p.status.Final():
		return rest, nil
	}
	op.Failure = failureOr(op, LostOutcome, s.messages.notConfirmed)
	return e.stepTo(ctx, op, Failed, "Checked again: it did not happen.")
}
