package inventory

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestPaging_IsRangeOfMatches(t *testing.T) {
	t.Parallel()
	v := sampleView()
	all := []string{"v-tmp", "v-db", "v-web"}
	for name, c := range map[string]struct {
		window Paging
		want   []string
	}{
		"no limit":                {Paging{}, all},
		"the first":               {Paging{Limit: 1}, all[:1]},
		"the second page":         {Paging{Offset: 2, Limit: 2}, all[2:]},
		"exactly all":             {Paging{Limit: 3}, all},
		"more than there is":      {Paging{Limit: 4}, all},
		"the rest":                {Paging{Offset: 1}, all[1:]},
		"behind the end":          {Paging{Offset: 3, Limit: 3}, []string{}},
		"far behind the end":      {Paging{Offset: math.MaxInt, Limit: math.MaxInt}, []string{}},
		"the greatest limit":      {Paging{Offset: 1, Limit: math.MaxInt}, all[1:]},
		"a negative offset":       {Paging{Offset: -5, Limit: 1}, all[:1]},
		"a negative limit is all": {Paging{Limit: -1}, all},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			found := v.FindVolumes(VolumeQuery{Paging: c.window})
			require.Equal(t, c.want, volumeIDs(found.Items))
			require.Equal(t, 3, found.Total, "the total is of all that matched")
			require.InDelta(t, 160, found.TotalGB, 1e-9)
		})
	}
}

func TestPaging_PagesCoverList(t *testing.T) {
	t.Parallel()
	v := sampleView()
	orders := []string{"", "name", "datacenter", "location", "state", "type", "size", "server", "snapshot", "licence", "modified", ByMatch}
	rapid.Check(t, func(t *rapid.T) {
		q := VolumeQuery{
			Text:  rapid.SampledFrom([]string{"", "d", "web", "b"}).Draw(t, "text"),
			Order: Order{By: rapid.SampledFrom(orders).Draw(t, "by"), Desc: rapid.Bool().Draw(t, "desc")},
		}
		whole := v.FindVolumes(q)
		size := rapid.IntRange(1, 4).Draw(t, "size")
		var joined []string
		for from := 0; from < whole.Total; from += size {
			q.Paging = Paging{Offset: from, Limit: size}
			joined = append(joined, volumeIDs(v.FindVolumes(q).Items)...)
		}
		require.Equal(t, append([]string(nil), volumeIDs(whole.Items)...), append([]string{}, joined...))
	})
}
