package operation

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"snapdeck/internal/inventory"
	"snapdeck/internal/quantity"
)

// RestoreVolume overwrites a volume with a snapshot.
const RestoreVolume Kind = "restore-volume"

func restoreVolume() Spec {
	return Spec{
		Kind: RestoreVolume,
		Words: Words{
			Label: "Overwrite volume", Audit: "Restore volume", Running: "Overwriting", Done: "Restored", NotDone: "Not overwritten",
			Succeeded: "is restored", Failed: "could not be restored", Noun: "restore", Nouns: "restores",
			Batch: doneWords(),
			Step:  "Overwrite {volume} with {snapshot}", Purpose: "Restore of", IfFails: ifRestoreFails,
		},
		Icon: "restore", Target: TargetVolume,
		Changes: []inventory.Resource{inventory.ResourceRequests, inventory.ResourceDatacenters},
		Right:   RightMaintain, reviewedInChain: true, afterBackup: cancelAfterBackup,
		messages: messages{
			found:         "IONOS Cloud had accepted the request; found among its requests.",
			sending:       "Requesting to overwrite the volume with the snapshot.",
			running:       "IONOS Cloud overwrites the volume.",
			done:          "Volume restored.",
			refused:       "The volume was not changed.",
			retrying:      "The volume was not changed yet. Snapdeck retries automatically.",
			responseLost:  "The volume may be changing. Snapdeck searches for the request before it retries.",
			notConfirmed:  "IONOS Cloud never confirmed the restore, and no request for it is listed. The volume was not changed. Snapdeck stopped retrying.",
			notApplied:    "IONOS Cloud reports the request as done, but the volume does not exist. Another user or tool may have deleted it.",
			requestFailed: "The volume may contain a part of the snapshot: restore it again, or roll back.",
			unknown:       "Snapdeck could not determine whether the volume was overwritten. Check its content before you use it.",
		},
		destroys: true, needsSnapshot: true, single: true, appliesLate: true, phrase: overwritePhrase,
		prohibitions: []prohibition{
			{CauseInUse, (*Engine).runningForbids},
			{CauseSafetyMissing, (*Engine).safetyMissing},
		},
		precheck: (*Engine).checkRestore, send: (*Engine).sendRestore, request: (*Engine).restoreRequest,
		verify: (*Engine).verifyByRequest, resolve: (*Engine).resolveByRequest, poll: (*Engine).pollRestore, unlisted: (*Engine).restoreUnverified,
		again: restoreAgain,
	}
}

// ifRestoreFails is what the failure of a restore means.
func ifRestoreFails(steps []Operation) string {
	text := "the volume may contain a part of the snapshot"
	if hasKind(steps, StartServer) {
		text += ", so the server stays off"
	}
	if hasKind(steps, CreateSnapshot) {
		return text + ". Then roll back to the safety snapshot."
	}
	return text + ". Then restore it again."
}

// Impossible is the kind of failure of a call that the API would certainly refuse.
const Impossible = "impossible"

// RestoreProblem returns why a snapshot cannot be restored onto a volume of a size in a location (docs/ionos-api.md 7,
// "restore target" and "location").
func RestoreProblem(s inventory.Snapshot, sizeGB float64, location string) Obstacle {
	switch {
	case !SameLocation(s.Location, location):
		return Obstacle{ObstacleLocation, fmt.Sprintf("The snapshot is in %s and can be used there only, not in %s.", s.Location, location)}
	case sizeGB <= 0 && s.SizeGB > 0:
		return Obstacle{ObstacleSizeUnknown, fmt.Sprintf("The size of the volume is unknown; it takes at least the %s of the snapshot.", quantity.GB(s.SizeGB))}
	case sizeGB < s.SizeGB:
		return Obstacle{ObstacleTooSmall, fmt.Sprintf("The volume has %s; it takes at least the %s of the snapshot.", quantity.GB(sizeGB), quantity.GB(s.SizeGB))}
	case s.Metadata.State == inventory.StateFailed:
		return Obstacle{ObstacleFailed, "The snapshot has failed and holds no good copy."}
	case s.Metadata.State == inventory.StateBusy:
		return Obstacle{ObstacleBusy, "The snapshot is not available yet."}
	case s.Metadata.State == "":
		return Obstacle{ObstacleState, "The state of the snapshot is unknown, so it may hold no good copy."}
	case s.Metadata.State != inventory.StateAvailable:
		return Obstacle{ObstacleState, fmt.Sprintf("The snapshot has the state %s, so it may hold no good copy.", s.Metadata.State)}
	default:
		return Obstacle{}
	}
}

