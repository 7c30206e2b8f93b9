package sources

import (
	"fmt"

	"snapdeck/internal/handlers/sourceview"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/quantity"
)

// confirmProblem returns why a source cannot be confirmed; empty if it can.
func (s *Handlers) confirmProblem(f *sourceConfirmation, p sourceview.Pair) (code, reason string) {
	snap, exists := f.View.Snapshot(p.SnapshotID)
	if !exists {
		return "snapshot-deleted", "The snapshot is no longer in the contract."
	}
	if op, writing := s.inferred.SourceBeingWritten(p.SnapshotID); writing {
		return "being-written", "Its source is already being written, as " + op.Actor + " requested."
	}
	if len(f.pairs) >= operation.MaxSources {
		return "too-many", fmt.Sprintf("At most %s sources are confirmed at once. Confirm the rest after these.", quantity.Count(operation.MaxSources))
	}
	if code, reason = alreadyKnown(f.View, p); code != "" || p.VolumeID == "" {
		return code, reason
	}
	vol, exists := f.View.Volume(p.VolumeID)
	if !exists {
		if inference, _ := f.View.Inference(p.SnapshotID); !inferenceNames(inference, p.VolumeID) {
			return "volume-deleted", "The volume is no longer in the contract, and no earlier request names it."
		}
		return "", ""
	}
	impossible, reason := operation.SourceProblem(f.View, vol, snap)
	return string(impossible), reason
}

func inferenceNames(g inventory.Inference, volumeID string) bool {
	_, named := g.Candidate(volumeID)
	return named
}

// alreadyKnown returns that a source is already known, unless a user confirmed it and may correct it.
func alreadyKnown(v *inventory.View, p sourceview.Pair) (code, reason string) {
	source := v.Source(p.SnapshotID)
	switch {
	case !source.Written(), source.Confirmed && source.VolumeID != p.VolumeID:
		return "", ""
	case source.VolumeID == p.VolumeID:
		return "same", "Its source is now known and is this volume."
	default:
		return "known", "Its source is now known: " + sourceview.SourceVolume(v, source.VolumeID).Text + "."
	}
}
