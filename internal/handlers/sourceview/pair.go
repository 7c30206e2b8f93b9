package sourceview

import (
	"strings"

	"snapdeck/internal/inventory"
)

// Pair is a snapshot and its source volume according to a user, as a form names them.
type Pair struct {
	SnapshotID string
	VolumeID   string // empty: none of the volumes
	Deleted    bool   // the volume was no longer in the contract when the user chose it
}

// The words of a pair beside its IDs.
const (
	pairNone    = "none"
	pairPresent = "there"
	pairDeleted = "gone"
)

// PairOf returns the pair of a snapshot and a volume as it is now.
func PairOf(v *inventory.View, snapshotID, volumeID string) Pair {
	_, exists := v.Volume(volumeID)
	return Pair{snapshotID, volumeID, !exists}
}

// String returns the pair as a form sends it.
func (p Pair) String() string {
	switch {
	case p.VolumeID == "":
		return p.SnapshotID + "/" + pairNone
	case p.Deleted:
		return p.SnapshotID + "/" + p.VolumeID + "/" + pairDeleted
	default:
		return p.SnapshotID + "/" + p.VolumeID + "/" + pairPresent
	}
}

// ReadPair reads a pair from a form.
func ReadPair(text string) (Pair, bool) {
	parts := strings.Split(text, "/")
	if len(parts) == 2 && parts[0] != "" && parts[1] == pairNone {
		return Pair{SnapshotID: parts[0]}, true
	}
	if len(parts) != 3 || parts[0] == "" || parts[1] == "" || parts[2] != pairPresent && parts[2] != pairDeleted {
		return Pair{}, false
	}
	return Pair{parts[0], parts[1], parts[2] == pairDeleted}, true
}
