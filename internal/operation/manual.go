package operation

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"snapdeck/internal/inventory"
)

// The errors of users' actions on operations.
var (
	ErrTooLate   = errors.New("it is too late for that")
	ErrNotSource = errors.New("that snapshot cannot be the one")
)

// maxConflicts is the number of retries of a user's change when a worker was faster.
const maxConflicts = 10

// Cancel ends an operation that has not been sent, or returns ErrTooLate. Cancelling twice is no error. Undoing
// a deletion cancels any open deletion of its snapshot, even a newer one.
func (e *Engine) Cancel(ctx context.Context, id string, by Actor) (Operation, error) {
	op, err := e.cancelOne(ctx, id, by)
	if err != nil || op.Kind != DeleteSnapshot {
		return op, err
	}
	open, err := e.ledger.IncompleteOn(ctx, []string{op.SnapshotID})
	if err != nil {
		return op, fmt.Errorf("look for other deletions of snapshot %s: %w", op.SnapshotID, err)
	}
	for _, other := range open {
		if other.Kind == DeleteSnapshot && other.ID != id && other.open() {
			if _, err := e.cancelOne(ctx, other.ID, by); err != nil {
				return op, err
			}
		}
	}
	return op, nil
}

func (e *Engine) cancelOne(ctx context.Context, id string, by Actor) (Operation, error) {
	return e.applyManual(ctx, id, func(op Operation) (Operation, error) {
		if op.State == Cancelled {
			return op, nil
		}
		if !op.State.CanBeCancelled() {
			return op, fmt.Errorf("cancel operation %s, which is %s: %w", op.ID, op.State, ErrTooLate)
		}
		op.Failure = nil
		op.Labels.State = LabelsDropped
		stage := e.cancelledBy(by)
		return e.transitionBy(ctx, op, Cancelled, stage.Note, stage.UserAction)
	})
}

// cancelledBy is the last stage of an operation that a user cancels.
func (e *Engine) cancelledBy(by Actor) Stage {
	return Stage{State: Cancelled, At: e.now(), Note: "Cancelled by " + by.Name + ".", UserAction: &UserAction{by.Name, by.Addr, "cancel"}}
}

// MoveToFront makes a waiting operation, with the steps of its chain that have not started, the next of its
// lane, or returns ErrTooLate.
func (e *Engine) MoveToFront(ctx context.Context, id string, by Actor) (Operation, error) {
	return e.applyManual(ctx, id, func(op Operation) (Operation, error) {
		if !op.State.CanBeCancelled() {
			return op, fmt.Errorf("move operation %s to the front, which is %s: %w", op.ID, op.State, ErrTooLate)
		}
		first, err := e.ledger.FirstPriority(ctx, op.Lane())
		if err != nil {
			return op, fmt.Errorf("look for the front of %s: %w", op.Lane(), err)
		}
		steps, err := e.chainOf(ctx, op)
		if err != nil {
			return op, err
		}
		var ids []string
		for _, step := range steps {
			if step.State.CanBeCancelled() {
				ids = append(ids, step.ID)
			}
		}
		action := &UserAction{by.Name, by.Addr, "move-to-front"}
		moved, err := e.ledger.Move(ctx, ids, min(op.Priority, first-1), Stage{At: e.now(), Note: "Moved to the front by " + by.Name + ".", UserAction: action})
		if err != nil {
			return op, fmt.Errorf("move operation %s to the front: %w", op.ID, err)
		}
		for _, m := range moved {
			e.changed(m)
		}
		return e.ledger.Operation(ctx, id)
	})
}

// SendAgain allows sending a call with a lost response again before the maximal hold of a gateway has passed,
// at the risk that it is applied twice, or returns ErrTooLate.
func (e *Engine) SendAgain(ctx context.Context, id string, by Actor) (Operation, error) {
	return e.applyManual(ctx, id, func(op Operation) (Operation, error) {
		if op.State != Submitting || op.Failure == nil || !op.NotBefore.IsZero() {
			return op, fmt.Errorf("send operation %s again, which is %s: %w", op.ID, op.State, ErrTooLate)
		}
		op.NotBefore = e.now()
		action := &UserAction{by.Name, by.Addr, "send-again"}
		return e.save(ctx, op, &Stage{State: Submitting, At: e.now(), Note: responseLostNote, UserAction: action})
	})
}

// Resolution is a user's decision about an operation of unknown outcome.
type Resolution struct {
	SnapshotID string // the snapshot that a create-snapshot created; empty: none
	Done       bool   // an operation of another kind has taken effect
}