// SameLocation reports whether a snapshot of one location can be used in another: the same, or a sub-location
// of it, such as de/fra/2 of de/fra (docs/ionos-api.md 7).
func SameLocation(snapshot, target string) bool {
	snapshot, target = strings.ToLower(snapshot), strings.ToLower(target)
	return snapshot == target || strings.HasPrefix(target, snapshot+"/")
}

// checkRestore prevents overwriting a volume with a snapshot that does not fit.
func (e *Engine) checkRestore(ctx context.Context, op Operation, _ *evidence) (precheckResult, error) {
	s, err := e.cloud.Snapshot(ctx, op.SnapshotID)
	if err != nil {
		return precheckResult{}, err
	}
	vol, err := e.cloud.Volume(ctx, op.DatacenterID, op.VolumeID)
	if err != nil {
		return precheckResult{}, err
	}
	if reason := RestoreProblem(s, vol.SizeGB, op.Location).Text; reason != "" {
		return precheckResult{failure: &Failure{Kind: Impossible, Text: reason + " The volume was not touched."}}, nil
	}
	return precheckResult{}, nil
}

func (e *Engine) sendRestore(ctx context.Context, op Operation) (Receipt, error) {
	return e.cloud.RestoreSnapshot(ctx, op.DatacenterID, op.VolumeID, op.SnapshotID)
}

// pollRestore ends when the volume is available again. For a restore, only its request is known.
func (e *Engine) pollRestore(ctx context.Context, op Operation) (time.Duration, error) {
	if op.RequestID == "" {
		p, err := e.verifyByRequest(ctx, op)
		if err != nil || p.requestID == "" {
			return e.retryDelay(err, e.timing.PollInterval), nil
		}
		op.RequestID = p.requestID
		_, err = e.save(ctx, op, nil)
		return 0, err
	}
	return e.pollVolumeState(ctx, op, op.VolumeID)
}

// resolveByRequest ends an operation of unknown outcome by the request that was found, or that is provably
// missing.
func (e *Engine) resolveByRequest(ctx context.Context, op Operation, p verification, rest time.Duration) (time.Duration, error) {
	messages := op.Kind.Spec().messages
	switch {
	case p.found && p.status == inventory.RequestDone:
		op.RequestID, op.CreatedVolumeID = p.requestID, cmp.Or(op.CreatedVolumeID, p.volumeID)
		vol, err := e.cloud.Volume(ctx, op.DatacenterID, cmp.Or(op.CreatedVolumeID, op.VolumeID))
		deleted := errors.Is(err, inventory.ErrNotFound) && e.hasAccess(ctx, op)
		switch {
		case deleted:
			op.Failure = &Failure{Kind: MissingAfterDone, RequestID: op.RequestID, Text: messages.notApplied}
			return e.stepTo(ctx, op, Failed, "Checked again: the volume does not exist.")
		case err != nil, vol.Metadata.State != inventory.StateAvailable:
			return e.retryDelay(err, rest), nil // it stays unknown, or a user resolves it
		}
		op.Failure = nil
		return e.stepTo(ctx, op, Done, "Checked again. "+messages.done)
	case p.found && p.status == inventory.RequestFailed:
		op.RequestID = p.requestID
		op.Failure = failureOr(op, FailedRequest, messages.requestFailed)
		return e.stepTo(ctx, op, Failed, "Checked again: the request failed.")
	case p.found, !p.complete, op.RequestID != "":
		return rest, nil // a user may resolve it
	}
	op.Failure = failureOr(op, LostOutcome, messages.notConfirmed)
	return e.stepTo(ctx, op, Failed, "Checked again: it was not carried out.")
}

