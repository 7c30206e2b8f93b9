package operation

import (
	"context"
	"time"

	"snapdeck/internal/inventory"
)

// followWanted ends an operation that wants something to be so, as soon as it is.
func (e *Engine) followWanted(ctx context.Context, op Operation) (time.Duration, error) {
	c := op.Kind.spec()
	wanted, err := c.wanted(e, ctx, op)
	switch {
	case err != nil:
		return e.retryDelay(err, e.timing.Follow), nil
	case wanted:
		e.sky.Nudge(partsOf(op.Kind)...)
		_, err := e.move(ctx, op, Done, c.words.done)
		return 0, err
	case e.quiet(op) < e.timing.Vanish:
		return e.timing.Follow, nil
	}
	op.Failure = &Failure{Kind: NotSo, RequestID: op.RequestID, Text: c.words.undone}
	_, err = e.move(ctx, op, Failed, c.words.undone)
	return 0, err
}

// settleWanted ends an operation of unknown outcome by its request and by how things are.
func (e *Engine) settleWanted(ctx context.Context, op Operation, p proof, rest time.Duration) (time.Duration, error) {
	words := op.Kind.spec().words
	wanted, err := op.Kind.spec().wanted(e, ctx, op)
	switch {
	case err != nil:
		return e.retryDelay(err, rest), nil
	case wanted:
		op.Failure = nil
		_, err := e.move(ctx, op, Done, "Looked again. "+words.done)
		return 0, err
	case !p.complete, p.found && !p.status.Final():
		return rest, nil
	}
	op.Failure = keepFailure(op, LostOutcome, words.missed)
	_, err = e.move(ctx, op, Failed, "Looked again: it did not happen.")
	return 0, err
}

// partsOf are the parts of the contract that an operation of a kind changes.
func partsOf(k Kind) []inventory.Part {
	switch k {
	case LabelSnapshot, LockSnapshot, UnlockSnapshot, LabelVolume:
		return []inventory.Part{inventory.PartLabels}
	case DeleteSnapshot, EditSnapshot, CreateSnapshot:
		return []inventory.Part{inventory.PartRequests, inventory.PartSnapshots}
	default:
		return []inventory.Part{inventory.PartRequests, inventory.PartDatacenters}
	}
}
