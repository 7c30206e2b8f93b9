package inventory

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const day = 24 * time.Hour

func TestFindVolumes_Filters(t *testing.T) {
	t.Parallel()
	v := sampleView()
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
		"text is the id":                   {VolumeQuery{Text: "v-db"}, []string{"v-db"}},
		"text in the data center's name":   {VolumeQuery{Text: "prod"}, []string{"v-db", "v-web"}},
		"text in the data center's id":     {VolumeQuery{Text: "dc-b"}, []string{"v-tmp"}},
		"text in the location":             {VolumeQuery{Text: "txl"}, []string{"v-tmp"}},
		"text in a server's name":          {VolumeQuery{Text: "base"}, []string{"v-db"}},
		"text in a server's id":            {VolumeQuery{Text: "s-1"}, []string{"v-web"}},
		"on a server, by its id":           {VolumeQuery{Server: "s-2"}, []string{"v-db"}},
		"on a server, by a part of a name": {VolumeQuery{Server: "AP"}, []string{"v-web"}},
		"on a server that is not there":    {VolumeQuery{Server: "zzz"}, []string{}},
		"of a size or more":                {VolumeQuery{Size: SizeRange{Min: 50}}, []string{"v-tmp", "v-db"}},
		"of a size or less":                {VolumeQuery{Size: SizeRange{Max: 50}}, []string{"v-tmp", "v-web"}},
		"between two sizes":                {VolumeQuery{Size: SizeRange{Min: 11, Max: 99}}, []string{"v-tmp"}},
		"by licence type":                  {VolumeQuery{Licence: "WINDOWS"}, []string{"v-web"}},
		"by who made it":                   {VolumeQuery{CreatedBy: "ops@example.com"}, []string{"v-tmp", "v-db", "v-web"}},
		"of an unknown creator":            {VolumeQuery{CreatedBy: "x"}, []string{}},
		"made lately":                      {VolumeQuery{Created: TimeRange{After: noon.Add(-2 * time.Hour)}}, []string{"v-tmp"}},
		"made long ago":                    {VolumeQuery{Created: TimeRange{Before: noon.Add(-6 * time.Hour)}}, []string{"v-web"}},
		"without a good snapshot":          {VolumeQuery{SnapshotAge: SnapshotAge{None: true}}, []string{"v-tmp"}},
		"protected too long ago, or never": {VolumeQuery{SnapshotAge: SnapshotAge{TimeRange: TimeRange{Before: noon.Add(-day)}}}, []string{"v-tmp", "v-db"}},
		"protected lately":                 {VolumeQuery{SnapshotAge: SnapshotAge{TimeRange: TimeRange{After: noon.Add(-day)}}}, []string{"v-web"}},
		"with a label and its value":       {VolumeQuery{Label: LabelQuery{Key: "tier", Value: "gold"}}, []string{"v-db"}},
		"with a label of another value":    {VolumeQuery{Label: LabelQuery{Key: "tier", Value: "tin"}}, []string{}},
		"with a label, whatever its value": {VolumeQuery{Label: LabelQuery{Key: "tier", Any: true}}, []string{"v-db"}},
		"new filters in one data center":   {VolumeQuery{DatacenterID: "dc-a", Size: SizeRange{Min: 50}}, []string{"v-db"}},
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

func TestFindVolumes_Sorts(t *testing.T) {
	t.Parallel()
	v := sampleView()
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
		"labels":     {"v-web", "v-tmp", "v-db"},
	} {
		t.Run("by "+by, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, want, volumeIDs(v.FindVolumes(VolumeQuery{Order: Order{By: by}}).Items))
		})
	}
	for by, want := range map[string][]string{
		"name":       {"v-web", "v-db", "v-tmp"},
		"size":       {"v-db", "v-tmp", "v-web"},
		"datacenter": {"v-tmp", "v-db", "v-web"}, // equal ones are ordered by name
	} {
		t.Run("down by "+by, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, want, volumeIDs(v.FindVolumes(VolumeQuery{Order: Order{By: by, Desc: true}}).Items))
		})
	}
}