// restoreRequest recognises the request that overwrites the volume with the snapshot.
func (e *Engine) restoreRequest(_ context.Context, op Operation) (requestPattern, error) {
	return requestPattern{
		method: "POST", path: "/datacenters/" + op.DatacenterID + "/volumes/" + op.VolumeID + "/restore-snapshot",
		body: func(text string) bool { return strings.Contains(text, op.SnapshotID) },
	}, nil
}

// runningForbids prevents overwriting a volume of a running server, unless the user confirmed that this server
// is running.
func (e *Engine) runningForbids(ctx context.Context, op Operation, _ *evidence) (string, error) {
	servers, err := e.cloud.Servers(ctx, op.DatacenterID)
	if err != nil {
		return "", fmt.Errorf("read the servers on volume %s: %w", op.VolumeID, err)
	}
	if !servers.Complete() {
		return "", &inventory.APIError{Kind: inventory.ErrUnreadable, Op: "read the servers on volume " + op.VolumeID, Cause: errIncomplete}
	}
	for _, srv := range servers.Items {
		if !srv.Running() || op.Task.Consent != nil && slices.Contains(op.Task.Consent.Running, srv.ID) {
			continue
		}
		if srv.VolumesUnknown {
			return "", &inventory.APIError{Kind: inventory.ErrUnreadable, Op: "read the volumes of server " + srv.ID, Cause: errIncomplete}
		}
		if slices.Contains(srv.VolumeIDs, op.VolumeID) {
			return fmt.Sprintf("Server %s is running, so the volume was not overwritten.", cmp.Or(srv.Name, srv.ID)), nil
		}
	}
	return "", nil
}

// errIncomplete means that a listing was incomplete.
var errIncomplete = errors.New("the list is not complete")

// safetyMissing prevents overwriting a volume whose safety snapshot is not available now.
func (e *Engine) safetyMissing(ctx context.Context, op Operation, _ *evidence) (string, error) {
	id, wanted, err := e.safetyOf(ctx, op)
	if err != nil || !wanted {
		return "", err
	}
	if id == "" {
		return "There is no safety snapshot of the volume, so it was not overwritten.", nil
	}
	s, err := e.cloud.Snapshot(ctx, id)
	switch {
	case errors.Is(err, inventory.ErrNotFound), err == nil && s.Metadata.State != inventory.StateAvailable:
		return "The safety snapshot of the volume is no longer available, so the volume was not overwritten.", nil
	case err != nil:
		return "", fmt.Errorf("read the safety snapshot: %w", err)
	}
	return "", nil
}

// safetyOf returns the id of a restore's safety snapshot, and whether one is required.
func (e *Engine) safetyOf(ctx context.Context, op Operation) (id string, wanted bool, err error) {
	c := op.Task.Consent
	if c != nil && c.SafetyID != "" {
		return c.SafetyID, true, nil
	}
	steps, err := e.chainOf(ctx, op)
	if err != nil {
		return "", false, err
	}
	safety, taken := SafetySnapshotOf(op, steps)
	return safety.SnapshotID, taken || c != nil && c.Safety, nil
}

// restoreAgain takes over the earlier consent, and the safety snapshot if it still exists.
func restoreAgain(view *inventory.View, r Request, restore Operation, steps []Operation) Request {
	c := Consent{}
	if restore.Task.Consent != nil {
		c = *restore.Task.Consent
	}
	if safety, taken := SafetySnapshotOf(restore, steps); taken {
		c.Safety, c.SafetyID = true, ""
		if effectRemains(view, safety) {
			c.SafetyID = safety.SnapshotID
		}
	}
	r.Task.Consent = &c
	return r
}

// restoreUnverified ends a restore whose request is no longer listed as unknown: the request may only not show
// yet, and an available volume does not prove that it was overwritten.
func (e *Engine) restoreUnverified(ctx context.Context, op Operation) (time.Duration, error) {
	if e.sinceProgress(op) < e.timing.MissingTimeout {
		return e.timing.PollInterval, nil
	}
	op.Failure = &Failure{Kind: LostOutcome, RequestID: op.RequestID, Text: op.Kind.Spec().messages.unknown}
	return e.stepTo(ctx, op, Unknown, "IONOS Cloud no longer lists the request.")
}
