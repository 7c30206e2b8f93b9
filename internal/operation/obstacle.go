package operation

import "snapdeck/internal/quantity"

// Obstacle is why something cannot be requested for a resource; the zero value means that it can.
type Obstacle struct {
	Code string // one of the codes below, a cause, or an inventory.SourceProblem
	Text string // a sentence
}

// The codes of obstacles, besides those of sources and the causes that prevent operations.
const (
	ObstacleGone            = "gone"     // it is no longer in the contract
	ObstacleLimit           = "too-many" // the batch is full
	ObstacleImage           = "image"    // an ISO image
	ObstacleInactive        = "inactive" // a de-provisioned volume
	ObstacleLocation        = "location" // the volume is in another location than the snapshot
	ObstacleSizeUnknown     = "size-unknown"
	ObstacleTooSmall        = "too-small"
	ObstacleFailed          = "failed"      // the snapshot is no good copy
	ObstacleBusy            = "busy"        // the snapshot is not available yet
	ObstacleState           = "state"       // the snapshot may be no good copy
	ObstacleNoSnapshot      = "no-snapshot" // the set has none of the volume
	ObstacleVolumeDeleted   = "volume-deleted"
	ObstacleBeingCreated    = "being-created" // a snapshot of the volume
	ObstacleBeingDeleted    = "being-deleted"
	ObstacleDeletionPlanned = "deletion-planned"
	ObstacleNotLocked       = "not-locked"
	ObstacleSnapshotDeleted = "snapshot-deleted"
	ObstacleBeingWritten    = "being-written" // the source of the snapshot
	ObstacleSameSource      = "same"          // the source is known already, and is this volume
	ObstacleSourceKnown     = "known"         // and is another one
)

// None reports whether nothing is in the way.
func (o Obstacle) None() bool { return o.Code == "" }

// Gone is the obstacle for a resource that the contract no longer has.
func Gone() Obstacle { return Obstacle{ObstacleGone, "It is no longer in the contract."} }

// BatchFull is the obstacle for what exceeds a limit of resources, which are called several.
func BatchFull(limit int, several string) Obstacle {
	return Obstacle{ObstacleLimit, "A batch has at most " + quantity.Count(limit) + " " + several + "."}
}
