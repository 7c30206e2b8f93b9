package operation

import (
	"context"
	"errors"
	"time"

	"snapdeck/internal/inventory"
)

// maxRecheck is how many times RecheckInterval the rest between two looks grows to at most.
const maxRecheck = 15

// recheck looks again for an operation whose outcome could not be proven, so that it is
// settled as soon as the cloud can be read whole. Until then a person may settle it.
func (e *Engine) recheck(ctx context.Context, op Operation) (time.Duration, error) {
	rest := min(max(e.timing.RecheckInterval, e.now().Sub(op.FinishedAt)/4), maxRecheck*e.timing.RecheckInterval)
	found, err := e.verify(ctx, op)
	switch {
	case err != nil:
		return e.retryDelay(err, rest), nil
	case op.Kind == CreateVolume, op.Kind == RestoreVolume:
		return e.resolveByRequest(ctx, op, found, rest)
	case op.Kind != CreateSnapshot:
		return e.resolveByTargetState(ctx, op, found, rest)
	case found.found:
		return e.resolveFound(ctx, op, found, rest)
	case !found.complete || op.SnapshotID != "":
		return rest, nil
	}
	op.Failure = failureOr(op, LostOutcome, "Snapdeck has read all snapshots and requests since: it does not exist.")
	op.Labels.State = LabelsDropped
	_, err = e.transition(ctx, op, Failed, "Looked again: it was not created.")
	return 0, err
}

// resolveFound ends an operation whose snapshot or request was found after all.
func (e *Engine) resolveFound(ctx context.Context, op Operation, p verification, rest time.Duration) (time.Duration, error) {
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
		return 0, e.resolveDone(ctx, op, "Looked again: the snapshot is available.", nil)
	case snapshot.Metadata.State == inventory.StateFailed:
		op.Failure = &Failure{Kind: OrphanSnapshot, RequestID: op.RequestID, Text: "The leftover snapshot has the state FAILED."}
		_, err := e.transition(ctx, op, Failed, "Looked again: the snapshot failed.")
		return 0, err
	default:
		return min(rest, e.timing.RecheckInterval), nil
	}
}

// resolveDone ends an unknown operation well, and has its labels written.
func (e *Engine) resolveDone(ctx context.Context, op Operation, note string, action *UserAction) error {
	op.Failure = nil
	op.RequestStatus = inventory.RequestDone
	op.Labels = LabelProgress{State: LabelsPending}
	e.inventory.Refresh(inventory.ResourceSnapshots)
	_, err := e.transitionBy(ctx, op, Done, note, action)
	return err
}
