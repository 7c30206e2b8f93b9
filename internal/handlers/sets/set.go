package sets

import (
	"fmt"
	"time"

	"snapdeck/internal/handlers/resource"
	"snapdeck/internal/handlers/texts"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/quantity"
	"snapdeck/internal/views"
)

// Set is the part of several volumes' snapshots, taken together, that can be restored.
type Set struct {
	DatacenterID string
	Pairs        []operation.RestorePair
	Skipped      []views.Skipped // what cannot be restored, and why
	From, To     time.Time       // when the first and the last snapshot was created
	Size         quantity.Total  // of the snapshots
}

// Of returns what still exists of the snapshots that a batch created in one data center.
func Of(v *inventory.View, ops []operation.Operation) (s Set, together bool) {
	if texts.CommonKind(ops) != operation.CreateSnapshot {
		return s, false
	}
	for _, op := range operation.LatestAttempts(ops) {
		if s.DatacenterID != "" && op.DatacenterID != s.DatacenterID {
			return s, false
		}
		s.DatacenterID = op.DatacenterID
		s.AddVolume(v, op.VolumeID, op.VolumeName, op.SnapshotID)
	}
	return s, len(s.Pairs)+len(s.Skipped) > 1
}

// AddVolume adds a volume to the set, or leaves it out with a reason.
func (s *Set) AddVolume(v *inventory.View, volumeID, volumeName, snapshotID string) {
	vol, exists := v.Volume(volumeID)
	snap, made := v.Snapshot(snapshotID)
	dc, _ := v.Datacenter(vol.DatacenterID)
	var why operation.Obstacle
	switch {
	case !made:
		why = operation.Obstacle{Code: operation.ObstacleNoSnapshot, Text: "It has no snapshot in this set."}
	case !exists:
		why = operation.Obstacle{Code: operation.ObstacleVolumeDeleted, Text: "The volume was deleted. Create a new one from its snapshot."}
	default:
		why = RestoreProblem(v, snap, vol, dc)
	}
	if !why.None() {
		s.Skipped = append(s.Skipped, resource.Skipped(resource.VolumeLink(v, volumeID, volumeName), why))
		return
	}
	s.Pairs = append(s.Pairs, operation.RestorePair{SnapshotID: snap.ID, VolumeID: vol.ID})
	s.Size.Add(snap.SizeGB)
	at := snap.Metadata.CreatedDate
	if s.From.IsZero() || at.Before(s.From) {
		s.From = at
	}
	if at.After(s.To) {
		s.To = at
	}
}

// RestoreProblem returns why a volume cannot be overwritten with a snapshot.
func RestoreProblem(v *inventory.View, snap inventory.Snapshot, vol inventory.Volume, dc inventory.Datacenter) operation.Obstacle {
	if why := operation.RestoreProblem(snap, vol.SizeGB, dc.Location); !why.None() {
		return why
	}
	return operation.CreateProblem(vol)
}

// Servers returns the servers that the set's volumes are attached to.
func (s Set) Servers(v *inventory.View) []inventory.Server {
	var found []inventory.Server
	seen := map[string]bool{}
	for _, pair := range s.Pairs {
		for _, server := range v.ServersOn(pair.VolumeID) {
			if !seen[server.ID] {
				seen[server.ID] = true
				found = append(found, server)
			}
		}
	}
	return found
}

// SpreadText describes how far apart the snapshots of a set were taken.
func (s Set) SpreadText() string { return "Taken " + SpreadSentence(s.From, s.To) + "." }

// SpreadSentence describes how far apart snapshots were taken, because IONOS Cloud takes them one by one.
func SpreadSentence(from, to time.Time) string {
	if from.IsZero() {
		return "not at all"
	}
	return ShortSpread(from, to) + " (not an atomic set)"
}

// ShortSpread returns the same in a few words.
func ShortSpread(from, to time.Time) string {
	switch apart := to.Sub(from); {
	case from.IsZero():
		return ""
	case apart < time.Second:
		return "within a second"
	case apart < 2*time.Minute:
		return fmt.Sprintf("within %d s", int(apart.Seconds()))
	default:
		return fmt.Sprintf("within %d min", int(apart.Round(time.Minute).Minutes()))
	}
}
