package resource

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/auth"
	"snapdeck/internal/handlers/areatest"
	"snapdeck/internal/handlers/problem"
	"snapdeck/internal/handlers/selection"
	"snapdeck/internal/handlers/table"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/handlers/webtest"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
)

const hour = time.Hour

// request returns a request with parameters in its path.
func request(c *areatest.Contract, params ...string) web.Request {
	return areatest.Request(c.Base(), "/", params...)
}

// contract returns a contract with a volume that has a snapshot, a server, and an empty data center.
func contract() *areatest.Contract {
	c := areatest.NewContract().Volume("web", 10, hour)
	c.Datacenters = append(c.Datacenters, inventory.Datacenter{ID: "ber", Name: "Berlin", Location: "de/txl"})
	c.Servers = []inventory.Server{{ID: "s1", Name: "app", DatacenterID: "fra", VMState: "RUNNING", VolumeIDs: []string{"web"}, Cores: 4, RAMMB: 6144}}
	return c
}

// An address that names a wrong data center is not found.
func TestFind_OnlyWithinItsDataCenter(t *testing.T) {
	t.Parallel()
	c := contract()
	for name, find := range map[string]func(dc, id string) error{
		"volume": func(dc, id string) error { _, _, err := FindVolume(request(c, "dc", dc, "vol", id)); return err },
		"server": func(dc, id string) error {
			_, _, err := FindServer(request(c, "dc", dc, "server", strings.Replace(id, "web", "s1", 1)))
			return err
		},
	} {
		require.NoError(t, find("fra", "web"), name)
		for _, wrong := range [][2]string{{"ber", "web"}, {"nothing", "web"}, {"fra", "nothing"}, {"", ""}} {
			var missing problem.NotFound
			require.ErrorAs(t, find(wrong[0], wrong[1]), &missing, "%s %v", name, wrong)
		}
	}
}

func TestFind_UnreadIsNotMissing(t *testing.T) {
	t.Parallel()
	c := contract()
	c.Loading = inventory.Progress{Done: 1, Total: 2}
	_, err := FindSnapshot(request(c, "id", "later"))
	var notYet problem.NotLoaded
	require.ErrorAs(t, err, &notYet)
	_, err = FindSnapshot(request(c, "id", "web-0"))
	require.NoError(t, err, "resources that have been read can be shown")
}

// The response to a form that was sent before leads to what it recorded.
func TestSnapshotForm_ResentAfterDeletion(t *testing.T) {
	t.Parallel()
	form := url.Values{"key": {"k"}, "reason": {"audit"}}
	ledger := &webtest.Records{}
	read := func(id string) (SnapshotForm, error) {
		b := contract().Base(func(d *web.Deps) { d.Ledger = ledger })
		c, _ := areatest.Post(auth.RoleOperator, "/snapshots/"+id+"/lock", form, "id", id)
		return SnapshotFormOf(b, c)
	}
	f, err := read("web-0")
	require.NoError(t, err)
	require.Equal(t, "/snapshots/web-0", f.Page())
	_, err = read("gone")
	require.Error(t, err)
	engine := webtest.NewEngine(ledger, contract().View(), areatest.Noon)
	earlier := operation.Key{Form: "ada/snapshots/gone/lock/k", Content: url.Values{"reason": {"audit"}}.Encode()}
	_, err = engine.Submit(t.Context(), operation.Actor{Name: "ada"}, earlier, operation.Unlocking("gone"))
	require.NoError(t, err)
	f, err = read("gone")
	require.NoError(t, err)
	require.Empty(t, f.Page())
	require.Equal(t, ledger.Ops[0].ID, f.Earlier[0].ID)
	ledger.Err = webtest.ErrAway
	_, err = read("web-0")
	require.ErrorIs(t, err, webtest.ErrAway)
}

// The list can be sorted by everything that it shows.
func TestMatchDatacenters_FiltersAndSorts(t *testing.T) {
	t.Parallel()
	c := contract().Volume("db", 50, hour, 2*hour).Priced("0.05")
	c.Datacenters = append(c.Datacenters, inventory.Datacenter{ID: "las", Name: "archive", Location: "us/las", Version: 7, Metadata: inventory.Metadata{State: "BUSY"}})
	c.Volumes = append(c.Volumes, inventory.Volume{ID: "v", DatacenterID: "las", SizeGB: 500})
	b := c.Base()
	for address, want := range map[string]string{
		"/datacenters": "las ber fra", "/datacenters?sort=-name": "fra ber las", "/datacenters?q=BERLIN": "ber", "/datacenters?q=us%2Flas": "las", "/datacenters?location=de%2Ftxl": "ber",
		"/datacenters?state=BUSY": "las", "/datacenters?state=BUSY&location=de%2Ftxl": "", "/datacenters?sort=-volumes": "fra las ber", "/datacenters?sort=-size": "las fra ber",
		"/datacenters?sort=-servers": "fra", "/datacenters?sort=-snapshots": "fra", "/datacenters?sort=-cost": "fra", "/datacenters?sort=location": "fra ber las", "/datacenters?sort=-version": "las", "/datacenters?sort=id": "ber fra las",
	} {
		req := areatest.Request(b, address)
		q := table.ParseQuery(req.URL, []string{"name", "volumes", "size", "servers", "snapshots", "cost", "location", "version", "id"}, inventory.Order{By: "name"})
		ids := strings.Join(selection.IDsOf(MatchDatacenters(req, q), func(dc inventory.Datacenter) string { return dc.ID }), " ")
		require.True(t, strings.HasPrefix(ids, want) && (want != "" || ids == ""), "%s: %s", address, ids)
	}
}

