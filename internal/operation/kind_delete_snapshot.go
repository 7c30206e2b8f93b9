package operation

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"snapdeck/internal/inventory"
)

// DeleteSnapshot deletes a snapshot.
const DeleteSnapshot Kind = "delete-snapshot"

func deleteSnapshot() Spec {
	return Spec{
		Kind: DeleteSnapshot,
		Words: Words{
			Label: "Delete snapshot", Audit: "Delete snapshot", Running: "Deleting", Done: "Deleted", NotDone: "Not deleted",
			Succeeded: "is deleted", Failed: "could not be deleted", Noun: "deletion", Nouns: "deletions",
			Batch: BatchWords{All: "All deleted", Part: "Partly deleted", None: "Nothing deleted"},
		},
		Icon: "trash", Target: TargetSnapshot,
		Changes: []inventory.Resource{inventory.ResourceRequests, inventory.ResourceSnapshots},
		Right:   RightMaintain, retryAsNew: true, afterBackup: cancelAfterBackup,
		messages: messages{
			found:         "The snapshot does not exist, so IONOS Cloud had accepted the request.",
			atOnce:        "The snapshot was already deleted.",
			sending:       "Requesting the deletion.",
			running:       "IONOS Cloud deletes the snapshot.",
			done:          "Snapshot deleted.",
			refused:       "Nothing was deleted.",
			retrying:      "Nothing was deleted yet. Snapdeck retries automatically.",
			responseLost:  "The snapshot may be deleted. Snapdeck checks before it retries.",
			notConfirmed:  "IONOS Cloud never confirmed the deletion, and the snapshot still exists. Snapdeck stopped retrying.",
			notApplied:    "The snapshot still exists.",
			requestFailed: "The snapshot was not deleted.",
			unknown:       "Snapdeck could not determine whether the snapshot was deleted. Search for it before you try again.",
		},
		destroys: true, single: true, phrase: deletionPhrase,
		prohibitions: []prohibition{
			{CauseLocked, (*Engine).lockForbids},
			{CauseLastGood, (*Engine).lastGood},
		},
		precheck: (*Engine).checkDelete, send: (*Engine).sendDelete, request: (*Engine).deleteRequest,
		applied: (*Engine).provenDeleted, verify: (*Engine).verifyTargetState, resolve: (*Engine).resolveByTargetState, poll: (*Engine).pollTargetState,
	}
}

// ErrNoOrphan means that a snapshot is not the orphan of a failed operation.
var ErrNoOrphan = errors.New("the snapshot is not what a failed operation left behind")

// DeleteOrphan records the deletion of the snapshot that a failed operation left behind. The same key returns
// the same operation. It returns ErrNoOrphan when the operation did not fail, or left no snapshot.
func (e *Engine) DeleteOrphan(ctx context.Context, failedID string, key Key, by Actor) (Result, error) {
	failed, err := e.ledger.Operation(ctx, failedID)
	if err != nil {
		return Result{}, fmt.Errorf("read operation %s: %w", failedID, err)
	}
	if !failed.HasOrphan() {
		return Result{}, fmt.Errorf("delete what operation %s left: %w", failedID, ErrNoOrphan)
	}
	requests := []Request{{Kind: DeleteSnapshot, SnapshotID: failed.SnapshotID}}
	ops := e.operations(by, key, requests)
	ops[0] = ops[0].withNamesOf(failed)
	return e.submit(ctx, requests, Submission{Ops: ops, Exclusive: true})
}

// Deletion is the request to delete a snapshot: after the undo window, or at once if it has failed and is no
// good copy.
func (e *Engine) Deletion(snapshotID string, consent Consent) Request {
	r := Request{Kind: DeleteSnapshot, SnapshotID: snapshotID, Task: Task{Consent: &consent}}
	if s, found := e.inventory.View().Snapshot(snapshotID); (!found || s.Metadata.State != inventory.StateFailed) && e.timing.UndoWindow > 0 {
		r.NotBefore = e.now().Add(e.timing.UndoWindow)
	}
	return r
}

// HasOrphan reports whether the operation failed to create a snapshot and left one behind, as far as known.
func (o Operation) HasOrphan() bool {
	return o.Kind == CreateSnapshot && o.State == Failed && o.Failure != nil && o.Failure.Kind == OrphanSnapshot && o.SnapshotID != ""
}

// sendDelete sends the delete call, once. A missing snapshot is a success.
func (e *Engine) sendDelete(ctx context.Context, op Operation) (Receipt, error) {
	receipt, err := e.cloud.DeleteSnapshot(ctx, op.SnapshotID)
	if errors.Is(err, inventory.ErrNotFound) {
		return Receipt{SnapshotID: op.SnapshotID}, nil
	}
	return receipt, err
}

func (e *Engine) deleteRequest(_ context.Context, op Operation) (requestPattern, error) {
	return requestPattern{method: "DELETE", path: "/snapshots/" + op.SnapshotID}, nil
}

// checkDelete reads the snapshot and its labels. A missing one is a success.
func (e *Engine) checkDelete(ctx context.Context, op Operation, found *evidence) (precheckResult, error) {
	s, labels, err := e.fresh.labelled(ctx, op.SnapshotID)
	if errors.Is(err, inventory.ErrNotFound) {
		deleted, deletedErr := e.provenDeleted(ctx, op)
		if deletedErr != nil {
			return precheckResult{}, deletedErr
		}
		if deleted {
			return precheckResult{alreadyDone: "The snapshot was already deleted."}, nil
		}
	}
	if err != nil {
		return precheckResult{}, err
	}
	found.snapshot, found.labels = s, labels
	return precheckResult{}, nil
}

// provenDeleted reports whether the snapshot is gone. A 404 proves little: credentials that lost their access
// find nothing. The list of all snapshots must be complete, not contain it, and still contain others if there
// were any.
func (e *Engine) provenDeleted(ctx context.Context, op Operation) (bool, error) {
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
	if listed || !e.provesAbsence(ctx, all, op) {
		return false, &inventory.APIError{Kind: inventory.ErrUnreadable, Op: "look for snapshot " + op.SnapshotID, Cause: errHidden}
	}
	return true, nil
}

// errHidden means that a snapshot is neither found nor provably gone.
var errHidden = errors.New("it is not found, but the list of snapshots does not prove that it was deleted")
