package inventory

import (
	"iter"
	"maps"
	"slices"
)

// VolumesInTransition is how many volumes of a data center are being changed.
func (v *View) VolumesInTransition(datacenterID string) int {
	return v.index.inTransitionIn[datacenterID]
}

// CountLabels is how many labels there are.
func (v *View) CountLabels() int { return len(v.index.labels) }

// SharesLabels reports whether the labels are the same as those of an older view because they were not changed.
func (v *View) SharesLabels(old *View) bool { return SameSlice(v.index.labels, old.index.labels) }

// WarningsByResource are the warnings by the listing that they are about, not to be changed.
func (v *View) WarningsByResource() map[string][]Warning { return v.index.warnings }

// EachLabel goes through all labels, in an order that does not change.
func (v *View) EachLabel() iter.Seq[*Label] {
	return func(yield func(*Label) bool) {
		for _, id := range slices.Sorted(maps.Keys(v.index.labelsOf)) {
			for i := range v.index.labelsOf[id] {
				if !yield(&v.index.labelsOf[id][i]) {
					return
				}
			}
		}
	}
}
