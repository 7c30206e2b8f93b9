package operation

import (
	"context"
	"slices"
	"time"

	"snapdeck/internal/inventory"
)

// provesAbsence reports whether a list of all snapshots proves that what it does not contain does not exist. Credentials
// that lost their access find nothing, and all their lists are empty. So an empty list counts only if no other snapshot
// is known, and a data center can be read now.
func (e *Engine) provesAbsence(ctx context.Context, list inventory.Listing[inventory.Snapshot], op Operation) bool {
	if !list.Complete() || len(list.Items) > 0 {
		return list.Complete()
	}
	isOther := func(s *inventory.Snapshot) bool { return s.ID != op.SnapshotID }
	return !slices.ContainsFunc(e.inventory.View().Snapshots, isOther) && e.hasAccess(ctx, op)
}

// hasAccess reports whether the credentials can read a data center now: the operation's, or else another one, since the
// operation's may have been deleted.
func (e *Engine) hasAccess(ctx context.Context, op Operation) bool {
	ids := []string{op.DatacenterID}
	for _, dc := range e.inventory.View().Datacenters {
		if dc.ID != op.DatacenterID {
			ids = append(ids, dc.ID)
			break
		}
	}
	return slices.ContainsFunc(ids, func(id string) bool {
		if id == "" {
			return false
		}
		_, err := e.cloud.Servers(ctx, id)
		return err == nil
	})
}

// provenGone reports whether the operation's snapshot, which was not found, provably does not exist.
func (e *Engine) provenGone(ctx context.Context, op Operation) bool {
	all, err := e.cloud.Snapshots(ctx)
	listed := slices.ContainsFunc(all.Items, func(s inventory.Snapshot) bool { return s.ID == op.SnapshotID })
	return err == nil && !listed && e.provesAbsence(ctx, all, op)
}

// snapshotMissing waits for a snapshot that does not show yet (docs/ionos-api.md 5: a GET may answer 404 for a
// while). When its request has been done for long, the operation fails if the snapshot is provably missing.
func (e *Engine) snapshotMissing(ctx context.Context, op Operation) (time.Duration, error) {
	if e.sinceProgress(op) < e.timing.MissingTimeout || op.RequestStatus != inventory.RequestDone && op.RequestID != "" {
		return e.timing.PollInterval, nil
	}
	if !e.provenGone(ctx, op) {
		return e.missingUnproven(ctx, op, e.timing.PollInterval)
	}
	op.Failure = &Failure{Kind: MissingAfterDone, Text: "The snapshot does not exist."}
	op.Labels.State = LabelsDropped
	return e.stepTo(ctx, op, Failed, "The snapshot does not exist.")
}

// volumeMissing is snapshotMissing for a volume.
func (e *Engine) volumeMissing(ctx context.Context, op Operation) (time.Duration, error) {
	if e.sinceProgress(op) < e.timing.MissingTimeout || op.RequestStatus != inventory.RequestDone && op.RequestID != "" {
		return e.timing.PollInterval, nil
	}
	if !e.hasAccess(ctx, op) {
		return e.missingUnproven(ctx, op, e.timing.PollInterval)
	}
	messages := op.Kind.Spec().messages
	op.Failure = &Failure{Kind: MissingAfterDone, RequestID: op.RequestID, Text: messages.notApplied}
	return e.stepTo(ctx, op, Failed, "The volume does not exist.")
}

// missingUnproven waits, and ends an operation whose target is neither found nor provably missing for too long as
// unknown.
func (e *Engine) missingUnproven(ctx context.Context, op Operation, wait time.Duration) (time.Duration, error) {
	if e.sinceProgress(op) < e.timing.UnknownAfter {
		return wait, nil
	}
	op.Failure = &Failure{Kind: LostOutcome, RequestID: op.RequestID, Text: op.Kind.Spec().messages.unknown}
	op.Labels.State = LabelsDropped
	return e.stepTo(ctx, op, Unknown, "Its target is neither found nor provably missing.")
}
