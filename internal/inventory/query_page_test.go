package inventory

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestAPageIsAWindowOnWhatMatched(t *testing.T) {
	t.Parallel()
	v := estateView()
	all := []string{"v-tmp", "v-db", "v-web"}
	for name, c := range map[string]struct {
		window Window
		want   []string
	}{
		"no limit":                {Window{}, all},
		"the first":               {Window{Limit: 1}, all[:1]},
		"the second page":         {Window{Offset: 2, Limit: 2}, all[2:]},
		"exactly all":             {Window{Limit: 3}, all},
		"more than there is":      {Window{Limit: 4}, all},
		"the rest":                {Window{Offset: 1}, all[1:]},
		"behind the end":          {Window{Offset: 3, Limit: 3}, []string{}},
		"far behind the end":      {Window{Offset: math.MaxInt, Limit: math.MaxInt}, []string{}},
		"the greatest limit":      {Window{Offset: 1, Limit: math.MaxInt}, all[1:]},
		"a negative offset":       {Window{Offset: -5, Limit: 1}, all[:1]},
		"a negative limit is all": {Window{Limit: -1}, all},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			found := v.FindVolumes(VolumeQuery{Window: c.window})
			require.Equal(t, c.want, volumeIDs(found.Items))
			require.Equal(t, 3, found.Total, "the total is of all that matched")
			require.InDelta(t, 160, found.TotalGB, 1e-9)
		})
	}
}

func TestPagesPutTogetherAreTheWholeList(t *testing.T) {
	t.Parallel()
	v := estateView()
	orders := []string{"", "name", "datacenter", "location", "state", "type", "size", "server", "snapshot", "licence", "modified"}
	rapid.Check(t, func(t *rapid.T) {
		q := VolumeQuery{
			Text:  rapid.SampledFrom([]string{"", "d", "web", "v-"}).Draw(t, "text"),
			Order: Order{By: rapid.SampledFrom(orders).Draw(t, "by"), Desc: rapid.Bool().Draw(t, "desc")},
		}
		whole := v.FindVolumes(q)
		size := rapid.IntRange(1, 4).Draw(t, "size")
		var joined []string
		for from := 0; from < whole.Total; from += size {
			q.Window = Window{Offset: from, Limit: size}
			joined = append(joined, volumeIDs(v.FindVolumes(q).Items)...)
		}
		require.Equal(t, append([]string(nil), volumeIDs(whole.Items)...), append([]string{}, joined...))
	})
}
