package operation

import (
	"slices"
	"time"

	"snapdeck/internal/inventory"
)

// setGap is the maximal time between consecutive snapshots of one set without a batch: a data center creates
// them one after the other.
const setGap = 10 * time.Minute

// Set holds the snapshots of one server's volumes that were taken together.
type Set struct {
	ID      string // its batch, or its oldest snapshot without a known batch
	Batch   string // empty when it was recognised by its times
	Members []Member
}

// Member is a volume of a set with its snapshot.
type Member struct {
	VolumeID string
	Snapshot inventory.Snapshot // its ID is empty when there is none
	Creation Operation          // that created it; its ID is empty when unknown
}

// Available reports whether the snapshot of the member is a good copy.
func (m Member) Available() bool { return m.Snapshot.Metadata.State == inventory.StateAvailable }

// CountAvailable counts the members that are good copies.
func (s Set) CountAvailable() int {
	n := 0
	for _, m := range s.Members {
		if m.Available() {
			n++
		}
	}
	return n
}

// Safety reports whether the set was taken before its volumes were overwritten.
func (s Set) Safety() bool { return s.Members[0].Creation.Params.Description == safetyNote }

// SizeGB is the total size of the set's snapshots.
func (s Set) SizeGB() float64 {
	total := 0.0
	for _, m := range s.Members {
		total += m.Snapshot.SizeGB
	}
	return total
}

// Span is the time from the first to the last snapshot; both are zero without any.
func (s Set) Span() (from, to time.Time) {
	for _, m := range s.Members {
		at := m.Snapshot.Metadata.CreatedDate
		if m.Snapshot.ID == "" {
			continue
		}
		if from.IsZero() || at.Before(from) {
			from = at
		}
		if at.After(to) {
			to = at
		}
	}
	return from, to
}

// TakenAt is when the set was taken, or requested if none of its snapshots exists.
func (s Set) TakenAt() time.Time {
	if _, to := s.Span(); !to.IsZero() {
		return to
	}
	return s.Members[0].Creation.CreatedAt
}

// SetsOf finds the sets of a server's volumes, newest first: by the batches of operations, else by the times
// and the creator of snapshots with a known source.
func SetsOf(v *inventory.View, volumeIDs []string, made []Operation) []Set {
	sets, taken := setsByBatch(v, volumeIDs, made)
	var rest []Member
	for _, id := range volumeIDs {
		for _, snap := range v.SnapshotsOf(id) {
			if !taken[snap.ID] {
				rest = append(rest, Member{VolumeID: id, Snapshot: snap})
			}
		}
	}
	sets = append(sets, setsByTime(rest)...)
	slices.SortStableFunc(sets, func(a, b Set) int { return b.TakenAt().Compare(a.TakenAt()) })
	return sets
}

// setsByBatch returns the sets of batches, and the snapshots in them.
func setsByBatch(v *inventory.View, volumeIDs []string, made []Operation) (sets []Set, taken map[string]bool) {
	taken = map[string]bool{}
	pos := map[string]int{}
	for _, op := range LatestAttempts(made) {
		if op.Batch == "" || op.Kind != CreateSnapshot || !slices.Contains(volumeIDs, op.VolumeID) {
			continue
		}
		at, known := pos[op.Batch]
		if !known {
			at = len(sets)
			pos[op.Batch] = at
			sets = append(sets, Set{ID: op.Batch, Batch: op.Batch})
		}
		snap, _ := v.Snapshot(op.SnapshotID)
		sets[at].Members = append(sets[at].Members, Member{VolumeID: op.VolumeID, Snapshot: snap, Creation: op})
	}
	sets = slices.DeleteFunc(sets, func(s Set) bool { return len(s.Members) < 2 })
	for i := range sets {
		sortMembers(sets[i].Members)
		for _, m := range sets[i].Members {
			taken[m.Snapshot.ID] = true
		}
	}
	return sets, taken
}

// setsByTime groups snapshots that follow each other closely, with one creator and at most one per volume.
func setsByTime(members []Member) []Set {
	sortMembers(members)
	var sets []Set
	var group []Member
	end := func() {
		if len(group) > 1 {
			sets = append(sets, Set{ID: group[0].Snapshot.ID, Members: group})
		}
		group = nil
	}
	for _, m := range members {
		if len(group) > 0 && !belongsTogether(group, m) {
			end()
		}
		group = append(group, m)
	}
	end()
	return sets
}

func belongsTogether(group []Member, next Member) bool {
	last := group[len(group)-1].Snapshot.Metadata
	if next.Snapshot.Metadata.CreatedDate.Sub(last.CreatedDate) > setGap || next.Snapshot.Metadata.CreatedBy != last.CreatedBy {
		return false
	}
	return !slices.ContainsFunc(group, func(m Member) bool { return m.VolumeID == next.VolumeID })
}

func sortMembers(members []Member) {
	slices.SortStableFunc(members, func(a, b Member) int {
		return a.Snapshot.Metadata.CreatedDate.Compare(b.Snapshot.Metadata.CreatedDate)
	})
}