// CanBeResolved reports whether a user may resolve the operation: its outcome is unknown, or its request was
// accepted long ago and does not end.
func (o Operation) CanBeResolved(now time.Time, stuck time.Duration) bool {
	accepted := o.State == Accepted || o.State == Provisioning
	return o.State == Unknown || accepted && now.Sub(o.AcceptedAt()) >= stuck
}

// CanBeResolved reports whether a user may resolve an operation now.
func (e *Engine) CanBeResolved(op Operation) bool {
	return op.CanBeResolved(e.now(), e.timing.StuckAfter)
}

// Resolve resolves an operation of unknown outcome, or with a request that does not end; it returns ErrTooLate
// for others. ErrNotSource means that the snapshot does not exist, that another operation created it, or that
// the operation creates none.
func (e *Engine) Resolve(ctx context.Context, id string, r Resolution, by Actor) (Operation, error) {
	return e.applyManual(ctx, id, func(op Operation) (Operation, error) {
		if !e.CanBeResolved(op) {
			return op, fmt.Errorf("resolve operation %s, which is %s: %w", op.ID, op.State, ErrTooLate)
		}
		action := &UserAction{by.Name, by.Addr, "resolve"}
		if r.Done && op.Kind != CreateSnapshot {
			op.Failure = nil
			return e.transitionBy(ctx, op, Done, "Resolved by "+by.Name+": it took effect.", action)
		}
		if r.SnapshotID == "" {
			op.Failure = failureOr(op, LostOutcome, by.Name+" found that it did not take effect.")
			op.Labels.State = LabelsDropped
			return e.transitionBy(ctx, op, Failed, "Resolved by "+by.Name+": it did not take effect.", action)
		}
		if err := e.checkCreated(ctx, op, r.SnapshotID); err != nil {
			return op, err
		}
		op.SnapshotID = r.SnapshotID
		if err := e.resolveDone(ctx, op, "Resolved by "+by.Name+": it created this snapshot.", action); err != nil {
			return op, err
		}
		return e.ledger.Operation(ctx, id)
	})
}

// checkCreated requires a snapshot that the operation may have created. If steps of a chain depend on it, it
// must currently be a good copy that fits.
func (e *Engine) checkCreated(ctx context.Context, op Operation, snapshotID string) error {
	snapshot, found := e.inventory.View().Snapshot(snapshotID)
	if op.Kind != CreateSnapshot {
		return fmt.Errorf("%s makes no snapshot: %w", op.Kind, ErrNotSource)
	}
	if !found {
		return fmt.Errorf("snapshot %s is not there: %w", snapshotID, ErrNotSource)
	}
	_, m, marked := inventory.CutMarker(snapshot.Description)
	if marked && m.OperationID != op.ID {
		return fmt.Errorf("snapshot %s bears the mark of operation %s: %w", snapshotID, m.OperationID, ErrNotSource)
	}
	if op.Chain == "" && op.Task.DependsOn == "" {
		return nil
	}
	now, err := e.cloud.Snapshot(ctx, snapshotID)
	if err != nil {
		return fmt.Errorf("read snapshot %s: %w", snapshotID, errors.Join(err, ErrNotSource))
	}
	source := e.inventory.View().Source(snapshotID)
	switch {
	case now.Metadata.State != inventory.StateAvailable, now.SizeGB != op.SizeGB, now.Location != op.Location,
		source.Known() && source.VolumeID != op.VolumeID,
		!marked && now.Metadata.CreatedDate.Before(op.firstStage(Submitting).Add(-clockSkew)):
		return fmt.Errorf("snapshot %s is no good copy of volume %s of that time: %w", snapshotID, op.VolumeID, ErrNotSource)
	}
	return nil
}

// Candidates returns the snapshots that an operation of unknown outcome may have created, likeliest first:
// those with its marker, then unmarked ones with its name, then with its size and time.
func Candidates(op Operation, v *inventory.View) []inventory.Snapshot {
	var marked, sameName, near []inventory.Snapshot
	for i := range v.Snapshots {
		s := *v.Snapshots[i]
		_, m, isMarked := inventory.CutMarker(s.Description)
		switch {
		case isMarked && m.OperationID == op.ID:
			marked = append(marked, s)
		case isMarked || s.Location != op.Location || s.Metadata.CreatedDate.Before(op.CreatedAt.Add(-clockSkew)):
		case s.Name == op.Params.Name:
			sameName = append(sameName, s)
		case s.SizeGB == op.SizeGB:
			near = append(near, s)
		}
	}
	return slices.Concat(marked, sameName, near)
}

// applyManual applies a user's change to the stored operation, and retries when a worker was faster.
func (e *Engine) applyManual(ctx context.Context, id string, change func(Operation) (Operation, error)) (Operation, error) {
	for range maxConflicts {
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
