package operation

import (
	"cmp"
	"context"
	"time"

	"snapdeck/internal/inventory"
)

// maxRecheck is the maximal pause between rechecks, in multiples of RecheckInterval.
const maxRecheck = 15

// recheck verifies an unknown outcome again, which resolves it as soon as the listings are complete. Until then
// a user may resolve it.
func (e *Engine) recheck(ctx context.Context, op Operation) (time.Duration, error) {
	rest := min(max(e.timing.RecheckInterval, e.now().Sub(op.FinishedAt)/4), maxRecheck*e.timing.RecheckInterval)
	found, err := e.verify(ctx, op)
	if err != nil {
		return e.retryDelay(err, rest), nil
	}
	return op.Kind.Spec().resolve(e, ctx, op, found, rest)
}

// resolveByMarker ends an operation of unknown outcome by the snapshot with its marker.
func (e *Engine) resolveByMarker(ctx context.Context, op Operation, found verification, rest time.Duration) (time.Duration, error) {
	switch {
	case found.found:
		return e.resolveFound(ctx, op, found, rest)
	case !found.complete || op.SnapshotID != "":
		return rest, nil
	}
	op.Failure = failureOr(op, LostOutcome, "Snapdeck has read all snapshots and requests since: it does not exist.")
	op.Labels.State = LabelsDropped
	return e.stepTo(ctx, op, Failed, "Checked again: it was not created.")
}

// resolveFound ends an operation whose snapshot or request was found.
func (e *Engine) resolveFound(ctx context.Context, op Operation, p verification, rest time.Duration) (time.Duration, error) {
	op.RequestID = cmp.Or(p.requestID, op.RequestID)
	op.SnapshotID = cmp.Or(p.snapshotID, op.SnapshotID)
	if op.SnapshotID == "" {
		return rest, nil
	}
	snapshot, err := e.cloud.Snapshot(ctx, op.SnapshotID)
	switch {
	case err != nil:
		return e.retryDelay(err, rest), nil
	case snapshot.Metadata.State == inventory.StateAvailable:
		return 0, e.resolveDone(ctx, op, "Checked again: the snapshot is available.", nil)
	case snapshot.Metadata.State == inventory.StateFailed:
		op.Failure = &Failure{Kind: OrphanSnapshot, RequestID: op.RequestID, Text: "The leftover snapshot has the state FAILED."}
		return e.stepTo(ctx, op, Failed, "Checked again: the snapshot failed.")
	default:
		return min(rest, e.timing.RecheckInterval), nil
	}
}

// resolveDone ends an unknown operation as done, and schedules its labels.
func (e *Engine) resolveDone(ctx context.Context, op Operation, note string, action *UserAction) error {
	op.Failure = nil
	op.RequestStatus = inventory.RequestDone
	op.Labels = LabelProgress{State: LabelsPending}
	e.inventory.Refresh(inventory.ResourceSnapshots)
	_, err := e.transitionBy(ctx, op, Done, note, action)
	return err
}
