package operation

import (
	"context"
	"fmt"
	"strings"
	"time"

	"snapdeck/internal/inventory"
)

// Impossible is the kind of failure of what the cloud would refuse for sure.
const Impossible = "impossible"

// WhyNotOnto says in one sentence why a snapshot cannot be put onto a volume of a size in a
// location, or "" when it can (API reference 7, "restore target" and "location").
func WhyNotOnto(s inventory.Snapshot, sizeGB float64, location string) string {
	switch {
	case !SameLocation(s.Location, location):
		return fmt.Sprintf("The snapshot is in %s and can be used there only, not in %s.", s.Location, location)
	case sizeGB < s.SizeGB:
		return fmt.Sprintf("The volume has %g GB; it takes at least the %g GB of the snapshot.", sizeGB, s.SizeGB)
	case s.Metadata.State == inventory.StateFailed:
		return "The snapshot has failed and holds no good copy."
	case s.Metadata.State == inventory.StateBusy:
		return "The snapshot is not available yet."
	default:
		return ""
	}
}

// SameLocation reports whether a snapshot of one location can be used in another: the same
// one, or a child of it, such as de/fra/2 of de/fra (API reference 7).
func SameLocation(snapshot, target string) bool {
	snapshot, target = strings.ToLower(snapshot), strings.ToLower(target)
	return snapshot == target || strings.HasPrefix(target, snapshot+"/")
}

// checkRestore keeps a volume from being overwritten by what does not fit.
func (e *Engine) checkRestore(ctx context.Context, op Operation) (verdict, error) {
	s, err := e.cloud.Snapshot(ctx, op.SnapshotID)
	if err != nil {
		return verdict{}, err
	}
	vol, err := e.cloud.Volume(ctx, op.DatacenterID, op.VolumeID)
	if err != nil {
		return verdict{}, err
	}
	if why := WhyNotOnto(s, vol.SizeGB, op.Location); why != "" {
		return verdict{failure: &Failure{Kind: Impossible, Text: why + " The volume was not touched."}}, nil
	}
	return verdict{}, nil
}

func (e *Engine) sendRestore(ctx context.Context, op Operation) (Receipt, error) {
	return e.cloud.RestoreSnapshot(ctx, op.ID, op.DatacenterID, op.VolumeID, op.SnapshotID)
}

// lookRestore searches the requests for the one that overwrites the volume with the snapshot.
func (e *Engine) lookRestore(ctx context.Context, op Operation) (proof, error) {
	return e.lookRequest(ctx, op, func(r inventory.Request) bool {
		return urlEnds(r, "/datacenters/"+op.DatacenterID+"/volumes/"+op.VolumeID+"/restore-snapshot") && strings.Contains(r.Body, op.SnapshotID)
	})
}

// followRestore ends when the volume is at rest again. Of a restore only its request is known.
func (e *Engine) followRestore(ctx context.Context, op Operation) (time.Duration, error) {
	if op.RequestID == "" {
		p, err := e.lookRestore(ctx, op)
		if err != nil || p.requestID == "" {
			return e.patience(err, e.timing.Follow), nil
		}
		op.RequestID = p.requestID
		_, err = e.save(ctx, op, nil)
		return 0, err
	}
	return e.followVolumeState(ctx, op, op.VolumeID)
}

// settleRequest ends an operation of unknown outcome by the request that was found, or that is
// provably not there.
func (e *Engine) settleRequest(ctx context.Context, op Operation, p proof, rest time.Duration) (time.Duration, error) {
	words := op.Kind.craft().words
	switch {
	case p.found && p.status == inventory.RequestDone:
		op.RequestID, op.MadeVolumeID, op.Failure = p.requestID, firstNonEmpty(op.MadeVolumeID, p.volumeID), nil
		_, err := e.move(ctx, op, Done, "Looked again. "+words.done)
		return 0, err
	case p.found && p.status == inventory.RequestFailed:
		op.RequestID = p.requestID
		op.Failure = keepFailure(op, FailedRequest, words.broken)
		_, err := e.move(ctx, op, Failed, "Looked again: the request failed.")
		return 0, err
	case p.found, !p.complete, op.RequestID != "":
		return rest, nil
	}
	op.Failure = keepFailure(op, LostOutcome, words.missed)
	_, err := e.move(ctx, op, Failed, "Looked again: it was not carried out.")
	return 0, err
}
