package inventory

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestVolumesAreFiltered(t *testing.T) {
	t.Parallel()
	v := estateView()
	for name, c := range map[string]struct {
		query VolumeQuery
		want  []string
	}{
		"everything":                       {VolumeQuery{}, []string{"v-tmp", "v-db", "v-web"}},
		"by location, whatever the case":   {VolumeQuery{Location: "DE/FRA"}, []string{"v-db", "v-web"}},
		"by data center":                   {VolumeQuery{DatacenterID: "dc-b"}, []string{"v-tmp"}},
		"by an unknown data center":        {VolumeQuery{DatacenterID: "x"}, []string{}},
		"by state":                         {VolumeQuery{State: "BUSY"}, []string{"v-web"}},
		"by type":                          {VolumeQuery{Type: "HDD"}, []string{"v-tmp", "v-web"}},
		"attached":                         {VolumeQuery{Attached: "yes"}, []string{"v-db", "v-web"}},
		"not attached":                     {VolumeQuery{Attached: "no"}, []string{"v-tmp"}},
		"an unknown word filters nothing":  {VolumeQuery{Attached: "maybe"}, []string{"v-tmp", "v-db", "v-web"}},
		"text in the name":                 {VolumeQuery{Text: " WEB "}, []string{"v-web"}},
		"text in the id":                   {VolumeQuery{Text: "v-d"}, []string{"v-db"}},
		"text in the data center's name":   {VolumeQuery{Text: "prod"}, []string{"v-db", "v-web"}},
		"text in the data center's id":     {VolumeQuery{Text: "dc-b"}, []string{"v-tmp"}},
		"text in the location":             {VolumeQuery{Text: "txl"}, []string{"v-tmp"}},
		"text in a server's name":          {VolumeQuery{Text: "base"}, []string{"v-db"}},
		"text in a server's id":            {VolumeQuery{Text: "s-1"}, []string{"v-web"}},
		"text that is nowhere":             {VolumeQuery{Text: "zzz"}, []string{}},
		"several filters must all hold":    {VolumeQuery{Type: "HDD", Location: "de/fra"}, []string{"v-web"}},
		"text and a filter must both hold": {VolumeQuery{Text: "prod", Type: "SSD"}, []string{"v-db"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			found := v.FindVolumes(c.query)
			require.Equal(t, c.want, volumeIDs(found.Items))
			require.Equal(t, len(c.want), found.Total)
		})
	}
}

func TestVolumesAreSorted(t *testing.T) {
	t.Parallel()
	v := estateView()
	for by, want := range map[string][]string{
		"":           {"v-tmp", "v-db", "v-web"},
		"name":       {"v-tmp", "v-db", "v-web"},
		"nonsense":   {"v-tmp", "v-db", "v-web"},
		"datacenter": {"v-db", "v-web", "v-tmp"},
		"location":   {"v-db", "v-web", "v-tmp"},
		"state":      {"v-db", "v-tmp", "v-web"},
		"type":       {"v-web", "v-tmp", "v-db"},
		"size":       {"v-web", "v-tmp", "v-db"},
		"server":     {"v-tmp", "v-web", "v-db"},
		"snapshot":   {"v-tmp", "v-db", "v-web"},
		"licence":    {"v-db", "v-tmp", "v-web"},
		"modified":   {"v-web", "v-db", "v-tmp"},
	} {
		t.Run("by "+by, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, want, volumeIDs(v.FindVolumes(VolumeQuery{Order: Order{By: by}}).Items))
		})
	}
	for by, want := range map[string][]string{
		"name":       {"v-web", "v-db", "v-tmp"},
		"size":       {"v-db", "v-tmp", "v-web"},
		"datacenter": {"v-tmp", "v-db", "v-web"}, // equal ones keep the order by name
	} {
		t.Run("down by "+by, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, want, volumeIDs(v.FindVolumes(VolumeQuery{Order: Order{By: by, Desc: true}}).Items))
		})
	}
}
