package handlers

import (
	"strings"

	"snapdeck/internal/inventory"
)

// sourcePair is a snapshot and the volume that a person says it came from, as a form names them.
type sourcePair struct {
	snapshotID string
	volumeID   string // empty: none of the volumes
	deleted    bool   // the volume was not in the contract any more when the person looked
}

// The words of a pair beside its ids.
const (
	pairNone    = "none"
	pairPresent = "there"
	pairDeleted = "gone"
)

// pairOf names a snapshot and a volume as the volume is now.
func pairOf(v *inventory.View, snapshotID, volumeID string) sourcePair {
	_, exists := v.Volume(volumeID)
	return sourcePair{snapshotID, volumeID, !exists}
}

// String is the pair as a form sends it.
func (p sourcePair) String() string {
	switch {
	case p.volumeID == "":
		return p.snapshotID + "/" + pairNone
	case p.deleted:
		return p.snapshotID + "/" + p.volumeID + "/" + pairDeleted
	default:
		return p.snapshotID + "/" + p.volumeID + "/" + pairPresent
	}
}

// readPair reads a pair from a form.
func readPair(text string) (sourcePair, bool) {
	parts := strings.Split(text, "/")
	if len(parts) == 2 && parts[0] != "" && parts[1] == pairNone {
		return sourcePair{snapshotID: parts[0]}, true
	}
	if len(parts) != 3 || parts[0] == "" || parts[1] == "" || parts[2] != pairPresent && parts[2] != pairDeleted {
		return sourcePair{}, false
	}
	return sourcePair{parts[0], parts[1], parts[2] == pairDeleted}, true
}
