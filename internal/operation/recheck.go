package operation

import (
	"context"
	"errors"
	"time"

	"snapdeck/internal/inventory"
)

// maxRecheck is how many times Recheck the rest between two looks grows to at most.
const maxRecheck = 15

// recheck looks again for an operation whose outcome could not be proven, so that it is
// settled as soon as the cloud can be read whole. Until then a person may settle it.
func (e *Engine) recheck(ctx context.Context, op Operation) (time.Duration, error) {
	rest := min(max(e.timing.Recheck, e.now().Sub(op.FinishedAt)/4), maxRecheck*e.timing.Recheck)
	proof, err := e.look(ctx, op)
	switch {
	case err != nil:
		return e.retryDelay(err, rest), nil
	case op.Kind == CreateVolume, op.Kind == RestoreVolume:
		return e.settleRequest(ctx, op, proof, rest)
	case op.Kind != CreateSnapshot:
		return e.settleWanted(ctx, op, proof, rest)
	case proof.found:
		return e.settleFound(ctx, op, proof, rest)
	case !proof.complete || op.SnapshotID != "":
		return rest, nil
	}
	op.Failure = keepFailure(op, LostOutcome, "The cloud’s answer was lost. The snapshots and requests could be read whole since: it does not exist.")
	op.Labels.State = LabelsDropped
	_, err = e.move(ctx, op, Failed, "Looked again: it was not created.")
	return 0, err
}

// settleFound ends an operation whose snapshot or request was found after all.
func (e *Engine) settleFound(ctx context.Context, op Operation, p proof, rest time.Duration) (time.Duration, error) {
	op.RequestID = firstNonEmpty(p.requestID, op.RequestID)
	op.SnapshotID = firstNonEmpty(p.snapshotID, op.SnapshotID)
	if op.SnapshotID == "" {
		return rest, nil
	}
	snapshot, err := e.cloud.Snapshot(ctx, op.SnapshotID)
	switch {
	case errors.Is(err, inventory.ErrNotFound), err != nil:
		return e.retryDelay(err, rest), nil
	case snapshot.Metadata.State == inventory.StateAvailable:
		return 0, e.foundGood(ctx, op, "Looked again: the snapshot is available.", nil)
	case snapshot.Metadata.State == inventory.StateFailed:
		op.Failure = &Failure{Kind: LeftSnapshot, RequestID: op.RequestID, Text: "The cloud could not make the snapshot and left it in the state FAILED."}
		_, err := e.move(ctx, op, Failed, "Looked again: the snapshot failed.")
		return 0, err
	default:
		return min(rest, e.timing.Recheck), nil
	}
}

// foundGood ends an unknown operation well, and has its labels written.
func (e *Engine) foundGood(ctx context.Context, op Operation, note string, deed *Deed) error {
	op.Failure = nil
	op.RequestStatus = inventory.RequestDone
	op.Labels = LabelProgress{State: LabelsPending}
	e.sky.Nudge(inventory.PartSnapshots)
	_, err := e.moveBy(ctx, op, Done, note, deed)
	return err
}
