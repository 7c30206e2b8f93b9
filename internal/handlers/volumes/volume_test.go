package volumes

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/areatest"
	"snapdeck/internal/handlers/problem"
	"snapdeck/internal/handlers/table"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/views"
)

func TestVolumeHead_LinksToNewestGoodSnapshot(t *testing.T) {
	t.Parallel()
	head := func(c *areatest.Contract) views.VolumeHeading {
		s, req := setup(c, "/")
		return s.volumeHead(req, volumeOf(req, "v"))
	}
	require.NotEmpty(t, head(areatest.NewContract().Volume("v", 1)).NoRestore)
	h := head(areatest.NewContract().Volume("v", 1, 2*day, time.Hour).Snapshot("bad", "v", 1, time.Minute, areatest.InState(inventory.StateFailed)))
	require.Equal(t, "/snapshots/v-1/restore", h.RestoreLatest)
	require.Empty(t, h.NoRestore)
	require.Contains(t, h.RestoreTitle, "2026-11-20 11:00")
	require.Nil(t, h.Pill)
	loading := areatest.NewContract().Volume("v", 1)
	loading.Loading, loading.Volumes[0].Metadata.State = inventory.Progress{}, inventory.StateBusy
	h = head(loading)
	require.Nil(t, h.Protection)
	require.NotNil(t, h.Pill)
}

func TestHeadFacts_ShowServer(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract().Volume("v", 0)
	_, req := setup(c, "/")
	require.Equal(t, []string{"HDD, size unknown", "not attached"}, headFacts(req, volumeOf(req, "v")))
	c = areatest.NewContract().Volume("v", 10).Priced("0.05").Snapshot("s", "v", 100, time.Hour)
	c.Servers = []inventory.Server{{ID: "s1", DatacenterID: "fra", Name: "web", VMState: "RUNNING", VolumeIDs: []string{"v"}, BootVolumeID: "v"}, {ID: "s2", DatacenterID: "fra", VMState: "SHUTOFF", VolumeIDs: []string{"v"}}}
	_, req = setup(c, "/")
	require.Equal(t, []string{"10 GB HDD", "boots web (running)", "attached to s2 (off)", "snapshots 5.00 EUR a month"}, headFacts(req, volumeOf(req, "v")))
	rows := serverRows(req, volumeOf(req, "v"))
	require.Equal(t, []bool{true, false}, []bool{rows[0].Boots, rows[1].Boots})
}

func TestVolumeCost_UnknownIsNotNone(t *testing.T) {
	t.Parallel()
	cost := func(c *areatest.Contract) string {
		_, req := setup(c, "/")
		return factsOf(volumeFacts(req, volumeOf(req, "v")))["Cost of its snapshots"]
	}
	require.Empty(t, cost(areatest.NewContract().Volume("v", 10, time.Hour)), "without prices")
	require.Equal(t, "none", cost(areatest.NewContract().Priced("0.05").Volume("v", 10)))
	require.Equal(t, "unknown", cost(areatest.NewContract().Priced("0.05").Volume("v", 10).Snapshot("lost", "", 10, time.Hour)))
	require.Equal(t, table.AtLeast+"5.00 EUR a month", cost(areatest.NewContract().Priced("0.05").Volume("v", 100, time.Hour).Snapshot("lost", "", 100, time.Hour)))
	require.Equal(t, "unknown", cost(areatest.NewContract().Priced("0.05").Volume("v", 100).Snapshot("far", "v", 100, time.Hour, func(s *inventory.Snapshot) { s.Location = "us/las" })))
}

func TestVolumeFacts_WhereItCameFrom(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract().Volume("v", 10, time.Hour)
	c.Volumes[0].Image, c.Volumes[0].DeviceNumber = "v-0", 3
	_, req := setup(c, "/")
	facts := factsOf(volumeFacts(req, volumeOf(req, "v")))
	require.Equal(t, "v-0/snapshots/v-0", facts["Created from snapshot"])
	require.NotContains(t, facts, "Created from image")
	require.Equal(t, "3", facts["Device number"])
	c.Volumes[0].Image, c.Volumes[0].DeviceNumber = "image", 0
	_, req = setup(c, "/")
	facts = factsOf(volumeFacts(req, volumeOf(req, "v")))
	require.Equal(t, "image", facts["Created from image"])
	require.NotContains(t, facts, "Device number")
}

