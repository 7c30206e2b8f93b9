package operation

import (
	"context"
	"errors"
	"fmt"

	"snapdeck/internal/inventory"
)

// ErrNotLeftBehind says that a snapshot is not what a failed operation left behind.
var ErrNotLeftBehind = errors.New("the snapshot is not what a failed operation left behind")

// DeleteLeftover records that the snapshot is to be deleted that a failed operation left
// behind. The same key gives the same operation. ErrNotLeftBehind says that the operation
// did not fail, or left none.
func (e *Engine) DeleteLeftover(ctx context.Context, failedID, key string, by Person) (op Operation, fresh bool, err error) {
	failed, err := e.ledger.Operation(ctx, failedID)
	if err != nil {
		return Operation{}, false, fmt.Errorf("read operation %s: %w", failedID, err)
	}
	if !failed.LeftBehind() {
		return Operation{}, false, fmt.Errorf("delete what operation %s left: %w", failedID, ErrNotLeftBehind)
	}
	now := e.now()
	op = Operation{
		ID: e.newID(), Key: key, Kind: DeleteSnapshot, State: Queued, Actor: by.Name, ActorAddr: by.Addr,
		DatacenterID: failed.DatacenterID, DatacenterName: failed.DatacenterName, Location: failed.Location,
		VolumeID: failed.VolumeID, VolumeName: failed.VolumeName, SizeGB: failed.SizeGB,
		Create: CreateParams{Name: failed.Create.Name}, SnapshotID: failed.SnapshotID,
		Labels: LabelProgress{State: LabelsDropped}, CreatedAt: now, UpdatedAt: now,
		Stages: []Stage{{State: Queued, At: now}},
	}
	op, fresh, err = e.ledger.Record(ctx, op)
	if err != nil {
		return Operation{}, false, fmt.Errorf("record the deletion of snapshot %s: %w", failed.SnapshotID, err)
	}
	if fresh {
		e.changed(op)
	}
	return op, fresh, nil
}

// LeftBehind reports whether the operation failed to make a snapshot and left one behind
// all the same, as far as is known.
func (o Operation) LeftBehind() bool {
	return o.Kind == CreateSnapshot && o.State == Failed && o.Failure != nil && o.Failure.Kind == LeftSnapshot && o.SnapshotID != ""
}

// sendDelete makes the delete call, once. A snapshot that is not there is what was wanted.
func (e *Engine) sendDelete(ctx context.Context, op Operation) (Receipt, error) {
	receipt, err := e.cloud.DeleteSnapshot(ctx, op.SnapshotID)
	if errors.Is(err, inventory.ErrNotFound) {
		return Receipt{SnapshotID: op.SnapshotID}, nil
	}
	return receipt, err
}

// lookGone finds out whether the snapshot is gone. As long as it is there, to ask for its
// deletion again does no harm.
func (e *Engine) lookGone(ctx context.Context, op Operation) (proof, error) {
	_, err := e.cloud.Snapshot(ctx, op.SnapshotID)
	switch {
	case errors.Is(err, inventory.ErrNotFound):
		return proof{found: true, complete: true, requestID: op.RequestID, snapshotID: op.SnapshotID}, nil
	case err != nil:
		return proof{}, fmt.Errorf("look for the snapshot: %w", err)
	default:
		return proof{complete: true, requestID: op.RequestID}, nil
	}
}
