package operation

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"snapdeck/internal/inventory"
)

// The errors of what people do to operations.
var (
	ErrTooLate   = errors.New("it is too late for that")
	ErrNotSource = errors.New("that snapshot cannot be the one")
)

// maxHurry is how often a person's change is tried anew when a worker was faster.
const maxHurry = 10

// Person is who does something to an operation, and from where.
type Person struct{ Name, Addr string }

// Cancel ends an operation that nothing has been asked of the cloud for, or else returns
// ErrTooLate. An operation that is cancelled already stays so.
func (e *Engine) Cancel(ctx context.Context, id string, by Person) (Operation, error) {
	return e.byHand(ctx, id, func(op Operation) (Operation, error) {
		if op.State == Cancelled {
			return op, nil
		}
		if !op.State.CanBeCancelled() {
			return op, fmt.Errorf("cancel operation %s, which is %s: %w", op.ID, op.State, ErrTooLate)
		}
		op.Failure = nil
		op.Labels.State = LabelsDropped
		stage := e.cancelledBy(by)
		return e.moveBy(ctx, op, Cancelled, stage.Note, stage.Deed)
	})
}

// cancelledBy is the last stage of what a person cancels.
func (e *Engine) cancelledBy(by Person) Stage {
	return Stage{State: Cancelled, At: e.now(), Note: "Cancelled by " + by.Name + ".", Deed: &Deed{by.Name, by.Addr, "cancel"}}
}

// MoveToFront lets a waiting operation be the next of its lane, or returns ErrTooLate.
func (e *Engine) MoveToFront(ctx context.Context, id string, by Person) (Operation, error) {
	return e.byHand(ctx, id, func(op Operation) (Operation, error) {
		if !op.State.CanBeCancelled() {
			return op, fmt.Errorf("move operation %s to the front, which is %s: %w", op.ID, op.State, ErrTooLate)
		}
		unsettled, err := e.lane(ctx, op)
		if err != nil {
			return op, err
		}
		first := op.Rank
		for _, other := range unsettled {
			if other.ID != op.ID && SharesLane(op, other) && other.State.CanBeCancelled() {
				first = min(first, other.Rank-1)
			}
		}
		op.Rank = first
		deed := &Deed{by.Name, by.Addr, "move-to-front"}
		return e.save(ctx, op, &Stage{State: op.State, At: e.now(), Note: "Moved to the front by " + by.Name + ".", Deed: deed})
	})
}

// Resolution is how a person settles an operation whose outcome is unknown.
type Resolution struct {
	SnapshotID string // the snapshot that it made; empty: it made none
}

// Resolve settles an operation whose outcome is unknown, or returns ErrTooLate when it is
// settled. ErrNotSource says that the snapshot does not exist, or was made by another operation,
// or that the operation was to make none.
func (e *Engine) Resolve(ctx context.Context, id string, r Resolution, by Person) (Operation, error) {
	return e.byHand(ctx, id, func(op Operation) (Operation, error) {
		if op.State != Unknown {
			return op, fmt.Errorf("resolve operation %s, which is %s: %w", op.ID, op.State, ErrTooLate)
		}
		deed := &Deed{by.Name, by.Addr, "resolve"}
		if r.SnapshotID == "" {
			op.Failure = keepFailure(op, LostOutcome, by.Name+" found that it did not happen.")
			op.Labels.State = LabelsDropped
			return e.moveBy(ctx, op, Failed, "Resolved by "+by.Name+": it did not happen.", deed)
		}
		if err := e.checkSource(op, r.SnapshotID); err != nil {
			return op, err
		}
		op.SnapshotID = r.SnapshotID
		if err := e.foundGood(ctx, op, "Resolved by "+by.Name+": it made this snapshot.", deed); err != nil {
			return op, err
		}
		return e.ledger.Operation(ctx, id)
	})
}

