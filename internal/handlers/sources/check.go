package sources

import (
	"fmt"

	"snapdeck/internal/handlers/sourceview"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/quantity"
)

// confirmProblem explains why a source cannot be confirmed, or returns "".
func (s *Handlers) confirmProblem(f *sourceConfirmation, p sourceview.Pair) string {
	snap, exists := f.View.Snapshot(p.SnapshotID)
	if !exists {
		return "The snapshot is no longer in the contract."
	}
	if op, writing := s.inferred.SourceBeingWritten(p.SnapshotID); writing {
		return "Its source is already being written, as " + op.Actor + " requested."
	}
	if len(f.pairs) >= operation.MaxSources {
		return fmt.Sprintf("At most %s sources are confirmed at once. Confirm the rest after these.", quantity.Count(operation.MaxSources))
	}
	if reason := alreadyKnown(f.View, p); reason != "" || p.VolumeID == "" {
		return reason
	}
	vol, exists := f.View.Volume(p.VolumeID)
	if !exists {
		if inference, _ := f.View.Inference(p.SnapshotID); !inferenceNames(inference, p.VolumeID) {
			return "The volume is no longer in the contract, and no earlier request names it."
		}
		return ""
	}
	return operation.SourceProblem(f.View, vol, snap)
}

func inferenceNames(g inventory.Inference, volumeID string) bool {
	_, named := g.Candidate(volumeID)
	return named
}

// alreadyKnown explains that a source is already known, unless a user confirmed it and may correct it.
func alreadyKnown(v *inventory.View, p sourceview.Pair) string {
	source := v.Source(p.SnapshotID)
	switch {
	case !source.Written(), source.Confirmed && source.VolumeID != p.VolumeID:
		return ""
	case source.VolumeID == p.VolumeID:
		return "Its source is now known and is this volume."
	default:
		return "Its source is now known: " + sourceview.SourceVolume(v, source.VolumeID).Text + "."
	}
}