// A deleted resource is shown by the name that the record has.
func TestLinks_OnlyToExistingResources(t *testing.T) {
	t.Parallel()
	v := contract().Snapshot("orphan", "4f1a2b3c-1", 10, hour).Snapshot("unknown", "", 10, hour).View()
	require.Equal(t, "/datacenters/fra/volumes/web", VolumeLink(v, "web", "old name").Href)
	require.Equal(t, "web", VolumeLink(v, "web", "old name").Text)
	require.Equal(t, "old name", VolumeLink(v, "gone", "old name").Text)
	require.Empty(t, VolumeLink(v, "gone", "old name").Href)
	require.Equal(t, "gone", VolumeLink(v, "gone", "").Text)
	require.Equal(t, "/datacenters/ber", DatacenterLink(v, "ber", "").Href)
	require.Empty(t, DatacenterLink(v, "gone", "x").Href)
	require.Equal(t, "/datacenters/fra/volumes/web", SourceLink(v, "web-0").Href)
	require.Empty(t, SourceLink(v, "orphan").Href)
	require.Contains(t, SourceLink(v, "orphan").Text, "4f1a2b3c")
	require.Zero(t, SourceLink(v, "unknown"))
	require.Equal(t, "/bulk?server=a%26b", AllVolumesLink("a&b", "").Href)
	require.Contains(t, AllVolumesLink("a&b", "").Text, "a&b")
}

// The id of a snapshot is not that of a volume.
func TestName_OfRequestedKind(t *testing.T) {
	t.Parallel()
	c := contract()
	c.Volumes[0].Name, c.Snapshots[0].Name = "Volume name", "Snapshot name"
	req := request(c)
	for _, x := range [][3]string{{"volume", "web", "Volume name"}, {"snapshot", "web-0", "Snapshot name"}, {"snapshot", "web", "web"}, {"volume", "gone", "gone"}, {"", "web", "web"}} {
		require.Equal(t, x[2], Name(req, x[0], x[1]))
	}
}

func TestCrumbs_BeginWithListOfNavigation(t *testing.T) {
	t.Parallel()
	c := contract()
	dc, vol := c.Datacenters[0], c.Volumes[0]
	require.Equal(t, "/datacenters", Crumbs(&dc, nil)[0].Href)
	require.Equal(t, "/datacenters?location=de%2Ffra", Crumbs(&dc, nil)[1].Href)
	require.Equal(t, "/volumes", Crumbs(&dc, &vol)[0].Href)
	require.Equal(t, "/datacenters/fra", Crumbs(&dc, &vol)[1].Href)
	require.Equal(t, "/servers?dc=fra", ServerCrumbs(dc, c.Servers[0])[1].Href)
	require.Len(t, DatacenterOptions(c.View()), 2)
}

func TestServers_RunningAndSized(t *testing.T) {
	t.Parallel()
	require.Equal(t, []string{"a", "c"}, RunningIDs([]inventory.Server{{ID: "a", VMState: "RUNNING"}, {ID: "b", VMState: "SHUTOFF"}, {ID: "c", VMState: "PAUSED"}}), "a server that is not known to be off may write")
	require.Equal(t, "4 cores, 6 GB", ServerSize(contract().Servers[0]))
	require.Equal(t, "cores unknown, memory unknown", ServerSize(inventory.Server{}))
	require.Equal(t, "at least 5 GB", TotalOf([]inventory.Volume{{SizeGB: 5}, {}}).Text())
}

func TestEffectiveChanges_SkipUnchangedValues(t *testing.T) {
	t.Parallel()
	now := map[string]string{"team": "infra", "empty": ""}
	set := func(key, value string) operation.LabelChange { return operation.LabelChange{Key: key, Value: value} }
	remove := func(key string) operation.LabelChange { return operation.LabelChange{Key: key, Remove: true} }
	got := EffectiveChanges([]operation.LabelChange{set("team", "infra"), set("team", "data"), set("new", ""), set("empty", ""), remove("team"), remove("other")}, now)
	require.Equal(t, []operation.LabelChange{set("team", "data"), set("new", ""), remove("team")}, got)
	require.Empty(t, EffectiveChanges(nil, now))
}

// The day is that of the dashboard's time zone, also when the clock changes on it.
func TestParseLock_EndsWithItsDay(t *testing.T) {
	t.Parallel()
	berlin, err := time.LoadLocation("Europe/Berlin")
	require.NoError(t, err)
	for day, want := range map[string]string{"2026-12-24": "2026-12-24T23:00:00Z", "2027-03-28": "2027-03-28T22:00:00Z", "2027-10-31": "2027-10-31T23:00:00Z"} {
		lock, _, why := ParseLock("audit", day, berlin, areatest.Noon)
		require.Empty(t, why, day)
		require.Equal(t, want, lock.Until.Format(time.RFC3339), day)
	}
	lock, _, _ := ParseLock("  for\n the  audit ", "", berlin, areatest.Noon)
	require.Equal(t, "for the audit", lock.Reason)
	require.True(t, lock.Until.IsZero())
}
