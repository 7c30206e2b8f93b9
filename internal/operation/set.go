package operation

import (
	"slices"
	"time"

	"snapdeck/internal/inventory"
)

// setGap is how far apart in time the snapshots of neighbouring volumes may be to be taken
// for one set when no batch tells: a data center makes them one after the other.
const setGap = 10 * time.Minute

// Set is the snapshots of the volumes of one server that were taken together.
type Set struct {
	ID      string // its batch, or its oldest snapshot when nobody knows of a batch
	Batch   string // that it was asked for in; empty when it was recognised by its times
	Members []Member
}

// Member is a volume of a set and its snapshot, the oldest first.
type Member struct {
	VolumeID string
	Snapshot inventory.Snapshot // its ID is empty when there is none
	Creation Operation          // that made it; its ID is empty when nobody knows
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

// SizeGB is what all snapshots of the set take up.
func (s Set) SizeGB() float64 {
	total := 0.0
	for _, m := range s.Members {
		total += m.Snapshot.SizeGB
	}
	return total
}

// Span is from when to when its snapshots were made. Both are zero when there is none.
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

// TakenAt is when the set was taken, or asked for when nothing of it is there.
func (s Set) TakenAt() time.Time {
	if _, to := s.Span(); !to.IsZero() {
		return to
	}
	return s.Members[0].Creation.CreatedAt
}

// SetsOf finds the sets of the volumes of a server, the newest first: by the batches that the
// operations tell of, and else by the times and the maker of snapshots whose source is known.
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

// setsByBatch are the sets that were asked for as batches, and the snapshots that are in them.
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

// setsByTime groups snapshots that follow each other closely, of one maker, no two of one volume.
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
