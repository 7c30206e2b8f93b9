package handlers

import (
	"fmt"
	"time"

	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/views"
)

// snapshotSet is snapshots of several volumes that were taken together, as far as they can be put
// back onto their volumes.
type snapshotSet struct {
	datacenterID string
	pairs        []operation.RestorePair
	skipped      []views.Skipped // what cannot be, and why
	from, to     time.Time       // when the first and the last of the pairs' snapshots was made
	gb           float64         // of the pairs' snapshots
}

// setOf gathers what is there of the snapshots that a batch made in one data center.
func setOf(v *inventory.View, ops []operation.Operation) (s snapshotSet, together bool) {
	if commonKind(ops) != operation.CreateSnapshot {
		return s, false
	}
	for _, op := range operation.LatestAttempts(ops) {
		if s.datacenterID != "" && op.DatacenterID != s.datacenterID {
			return s, false
		}
		s.datacenterID = op.DatacenterID
		s.addVolume(v, op.VolumeID, op.VolumeName, op.SnapshotID)
	}
	return s, len(s.pairs)+len(s.skipped) > 1
}

// addVolume adds a volume to the set, or says why it is left out.
func (s *snapshotSet) addVolume(v *inventory.View, volumeID, volumeName, snapshotID string) {
	vol, exists := v.Volume(volumeID)
	snap, made := v.Snapshot(snapshotID)
	dc, _ := v.Datacenter(vol.DatacenterID)
	reason := ""
	switch {
	case !made:
		reason = "It has no snapshot in this set."
	case !exists:
		reason = "The volume was deleted. Create a new one from its snapshot."
	default:
		reason = restoreProblem(v, snap, vol, dc)
	}
	if reason != "" {
		s.skipped = append(s.skipped, views.Skipped{Subject: volumeLink(v, volumeID, volumeName), Reason: reason})
		return
	}
	s.pairs = append(s.pairs, operation.RestorePair{SnapshotID: snap.ID, VolumeID: vol.ID})
	s.gb += snap.SizeGB
	at := snap.Metadata.CreatedDate
	if s.from.IsZero() || at.Before(s.from) {
		s.from = at
	}
	if at.After(s.to) {
		s.to = at
	}
}

// restoreProblem says why a volume cannot be overwritten with a snapshot, or "".
func restoreProblem(v *inventory.View, snap inventory.Snapshot, vol inventory.Volume, dc inventory.Datacenter) string {
	if reason := operation.RestoreProblem(snap, vol.SizeGB, dc.Location); reason != "" {
		return reason
	}
	return blockReason(v, vol)
}

// servers are those that the set's volumes are attached to.
func (s snapshotSet) servers(v *inventory.View) []inventory.Server {
	var found []inventory.Server
	seen := map[string]bool{}
	for _, pair := range s.pairs {
		for _, server := range v.ServersOn(pair.VolumeID) {
			if !seen[server.ID] {
				seen[server.ID] = true
				found = append(found, server)
			}
		}
	}
	return found
}

func (s snapshotSet) spreadText() string { return "Taken " + spreadSentence(s.from, s.to) + "." }

// spreadSentence say how far apart snapshots were taken. IONOS Cloud takes them one by one.
func spreadSentence(from, to time.Time) string {
	if from.IsZero() {
		return "not at all"
	}
	return shortSpread(from, to) + " (not an atomic set)"
}

// shortSpread are a spread in few words.
func shortSpread(from, to time.Time) string {
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