func TestVolumeJSON_UnknownFlagsAreLeftOut(t *testing.T) {
	t.Parallel()
	var got struct{ Properties map[string]any }
	text := volumeJSON(inventory.Volume{ID: "v", Name: `"<b>`, CPUHotPlug: inventory.FlagOn, RAMHotPlug: inventory.FlagOff})
	require.NoError(t, json.Unmarshal([]byte(text), &got))
	require.Equal(t, `"<b>`, got.Properties["name"])
	require.Equal(t, true, got.Properties["cpuHotPlug"])
	require.Equal(t, false, got.Properties["ramHotPlug"])
	require.NotContains(t, got.Properties, "nicHotPlug")
	require.NotContains(t, text, "createdDate")
}

func TestClockText_DayWhenItIsNotToday(t *testing.T) {
	t.Parallel()
	zone := time.FixedZone("", 13*3600)
	for ago, want := range map[time.Duration]string{time.Hour: "today 11:00", 12 * time.Hour: "today 00:00", 13 * time.Hour: "19 Nov 23:00", 400 * day: "16 Oct 2025 12:00", -time.Hour: "today 13:00"} {
		require.Equal(t, want, clockText(areatest.Noon.Add(-ago), areatest.Noon, time.UTC))
	}
	require.Equal(t, "20 Nov 23:00", clockText(areatest.Noon.Add(-2*time.Hour), areatest.Noon, zone), "the day of the zone")
}

func TestCallsForAttention_OnlyProblemsNotShownElsewhere(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract().Volume("v", 1).Failed("v", "server", time.Hour)
	ended := func(kind operation.Kind, state operation.State, ago time.Duration, cause string) operation.Operation {
		o := operation.Operation{ID: "x", Kind: kind, State: state, VolumeID: "v", FinishedAt: areatest.Noon.Add(-ago)}
		if cause != "" {
			o.Failure = &operation.Failure{Kind: cause}
		}
		return o
	}
	retry := ended(operation.RestoreVolume, operation.Done, 0, "")
	retry.ID, retry.RetryOf = "retry", "retried"
	s, req := setup(c.Operation(retry), "/")
	retried := ended(operation.RestoreVolume, operation.Failed, time.Minute, "server")
	retried.ID = "retried"
	open := ended(operation.CreateSnapshot, operation.Failed, time.Hour, "server")
	open.ID = "failed-v"
	for name, q := range map[string]struct {
		op   operation.Operation
		want bool
	}{
		"it runs":                    {ended(operation.CreateSnapshot, operation.Waiting, 0, ""), true},
		"a deletion":                 {ended(operation.DeleteSnapshot, operation.Queued, 0, ""), false},
		"it is done":                 {ended(operation.RestoreVolume, operation.Done, 0, ""), false},
		"a user cancelled it":        {ended(operation.CreateSnapshot, operation.Cancelled, 0, ""), false},
		"prevented just now":         {ended(operation.RestoreVolume, operation.Cancelled, time.Minute, operation.CauseUnreadable), true},
		"prevented a while ago":      {ended(operation.RestoreVolume, operation.Cancelled, time.Hour, operation.CauseUnreadable), false},
		"a failure that is open":     {open, true},
		"a failure made good since":  {ended(operation.CreateSnapshot, operation.Failed, time.Minute, "server"), false},
		"an unknown outcome":         {ended(operation.RestoreVolume, operation.Unknown, 100*time.Hour, operation.LostOutcome), true},
		"a restore that was retried": {retried, false},
		"a restore that failed":      {ended(operation.RestoreVolume, operation.Failed, time.Minute, "server"), true},
	} {
		require.Equal(t, q.want, s.callsForAttention(t.Context(), req, q.op), name)
	}
}

func TestOperationsOn_OpenFailuresCanBeDismissed(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract().Volume("v", 1).Failed("v", "server", time.Hour)
	c.Operation(operation.Operation{ID: "failed-v", Kind: operation.CreateSnapshot, State: operation.Failed, VolumeID: "v", Failure: &operation.Failure{Kind: "server"}})
	s, req := setup(c, "/datacenters/fra/volumes/v")
	shown := s.operationsOn(t.Context(), req, "v")
	require.Len(t, shown, 1)
	fields := map[string]string{}
	for _, f := range shown[0].Dismiss.Fields {
		fields[f.Name] = f.Value
	}
	require.Equal(t, map[string]string{"cause": "server", "seen": "2026-11-20T11:00:00Z", "volume": "v", "back": "/datacenters/fra/volumes/v"}, fields)
}