// checkSource wants a snapshot that may come from the operation.
func (e *Engine) checkSource(op Operation, snapshotID string) error {
	snapshot, found := e.sky.View().Snapshot(snapshotID)
	if op.Kind != CreateSnapshot {
		return fmt.Errorf("%s makes no snapshot: %w", op.Kind, ErrNotSource)
	}
	if !found {
		return fmt.Errorf("snapshot %s is not there: %w", snapshotID, ErrNotSource)
	}
	if _, m, marked := inventory.CutMarker(snapshot.Description); marked && m.OperationID != op.ID {
		return fmt.Errorf("snapshot %s bears the mark of operation %s: %w", snapshotID, m.OperationID, ErrNotSource)
	}
	return nil
}

// Candidates are the snapshots that an operation of unknown outcome may have made, the
// likeliest first: those with its mark, then unmarked ones of its name, then of its size and time.
func Candidates(op Operation, v *inventory.View) []inventory.Snapshot {
	var marked, sameName, near []inventory.Snapshot
	for i := range v.Snapshots {
		s := *v.Snapshots[i]
		_, m, isMarked := inventory.CutMarker(s.Description)
		switch {
		case isMarked && m.OperationID == op.ID:
			marked = append(marked, s)
		case isMarked || s.Location != op.Location || s.Metadata.CreatedDate.Before(op.CreatedAt.Add(-clockSkew)):
		case s.Name == op.Create.Name:
			sameName = append(sameName, s)
		case s.SizeGB == op.SizeGB:
			near = append(near, s)
		}
	}
	return slices.Concat(marked, sameName, near)
}

// Retry asks again for what an operation failed at, as a new operation that is linked to the
// old one. The same key gives the same new operation. ErrTooLate says that the old one did not
// fail, or that it was a step of several, which are asked for anew together.
func (e *Engine) Retry(ctx context.Context, id, key string, by Person) (op Operation, fresh bool, err error) {
	old, err := e.ledger.Operation(ctx, id)
	if err != nil {
		return Operation{}, false, fmt.Errorf("read operation %s: %w", id, err)
	}
	if !old.CanBeRetried() {
		return Operation{}, false, fmt.Errorf("try operation %s again, which is %s: %w", id, old.State, ErrTooLate)
	}
	if old.Kind == CreateSnapshot {
		return e.record(ctx, Ask{
			Key: key, Actor: by.Name, ActorAddr: by.Addr, DatacenterID: old.DatacenterID, VolumeID: old.VolumeID, Create: old.Create,
		}, old)
	}
	again := e.blank(old.Kind, key, by)
	again.DatacenterID, again.DatacenterName, again.Location = old.DatacenterID, old.DatacenterName, old.Location
	again.VolumeID, again.VolumeName, again.SizeGB = old.VolumeID, old.VolumeName, old.SizeGB
	again.SnapshotID, again.Create, again.Task = old.SnapshotID, old.Create, old.Task
	again.RetryOf, again.Batch = old.ID, old.Batch
	if old.Kind == DeleteSnapshot && old.State == Cancelled && e.timing.Undo > 0 {
		again.NotBefore = again.CreatedAt.Add(e.timing.Undo) // it was undone, so it can be again
	}
	stored, fresh, err := e.ledger.Record(ctx, again)
	if err != nil {
		return Operation{}, false, fmt.Errorf("try operation %s again: %w", id, err)
	}
	if fresh {
		e.changed(stored)
	}
	return stored, fresh, nil
}

// byHand applies a person's change to an operation as it is stored now, and again when a
// worker was faster.
func (e *Engine) byHand(ctx context.Context, id string, change func(Operation) (Operation, error)) (Operation, error) {
	for range maxHurry {
		op, err := e.ledger.Operation(ctx, id)
		if err != nil {
			return Operation{}, fmt.Errorf("read operation %s: %w", id, err)
		}
		op, err = change(op)
		if !errors.Is(err, ErrStale) {
			return op, err
		}
	}
	return Operation{}, fmt.Errorf("change operation %s: %w", id, ErrStale)
}
