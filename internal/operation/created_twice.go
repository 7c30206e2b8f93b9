package operation

import (
	"cmp"
	"slices"
	"strings"

	"snapdeck/internal/inventory"
)

// CreatedTwice is an operation that created several snapshots in place of one: its call was sent more than
// once, and more than one was applied.
type CreatedTwice struct {
	Operation Operation
	Snapshots []inventory.Snapshot // oldest first; at least two
}

// FindCreatedTwice finds the operations with several snapshots in a view by their markers. resent are
// operations that may have been sent more than once.
func FindCreatedTwice(resent []Operation, v *inventory.View) []CreatedTwice {
	if len(resent) == 0 {
		return nil
	}
	by := make(map[string][]inventory.Snapshot, len(resent))
	for _, op := range resent {
		if op.Kind == CreateSnapshot {
			by[op.ID] = nil
		}
	}
	for _, s := range v.Snapshots {
		_, m, marked := inventory.CutMarker(s.Description)
		if _, requested := by[m.OperationID]; marked && requested {
			by[m.OperationID] = append(by[m.OperationID], *s)
		}
	}
	var found []CreatedTwice
	for _, op := range resent {
		copies := by[op.ID]
		if len(copies) < 2 {
			continue
		}
		slices.SortFunc(copies, func(a, b inventory.Snapshot) int {
			return cmp.Or(a.Metadata.CreatedDate.Compare(b.Metadata.CreatedDate), strings.Compare(a.ID, b.ID))
		})
		found = append(found, CreatedTwice{op, copies})
	}
	return found
}

// Surplus returns the newest of the snapshots that can be deleted. blocked reports whether one cannot be: it is locked,
// used by a restore, or being deleted already.
func (t CreatedTwice) Surplus(blocked func(inventory.Snapshot) bool) (inventory.Snapshot, bool) {
	for _, s := range slices.Backward(t.Snapshots) {
		if !blocked(s) {
			return s, true
		}
	}
	return inventory.Snapshot{}, false
}
