package inventory

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestFindSnapshots_Filters(t *testing.T) {
	t.Parallel()
	v := sampleView()
	for name, c := range map[string]struct {
		query SnapshotQuery
		want  []string
	}{
		"everything":                    {SnapshotQuery{}, []string{"sn-lost", "sn-old", "sn-new", "sn-bad"}},
		"by location":                   {SnapshotQuery{Location: "de/TXL"}, []string{"sn-lost"}},
		"by state":                      {SnapshotQuery{State: "FAILED"}, []string{"sn-bad"}},
		"source known":                  {SnapshotQuery{Source: "known"}, []string{"sn-old", "sn-new", "sn-bad"}},
		"source unknown":                {SnapshotQuery{Source: "unknown"}, []string{"sn-lost"}},
		"of a data center":              {SnapshotQuery{DatacenterID: "dc-a"}, []string{"sn-old", "sn-new", "sn-bad"}},
		"of a volume":                   {SnapshotQuery{VolumeID: "v-web"}, []string{"sn-new", "sn-bad"}},
		"of an unknown volume":          {SnapshotQuery{VolumeID: "x"}, []string{}},
		"text in the name":              {SnapshotQuery{Text: "NIGHT"}, []string{"sn-new"}},
		"text is the id":                {SnapshotQuery{Text: "sn-lost"}, []string{"sn-lost"}},
		"text in the description":       {SnapshotQuery{Text: "ticket"}, []string{"sn-old"}},
		"but not in the hidden marker":  {SnapshotQuery{Text: "snapdeck"}, []string{}},
		"text in the location":          {SnapshotQuery{Text: "txl"}, []string{"sn-lost"}},
		"text in the source's name":     {SnapshotQuery{Text: "web"}, []string{"sn-new", "sn-bad"}},
		"source known by labels":        {SnapshotQuery{Source: "labels"}, []string{"sn-new", "sn-bad"}},
		"source known by the marker":    {SnapshotQuery{Source: "marker"}, []string{"sn-old"}},
		"an unknown word is no source":  {SnapshotQuery{Source: "maybe"}, []string{"sn-lost", "sn-old", "sn-new", "sn-bad"}},
		"between two sizes":             {SnapshotQuery{Size: SizeRange{Min: 8, Max: 99}}, []string{"sn-new", "sn-bad"}},
		"younger than a day":            {SnapshotQuery{Created: TimeRange{After: noon.Add(-day)}}, []string{"sn-new", "sn-bad"}},
		"older than a day":              {SnapshotQuery{Created: TimeRange{Before: noon.Add(-day)}}, []string{"sn-lost", "sn-old"}},
		"by licence type":               {SnapshotQuery{Licence: "LINUX"}, []string{"sn-old"}},
		"by who made it":                {SnapshotQuery{CreatedBy: "amy@example.com"}, []string{"sn-lost"}},
		"with a label":                  {SnapshotQuery{Label: LabelQuery{Key: LabelVolume, Value: "v-web"}}, []string{"sn-new", "sn-bad"}},
		"with a label of a volume":      {SnapshotQuery{VolumeID: "v-web", Label: LabelQuery{Key: "tier", Any: true}}, []string{}},
		"several filters must all hold": {SnapshotQuery{VolumeID: "v-web", State: "AVAILABLE"}, []string{"sn-new"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			found := v.FindSnapshots(c.query)
			require.Equal(t, c.want, snapshotIDs(found.Items))
			require.Equal(t, len(c.want), found.Total)
		})
	}
}

func TestFindSnapshots_DeletedVolumeID(t *testing.T) {
	t.Parallel()
	p := sampleContract()
	p.ByDatacenter = nil
	found := JoinView(p, 1, noon, Progress{}).FindSnapshots(SnapshotQuery{Text: "v-db"})
	require.Equal(t, []string{"sn-old"}, snapshotIDs(found.Items))
}

func TestFindSnapshots_Sorts(t *testing.T) {
	t.Parallel()
	v := sampleView()
	for by, want := range map[string][]string{
		"created":  {"sn-lost", "sn-old", "sn-new", "sn-bad"},
		"name":     {"sn-old", "sn-bad", "sn-lost", "sn-new"},
		"state":    {"sn-new", "sn-old", "sn-lost", "sn-bad"},
		"size":     {"sn-lost", "sn-bad", "sn-new", "sn-old"},
		"location": {"sn-bad", "sn-new", "sn-old", "sn-lost"},
		"source":   {"sn-lost", "sn-old", "sn-bad", "sn-new"},
		"by":       {"sn-lost", "sn-bad", "sn-new", "sn-old"},
		"licence":  {"sn-bad", "sn-old", "sn-lost", "sn-new"},
		"labels":   {"sn-bad", "sn-new", "sn-lost", "sn-old"}, // Snapdeck's own labels do not count
	} {
		t.Run("by "+by, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, want, snapshotIDs(v.FindSnapshots(SnapshotQuery{Order: Order{By: by}}).Items))
		})
	}
	down := v.FindSnapshots(SnapshotQuery{Order: Order{By: "created", Desc: true}})
	require.Equal(t, []string{"sn-bad", "sn-new", "sn-old", "sn-lost"}, snapshotIDs(down.Items))
}
