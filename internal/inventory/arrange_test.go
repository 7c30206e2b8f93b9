package inventory

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestArrangedIsAsIfSorted(t *testing.T) {
	t.Parallel()
	one := rapid.Custom(func(t *rapid.T) Snapshot {
		return Snapshot{
			ID: rapid.StringMatching(`[a-d]`).Draw(t, "id"), Name: rapid.StringMatching(`[xy]`).Draw(t, "name"),
			Metadata: Metadata{CreatedDate: noon.Add(time.Duration(rapid.IntRange(0, 3).Draw(t, "age")) * time.Hour)},
		}
	})
	rapid.Check(t, func(t *rapid.T) {
		known := newestOnce(rapid.SliceOfN(one, 0, 5).Draw(t, "known"))
		items := rapid.SliceOfN(one, 0, 5).Draw(t, "items")
		if rapid.Bool().Draw(t, "alike") && len(known) > 0 { // the same ones in another order, one renamed
			items = rapid.Permutation(known).Draw(t, "order")
			items[0].Name += rapid.SampledFrom([]string{"", "!"}).Draw(t, "suffix")
		}
		places := map[string]int{}
		for i, s := range known {
			places[s.ID] = i
		}
		all, changed, same := arranged(items, known, places)
		if same {
			require.Equal(t, newestOnce(items), all)
			require.Equal(t, !slices.Equal(known, all), changed)
			return
		}
		require.False(t, len(newestOnce(items)) == len(items) && slices.Equal(known, newestOnce(items)), "what is as it was is never sorted")
	})
}

func TestPlacesOfAnOlderReadingAreNotTrusted(t *testing.T) {
	t.Parallel()
	known := []Snapshot{{ID: "b"}, {ID: "c"}}
	_, _, same := arranged([]Snapshot{{ID: "b"}, {ID: "c"}}, known, map[string]int{"a": 0, "b": 1, "c": 7})
	require.False(t, same)
	require.Equal(t, []Snapshot{{ID: "b"}, {ID: "c"}}, newestOnce([]Snapshot{{ID: "c"}, {ID: "b"}, {ID: "c"}}))
}
