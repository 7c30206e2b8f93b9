package sources

import (
	"fmt"

	"snapdeck/internal/handlers/sourceview"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/quantity"
)

// confirmProblem returns why a source cannot be confirmed.
func (s *Handlers) confirmProblem(f *sourceConfirmation, p sourceview.Pair) operation.Obstacle {
	snap, exists := f.View.Snapshot(p.SnapshotID)
	if !exists {
		return operation.Obstacle{Code: operation.ObstacleSnapshotDeleted, Text: "The snapshot is no longer in the contract."}
	}
	if op, writing := s.inferred.SourceBeingWritten(p.SnapshotID); writing {
		return operation.Obstacle{Code: operation.ObstacleBeingWritten, Text: "Its source is already being written, as " + op.Actor + " requested."}
	}
	if len(f.pairs) >= operation.MaxSources {
		return operation.Obstacle{Code: operation.ObstacleLimit, Text: fmt.Sprintf("At most %s sources are confirmed at once. Confirm the rest after these.", quantity.Count(operation.MaxSources))}
	}
	if why := alreadyKnown(f.View, p); !why.None() || p.VolumeID == "" {
		return why
	}
	vol, exists := f.View.Volume(p.VolumeID)
	if !exists {
		if inference, _ := f.View.Inference(p.SnapshotID); !inferenceNames(inference, p.VolumeID) {
			return operation.Obstacle{Code: operation.ObstacleVolumeDeleted, Text: "The volume is no longer in the contract, and no earlier request names it."}
		}
		return operation.Obstacle{}
	}
	return operation.SourceProblem(f.View, vol, snap)
}

func inferenceNames(g inventory.Inference, volumeID string) bool {
	_, named := g.Candidate(volumeID)
	return named
}

// alreadyKnown returns that a source is already known, unless a user confirmed it and may correct it.
func alreadyKnown(v *inventory.View, p sourceview.Pair) operation.Obstacle {
	source := v.Source(p.SnapshotID)
	switch {
	case !source.Written(), source.Confirmed && source.VolumeID != p.VolumeID:
		return operation.Obstacle{}
	case source.VolumeID == p.VolumeID:
		return operation.Obstacle{Code: operation.ObstacleSameSource, Text: "Its source is now known and is this volume."}
	default:
		return operation.Obstacle{Code: operation.ObstacleSourceKnown, Text: "Its source is now known: " + sourceview.SourceVolume(v, source.VolumeID).Text + "."}
	}
}
