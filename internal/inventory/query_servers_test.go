package inventory

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestFindServers_FiltersAndSorts(t *testing.T) {
	t.Parallel()
	v := NewView(Listings{
		Datacenters: []Datacenter{{ID: "a", Name: "prod", Location: "de/fra"}, {ID: "b", Name: "Stage", Location: "de/txl"}},
		Volumes:     []Volume{{ID: "v1", DatacenterID: "a", SizeGB: 10}, {ID: "v2", DatacenterID: "a", SizeGB: 5}},
		Servers: []Server{
			{ID: "s-1", DatacenterID: "a", Name: "my-web", Type: "ENTERPRISE", VMState: "RUNNING", VolumeIDs: []string{"v1", "v2"}},
			{ID: "s-2", DatacenterID: "a", Name: "web-2", Type: "CUBE", VMState: "SHUTOFF"},
			{ID: "c0ffee", DatacenterID: "b", Name: "Base", Type: "CUBE", VMState: "RUNNING"},
		},
	}, noon)
	for name, c := range map[string]struct {
		query ServerQuery
		want  []string
	}{
		"all, by name":             {ServerQuery{}, []string{"c0ffee", "s-1", "s-2"}},
		"down by name":             {ServerQuery{Order: Order{By: "name", Desc: true}}, []string{"s-2", "s-1", "c0ffee"}},
		"by size":                  {ServerQuery{Order: Order{By: "size", Desc: true}}, []string{"s-1", "s-2", "c0ffee"}},
		"by ranks":                 {ServerQuery{Order: Order{By: ByRank}, Ranks: NewRanks("s-2", "c0ffee")}, []string{"s-2", "c0ffee", "s-1"}},
		"best match first":         {ServerQuery{Text: "web", Order: Order{By: ByMatch}}, []string{"s-2", "s-1"}},
		"text in the data center":  {ServerQuery{Text: "stage"}, []string{"c0ffee"}},
		"part of an id":            {ServerQuery{Text: "0ffe"}, []string{"c0ffee"}},
		"in a location":            {ServerQuery{Location: "DE/TXL"}, []string{"c0ffee"}},
		"in a data center":         {ServerQuery{DatacenterID: "a"}, []string{"s-1", "s-2"}},
		"of a type":                {ServerQuery{Type: "CUBE"}, []string{"c0ffee", "s-2"}},
		"that are off":             {ServerQuery{Power: "off"}, []string{"s-2"}},
		"with volumes":             {ServerQuery{Attached: "yes"}, []string{"s-1"}},
		"without volumes, running": {ServerQuery{Attached: "no", Power: "on"}, []string{"c0ffee"}},
		"nothing":                  {ServerQuery{Text: "zzz"}, []string{}},
	} {
		found := v.FindServers(c.query)
		ids := []string{}
		for _, s := range found.Items {
			ids = append(ids, s.ID)
		}
		require.Equal(t, c.want, ids, name)
	}
	require.InDelta(t, 15, v.FindServers(ServerQuery{}).TotalGB, 1e-9)
}