func TestVolumeSnapshots_LikelyStandApart(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract().Volume("disk-a", 10).Snapshot("s", "", 10, time.Hour, func(s *inventory.Snapshot) { s.Name = "disk-a" })
	c.Inferred = true
	s, req := setup(c, "/datacenters/fra/volumes/disk-a")
	var p views.Volume
	s.volumeSnapshots(req, volumeOf(req, "disk-a"), &p)
	require.Empty(t, p.Snapshots)
	require.Len(t, p.Likely.Rows, 1)
	likely := p.List.Empty.Title
	c.Inferred = false
	s, req = setup(c, "/datacenters/fra/volumes/disk-a")
	p = views.Volume{}
	s.volumeSnapshots(req, volumeOf(req, "disk-a"), &p)
	require.Empty(t, p.Likely.Rows)
	require.NotEqual(t, likely, p.List.Empty.Title)
}

func TestVolumeSnapshots_PageOfMany(t *testing.T) {
	t.Parallel()
	ages := make([]time.Duration, 1000)
	for i := range ages {
		ages[i] = time.Duration(i+1) * time.Hour
	}
	s, req := setup(areatest.NewContract().Priced("0.05").Volume("v", 100, ages...), "/datacenters/fra/volumes/v?page=2&per=10")
	var p views.Volume
	rows := s.volumeSnapshots(req, volumeOf(req, "v"), &p)
	require.Len(t, p.Snapshots, 10)
	require.Len(t, rows(), 10)
	require.Equal(t, "v-10", p.Snapshots[0].ID, "newest first")
	require.Contains(t, p.List.Summary, "5\u202f000.00 EUR")
}

func TestPointCell_MarksLatest(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract().Volume("v", 1, time.Hour, 2*time.Hour).Snapshot("undated", "v", 1, 0, func(s *inventory.Snapshot) { s.Metadata.CreatedDate = time.Time{} })
	_, req := setup(c, "/")
	for _, snap := range req.View.Snapshots {
		p := pointCell(req, "v", snap).Drawing.(*views.RestorePoint)
		require.Equal(t, snap.ID == "v-0", p.Latest, snap.ID)
		require.Equal(t, snap.ID == "undated", p.Clock == "", snap.ID)
	}
}

func TestVolumeTabs_CountTheirLists(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract().Volume("a", 10, time.Hour).Volume("b", 20, 2*day).Volume("c", 30).Operation(
		operation.Operation{ID: "x", Kind: operation.CreateSnapshot, State: operation.Waiting, VolumeID: "b"}, operation.Operation{ID: "y", Kind: operation.CreateSnapshot, State: operation.Waiting, VolumeID: "gone"},
	)
	for _, address := range []string{"/volumes?page=3", "/volumes?min=15", "/volumes?coverage=late", "/volumes?q=nothing"} {
		s, req := setup(c, address)
		q := table.ParseQuery(req.URL, nil, inventory.Order{})
		tabs := s.volumeTabs(req, &q, s.volumeList.Query(req, &q, ""))
		current := 0
		for _, tab := range tabs {
			other := areatest.Request(s.Base, tab.Href)
			require.Len(t, s.volumeList.Matching(other, other.URL), tab.N, "%s: %s", address, tab.Href)
			require.NotContains(t, tab.Href, "page=")
			if tab.Current {
				current++
			}
		}
		require.Equal(t, 1, current, address)
	}
}

func TestVolumeTabs_UnknownBeforeContractIsRead(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract().Volume("a", 1)
	c.Loading = inventory.Progress{Done: 1, Total: 2}
	s, req := setup(c, "/volumes")
	q := table.ParseQuery(req.URL, nil, inventory.Order{})
	for i, tab := range s.volumeTabs(req, &q, s.volumeList.Query(req, &q, "")) {
		require.Equal(t, i > 0 && tab.Value != "running", tab.Unknown, tab.Value)
	}
}

func TestVolumePage_NotFound(t *testing.T) {
	t.Parallel()
	s, req := setup(areatest.NewContract().Volume("v", 1), "/")
	for _, params := range []map[string]string{{"dc": "fra", "vol": "gone"}, {"dc": "gone", "vol": "v"}, {}} {
		req.Params = params
		_, err := s.volume(t.Context(), req)
		var notFound problem.NotFound
		require.ErrorAs(t, err, &notFound, params)
	}
}
