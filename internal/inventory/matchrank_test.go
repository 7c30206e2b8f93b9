package inventory

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestRankName_Table(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, text string
		want       MatchRank
	}{
		{"db-01-data", "db-01-data", MatchExact},
		{"DB-01", "db-01", MatchExact},
		{"db-01-data", "db", MatchPrefix},
		{"db-01-data", " DB ", MatchPrefix},
		{"old-db-01", "db", MatchWordStart},
		{"old_db", "db", MatchWordStart},
		{"olddb db", "db", MatchWordStart}, // the second of two
		{"olddb", "db", MatchSubstring},
		{"Ärger-öl", "öl", MatchWordStart},
		{"fööl", "öl", MatchSubstring},
		{"web-01", "db", NoMatch},
	} {
		require.Equal(t, c.want, RankName(c.name, c.text), "%s in %s", c.text, c.name)
	}
}

// searchContract returns a contract in which many volumes match.
func searchContract(volumes int) *View {
	l := Listings{Datacenters: []Datacenter{{ID: "dbdbdbdb-0000", Name: "prod", Location: "de/fra"}, {ID: "22222222-0000", Name: "db-center", Location: "de/txl"}}}
	add := func(id, dc, name string) { l.Volumes = append(l.Volumes, Volume{ID: id, DatacenterID: dc, Name: name}) }
	for n := range volumes {
		add(fmt.Sprintf("dbdb%04x-db", n), "dbdbdbdb-0000", fmt.Sprintf("a-csi-pv-%05d", n))
	}
	add("c0ffee01-1", "dbdbdbdb-0000", "db-01-data")
	add("c0ffee02-2", "dbdbdbdb-0000", "adb")
	add("c0ffee03-3", "dbdbdbdb-0000", "a-db-old")
	add("c0ffee04-4", "22222222-0000", "zebra")
	add("c0ffee05-5", "dbdbdbdb-0000", "db")
	add("c0ffee06-6", "dbdbdbdb-0000", "attached")
	add("c0ffee07-7", "dbdbdbdb-0000", "labelled")
	l.Servers = []Server{{ID: "s", DatacenterID: "dbdbdbdb-0000", Name: "the-db-server", VolumeIDs: []string{"c0ffee06-6"}}}
	l.Labels = []Label{{ResourceType: "volume", ResourceID: "c0ffee07-7", Key: "app", Value: "db"}}
	return NewView(l, noon)
}

func TestFindVolumes_RanksMatches(t *testing.T) {
	t.Parallel()
	v := searchContract(50)
	all := []string{"db", "db-01-data", "a-db-old", "adb", "attached", "zebra", "labelled"}
	for text, want := range map[string][]string{
		"db":                  all,
		"DB":                  all,
		"c0ffee04":            {"zebra"},
		"c0ffee04-4":          {"zebra"},
		"c0f":                 {}, // three digits occur in too many ids
		"22222222":            {"zebra"},
		"dbdb0003":            {"a-csi-pv-00003"},
		"app=db":              {"labelled"},
		"the-db":              {"attached"},
		"nothing is so named": {},
	} {
		names := []string{}
		for _, vol := range v.FindVolumes(VolumeQuery{Text: text, Order: Order{By: ByMatch}}).Items {
			names = append(names, vol.Name)
		}
		require.Equal(t, want, names, text)
	}
}

func TestFindVolumes_FirstAmongTenThousand(t *testing.T) {
	t.Parallel()
	v := searchContract(10_000)
	found := v.FindVolumes(VolumeQuery{Text: "db-", Order: Order{By: ByMatch}, Paging: Paging{Limit: 1}})
	require.Equal(t, "db-01-data", found.Items[0].Name)
	inCenter := v.FindVolumes(VolumeQuery{Text: "db-", DatacenterID: "dbdbdbdb-0000", Order: Order{By: ByMatch}, Paging: Paging{Limit: 1}})
	require.Equal(t, "db-01-data", inCenter.Items[0].Name, "in the list of one data center, too")
}

func TestFindSnapshots_RanksMatches(t *testing.T) {
	t.Parallel()
	v := NewView(Listings{
		Datacenters: []Datacenter{{ID: "dc", Name: "prod", Location: "de/fra"}},
		Volumes:     []Volume{{ID: "v-db", DatacenterID: "dc", Name: "db-01"}},
		Snapshots: []Snapshot{
			{ID: "described", Name: "x", Description: "before the db update", Metadata: hoursAgo(1)},
			{ID: "within", Name: "adb", Metadata: hoursAgo(2)},
			{ID: "of-db", Name: "nightly", Metadata: hoursAgo(3)},
			{ID: "older", Name: "db-01 old", Metadata: hoursAgo(9)},
			{ID: "newer", Name: "db-01 new", Metadata: hoursAgo(4)},
			{ID: "dbdbdbdb", Name: "other", Metadata: hoursAgo(5)},
		},
		Labels: []Label{{ResourceType: "snapshot", ResourceID: "of-db", Key: LabelVolume, Value: "v-db"}},
	}, noon)
	order := func(q SnapshotQuery) []string {
		q.Order.By = ByMatch
		return snapshotIDs(v.FindSnapshots(q).Items)
	}
	require.Equal(t, []string{"newer", "older", "within", "of-db", "described"}, order(SnapshotQuery{Text: "db"}))
	require.Equal(t, []string{"dbdbdbdb"}, order(SnapshotQuery{Text: "dbdb"}))
	require.Equal(t, []string{"of-db"}, order(SnapshotQuery{Text: "v-db"}), "by the id of its source")
	require.Equal(t, []string{"of-db"}, order(SnapshotQuery{Text: "db", VolumeID: "v-db"}))
}

func TestRankDatacenter_Table(t *testing.T) {
	t.Parallel()
	dc := Datacenter{ID: "c0ffee-1", Name: "prod-data", Location: "de/fra", Description: "the main one"}
	for text, want := range map[string]MatchRank{
		"prod-data": MatchExact, "prod": MatchPrefix, "data": MatchWordStart, "rod": MatchSubstring, "fra": MatchDatacenter,
		"main": MatchDetail, "c0ffee": MatchID, "c0ffee-1": MatchExact, "c0f": NoMatch, "x": NoMatch,
	} {
		require.Equal(t, want, RankDatacenter(&dc, text), text)
	}
}
