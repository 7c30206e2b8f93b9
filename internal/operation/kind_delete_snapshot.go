package operation

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"snapdeck/internal/inventory"
)

func deleteSnapshotSpec() spec {
	return spec{
		words: deletionWords(), onSnapshot: true, destroys: true, single: true,
		prohibitions: []prohibition{
			{CauseLocked, (*Engine).lockForbids},
			{CauseLastGood, (*Engine).lastGood},
		},
		check: (*Engine).checkDelete, send: (*Engine).sendDelete, request: (*Engine).deleteRequest,
		wanted: (*Engine).provenGone, look: (*Engine).lookWanted, follow: (*Engine).followWanted,
	}
}

func deletionWords() phrases {
	return phrases{
		asking:  "Asking the cloud to delete the snapshot.",
		working: "The cloud deletes the snapshot.",
		done:    "The snapshot is gone.",
		refused: "The cloud refused the request. Nothing was deleted.",
		later:   "The cloud did not take the request. Nothing was deleted; Snapdeck asks again by itself.",
		lost:    "The cloud's answer did not come through, so the snapshot may be gone. Snapdeck looks before it asks again.",
		missed:  "The cloud never confirmed the deletion, and the snapshot is still there. Snapdeck has stopped asking.",
		undone:  "The cloud reports the request as done, but the snapshot is still there.",
		broken:  "The cloud accepted the request and then could not delete the snapshot.",
		unknown: "Nobody can prove whether the snapshot was deleted. Look for it before you try again.",
	}
}

// ErrNotLeftBehind says that a snapshot is not what a failed operation left behind.
var ErrNotLeftBehind = errors.New("the snapshot is not what a failed operation left behind")

// DeleteLeftover records that the snapshot is to be deleted that a failed operation left
// behind. The same key gives the same operation. ErrNotLeftBehind says that the operation
// did not fail, or left none.
func (e *Engine) DeleteLeftover(ctx context.Context, failedID string, key Key, by Actor) (Result, error) {
	failed, err := e.ledger.Operation(ctx, failedID)
	if err != nil {
		return Result{}, fmt.Errorf("read operation %s: %w", failedID, err)
	}
	if !failed.LeftBehind() {
		return Result{}, fmt.Errorf("delete what operation %s left: %w", failedID, ErrNotLeftBehind)
	}
	ops := e.operations(by, key, []Request{{Kind: DeleteSnapshot, SnapshotID: failed.SnapshotID}})
	ops[0] = ops[0].withNamesOf(failed)
	return e.submit(ctx, Submission{Ops: ops, Exclusive: true})
}

// Deletion is the request to delete a snapshot: when the time for undoing it is over, or at once if
// it has failed and is no good copy of anything.
func (e *Engine) Deletion(snapshotID string, consent Consent) Request {
	r := Request{Kind: DeleteSnapshot, SnapshotID: snapshotID, Task: Task{Consent: &consent}}
	if s, found := e.sky.View().Snapshot(snapshotID); (!found || s.Metadata.State != inventory.StateFailed) && e.timing.Undo > 0 {
		r.NotBefore = e.now().Add(e.timing.Undo)
	}
	return r
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

func (e *Engine) deleteRequest(_ context.Context, op Operation) (func(inventory.Request) bool, error) {
	return isCall("DELETE", "/snapshots/"+op.SnapshotID), nil
}

// checkDelete reads the snapshot and its labels. One that is gone is what was wanted.
func (e *Engine) checkDelete(ctx context.Context, op Operation, found *evidence) (verdict, error) {
	s, labels, err := e.fresh.labelled(ctx, op.SnapshotID)
	if errors.Is(err, inventory.ErrNotFound) {
		gone, goneErr := e.provenGone(ctx, op)
		if goneErr != nil {
			return verdict{}, goneErr
		}
		if gone {
			return verdict{done: "The snapshot was gone already."}, nil
		}
	}
	if err != nil {
		return verdict{}, err
	}
	found.snapshot, found.labels = s, labels
	return verdict{}, nil
}

// provenGone reports whether the snapshot is gone. That it is not found proves little: credentials
// that lost their access find nothing. So the list of all snapshots must be complete, lack it, and
// still hold others if there were any.
func (e *Engine) provenGone(ctx context.Context, op Operation) (bool, error) {
	_, err := e.cloud.Snapshot(ctx, op.SnapshotID)
	if err == nil {
		return false, nil
	}
	if !errors.Is(err, inventory.ErrNotFound) {
		return false, fmt.Errorf("look for snapshot %s: %w", op.SnapshotID, err)
	}
	if op.RequestStatus == inventory.RequestDone {
		return true, nil
	}
	all, err := e.cloud.Snapshots(ctx)
	if err != nil {
		return false, fmt.Errorf("look for snapshot %s among all: %w", op.SnapshotID, err)
	}
	listed := slices.ContainsFunc(all.Items, func(s inventory.Snapshot) bool { return s.ID == op.SnapshotID })
	othersKnown := slices.ContainsFunc(e.sky.View().Snapshots, func(s *inventory.Snapshot) bool { return s.ID != op.SnapshotID })
	if listed || len(all.Warnings) > 0 || len(all.Items) == 0 && othersKnown {
		return false, &inventory.Fault{Kind: inventory.ErrUnreadable, Doing: "look for snapshot " + op.SnapshotID, Cause: errHidden}
	}
	return true, nil
}

// errHidden says that a snapshot is neither to be found nor provably gone.
var errHidden = errors.New("it is not found, but the list of snapshots does not prove that it is gone")
