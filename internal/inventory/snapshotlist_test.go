package inventory

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// randomFewSnapshots draws from few ids, which makes the same snapshots appear again, some changed.
func randomFewSnapshots() *rapid.Generator[Snapshot] {
	return rapid.Custom(func(t *rapid.T) Snapshot {
		id := rapid.IntRange(0, 9).Draw(t, "id")
		created := noon.Add(time.Duration(id/3) * time.Hour)
		if rapid.IntRange(0, 9).Draw(t, "dated again") == 0 {
			created = created.Add(-30 * time.Minute)
		}
		return Snapshot{ID: fmt.Sprint("s-", id), Name: rapid.StringMatching(`[xy]`).Draw(t, "name"), Metadata: Metadata{CreatedDate: created}}
	})
}

func TestSnapshotList_MatchesLastListing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var s SnapshotList
		for range rapid.IntRange(1, 5).Draw(t, "readings") {
			before := slices.Clone(s.All)
			checked := Dereference(before)
			items := rapid.SliceOfN(randomFewSnapshots(), 0, 8).Draw(t, "items")
			if rapid.Bool().Draw(t, "alike") && len(before) > 0 { // the same ones in another order, one renamed or gone
				items = rapid.Permutation(Dereference(before)).Draw(t, "order")
				items[0].Name += rapid.SampledFrom([]string{"", "!"}).Draw(t, "suffix")
				items = items[rapid.IntRange(0, 1).Draw(t, "gone"):]
			}
			changed, others := s.Apply(items)

			require.True(t, slices.IsSortedFunc(s.All, NewestFirst))
			require.ElementsMatch(t, uniqueIDs(items), idsIn(s.All), "each is there once")
			for _, x := range s.All {
				require.Contains(t, items, *x, "as it was listed")
			}
			require.Equal(t, !slices.Equal(checked, Dereference(s.All)), changed)
			if !others {
				require.ElementsMatch(t, idsIn(before), idsIn(s.All))
			}
			require.Equal(t, checked, Dereference(before), "a returned list is not changed")
			for _, x := range s.All {
				at := slices.IndexFunc(before, func(b *Snapshot) bool { return *b == *x })
				require.True(t, at < 0 || before[at] == x, "an unchanged listing returns the same list")
			}
			require.Len(t, s.listed, len(s.All))
		}
	})
}

func TestSnapshotList_DuplicateOfKnownChangesNothing(t *testing.T) {
	t.Parallel()
	known := Snapshot{ID: "s", Metadata: Metadata{CreatedDate: noon}}
	again := Snapshot{ID: "s", Metadata: Metadata{CreatedDate: noon.Add(time.Minute)}}
	var s SnapshotList
	s.Apply([]Snapshot{known})
	before := s.All
	changed, others := s.Apply([]Snapshot{known, again})
	require.False(t, changed)
	require.False(t, others)
	require.Equal(t, before, s.All)
	changed, _ = s.Apply([]Snapshot{known, again})
	require.False(t, changed)
}

func TestDiffSnapshots_TransformsOldIntoNew(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var s SnapshotList
		s.Apply(rapid.SliceOfN(randomFewSnapshots(), 0, 8).Draw(t, "old"))
		old := s.All
		s.Apply(rapid.SliceOfN(randomFewSnapshots(), 0, 8).Draw(t, "now"))
		have := map[*Snapshot]bool{}
		for _, x := range old {
			have[x] = true
		}
		diffSnapshots(old, s.All, func(was, is *Snapshot) {
			require.NotEqual(t, was, is)
			if was != nil {
				require.True(t, have[was])
				delete(have, was)
			}
			if is != nil {
				have[is] = true
			}
		})
		require.Len(t, have, len(s.All))
		for _, x := range s.All {
			require.True(t, have[x])
		}
	})
}

func idsIn(all []*Snapshot) []string {
	ids := make([]string, 0, len(all))
	for _, s := range all {
		ids = append(ids, s.ID)
	}
	return ids
}

// uniqueIDs returns the distinct ids of items.
func uniqueIDs(items []Snapshot) []string {
	ids := idsIn(pointers(items))
	slices.Sort(ids)
	return slices.Compact(ids)
}
