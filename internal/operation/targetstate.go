package operation

import (
	"context"
	"time"

	"snapdeck/internal/inventory"
)

// pollTargetState ends an operation as soon as its requested state is reached.
func (e *Engine) pollTargetState(ctx context.Context, op Operation) (time.Duration, error) {
	c := op.Kind.spec()
	wanted, err := c.applied(e, ctx, op)
	switch {
	case err != nil:
		return e.retryDelay(err, e.timing.PollInterval), nil
	case wanted:
		e.inventory.Refresh(resourcesOf(op.Kind)...)
		return e.stepTo(ctx, op, Done, c.messages.done)
	case e.sinceProgress(op) < e.timing.MissingTimeout:
		return e.timing.PollInterval, nil
	}
	op.Failure = &Failure{Kind: NotApplied, RequestID: op.RequestID, Text: c.messages.notApplied}
	return e.stepTo(ctx, op, Failed, c.messages.notApplied)
}

// resolveByTargetState ends an operation of unknown outcome by its request and by the state of its target.
func (e *Engine) resolveByTargetState(ctx context.Context, op Operation, p verification, rest time.Duration) (time.Duration, error) {
	messages := op.Kind.spec().messages
	wanted, err := op.Kind.spec().applied(e, ctx, op)
	switch {
	case err != nil:
		return e.retryDelay(err, rest), nil
	case wanted:
		op.Failure = nil
		return e.stepTo(ctx, op, Done, "Looked again. "+messages.done)
	case !p.complete, p.found && !p.status.Final():
		return rest, nil
	}
	op.Failure = failureOr(op, LostOutcome, messages.notConfirmed)
	return e.stepTo(ctx, op, Failed, "Looked again: it did not happen.")
}

// resourcesOf returns the listings that a kind of operation changes.
func resourcesOf(k Kind) []inventory.Resource {
	switch k {
	case LabelSnapshot, LockSnapshot, UnlockSnapshot, LabelVolume:
		return []inventory.Resource{inventory.ResourceLabels}
	case DeleteSnapshot, EditSnapshot, CreateSnapshot:
		return []inventory.Resource{inventory.ResourceRequests, inventory.ResourceSnapshots}
	default:
		return []inventory.Resource{inventory.ResourceRequests, inventory.ResourceDatacenters}
	}
}
