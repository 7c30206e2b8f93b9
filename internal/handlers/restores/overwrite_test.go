package restores

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/areatest"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
)

// overwriteForm returns a valid form for the volume "web".
func overwriteForm(change ...string) url.Values {
	form := url.Values{"key": {"k"}, "volume": {"web"}, "phrase": {"Overwrite  WEB"}, "safety": {"on"}}
	for i := 0; i+1 < len(change); i += 2 {
		form.Set(change[i], change[i+1])
	}
	return form
}

// The snapshot and the volume are compared.
func TestOverwriteForm_WarnsOfDifferences(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		volumeGB, snapshotGB float64
		source               string
		warnings             int
		problem              bool
	}{
		"its own":          {10, 10, "web", 0, false},
		"volume is larger": {20, 10, "web", 1, false},
		"of another":       {10, 10, "other", 1, false},
		"unknown source":   {10, 10, "", 1, false},
		"too small":        {9, 10, "web", 0, true},
	} {
		a := newArea(areatest.NewContract().Volume("web", c.volumeGB).Volume("other", 10).Snapshot("s", c.source, c.snapshotGB, hour))
		req := a.request("/")
		snap, _ := req.View.Snapshot("s")
		f := a.overwriteForm(req, snap, "web")
		require.Len(t, f.Warnings, c.warnings, name)
		require.Equal(t, c.problem, f.Problem != "", name)
		require.Equal(t, "overwrite web", f.Phrase, name)
		require.Equal(t, "/snapshots/s/restore?volume=web&safety=no#overwrite", f.WithoutSafety, name)
	}
	a := newArea(areatest.NewContract().Volume("web", 10, hour))
	req := a.request("/?safety=no")
	snap, _ := req.View.Snapshot("web-0")
	require.Nil(t, a.overwriteForm(req, snap, "gone"))
	require.False(t, a.overwriteForm(req, snap, "web").Safety)
	require.True(t, a.overwriteForm(a.request("/"), snap, "web").Safety)
}

// Without room for the safety snapshot the overwrite would never be sent.
func TestOverwriteForm_SafetySnapshotNeedsRoom(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		used    int64
		problem bool
	}{"room": {20, false}, "just enough": {90, false}, "full": {95, true}} {
		a := newArea(areatest.NewContract().Volume("web", 10, hour).Quota(c.used, 100).Priced("0.05"))
		req := a.request("/")
		found := a.safetyFacts(req, "web")
		require.Equal(t, c.problem, found.problem != "", name)
		facts := areatest.Facts(found.facts)
		require.Contains(t, facts["Safety snapshot"].Text, "10 GB", name)
		require.Contains(t, facts["Cost of it"].Text, "0.50", name)
	}
	a := newArea(areatest.NewContract().Volume("web", 10).Volume("db", 30))
	found := a.safetyFacts(a.request("/"), "web", "db")
	require.Empty(t, found.problem, "an unknown quota refuses nothing")
	require.Contains(t, found.facts[0].Text, "40 GB")
}

// A user can go forward again to one of these.
func TestNewerThan_GoodOnesAfterSnapshot(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract().Volume("web", 10, 3*hour, 2*hour, hour).Snapshot("busy", "web", 10, time.Minute, areatest.InState(inventory.StateBusy))
	a := newArea(c)
	req := a.request("/")
	vol, _ := req.View.Volume("web")
	for id, want := range map[string]int{"web-0": 2, "web-1": 1, "web-2": 0} {
		snap, _ := req.View.Snapshot(id)
		require.Len(t, newerThan(req.View, snap, "web"), want, id)
		require.Equal(t, want > 0, newerHref(req.View, snap, vol) == "/datacenters/fra/volumes/web", id)
		text := newerText(req, snap, "web")
		require.Equal(t, want > 0, text != "none", id)
		if want > 0 {
			require.Contains(t, text, "1 h ago", "%s: the latest of them", id)
		}
	}
}

func TestOverwriteFacts_NameServerAndLocation(t *testing.T) {
	t.Parallel()
	c := attached(areatest.NewContract().Volume("web", 10, hour).Volume("alone", 10), "s1", "CUBE", "RUNNING", "web")
	c.Volumes[0].Type = "DAS"
	c.Snapshot("far", "web", 10, hour, func(s *inventory.Snapshot) { s.Location = "us/las" })
	a := newArea(c)
	req := a.request("/")
	vol, dc := c.Volumes[0], c.Datacenters[0]
	near, _ := req.View.Snapshot("web-0")
	far, _ := req.View.Snapshot("far")
	here, elsewhere := areatest.Facts(overwriteFacts(req, near, vol, dc)), areatest.Facts(overwriteFacts(req, far, vol, dc))
	require.Equal(t, "/datacenters/fra/servers/s1", here["Attached to"].Href)
	require.Contains(t, here["Attached to"].Text, "Cube")
	require.Empty(t, attachedFact(req.View, "alone").Href)
	require.Contains(t, here["Size"].Text, "Cube", "it cannot grow")
	for want, sizes := range map[string][2]float64{"enough": {10, 10}, "too small": {9, 10}, "cannot be compared": {0, 10}, "10 GB; the size of the snapshot is unknown": {10, 0}} {
		require.Contains(t, sizesText(sizes[0], sizes[1]), want)
	}
	require.NotEmpty(t, here["Data center"].Text)
	require.NotContains(t, here["Data center"].Text, "snapshot")
	require.Contains(t, elsewhere["Data center"].Text, "us/las")
}

// The chain has only the steps that were ticked, in a safe order.
func TestOverwrite_RecordsWholeChain(t *testing.T) {
	t.Parallel()
	create, restore := operation.CreateSnapshot, operation.RestoreVolume
	stop, start := operation.StopServer, operation.StartServer
	for name, c := range map[string]struct {
		state string
		form  url.Values
		want  []operation.Kind
	}{
		"safety first":          {"", overwriteForm(), []operation.Kind{create, restore}},
		"without safety":        {"", overwriteForm("safety", ""), []operation.Kind{restore}},
		"power off and on":      {"RUNNING", overwriteForm("stop", "on"), []operation.Kind{stop, create, restore, start}},
		"accepted that it runs": {"RUNNING", overwriteForm("running", "s1"), []operation.Kind{create, restore}},
		"started afterwards":    {"SHUTOFF", overwriteForm("start", "on"), []operation.Kind{create, restore, start}},
		"left off":              {"SHUTOFF", overwriteForm(), []operation.Kind{create, restore}},
	} {
		contract := areatest.NewContract().Volume("web", 10, hour)
		if c.state != "" {
			attached(contract, "s1", "ENTERPRISE", c.state, "web")
		}
		a := newArea(contract)
		response := a.post(t, a.overwrite, c.form, "id", "web-0")
		require.Equal(t, http.StatusSeeOther, response.Code, name)
		require.Equal(t, c.want, a.kinds(), name)
	}
}

// Nothing is recorded without the phrase, for an impossible restore, or when the server is no longer known to be running.
func TestOverwrite_RecordsNothingWithoutPhrase(t *testing.T) {
	t.Parallel()
	deletion := operation.Operation{ID: "del", Kind: operation.DeleteSnapshot, SnapshotID: "web-0", State: operation.Queued}
	for name, c := range map[string]struct {
		contract *areatest.Contract
		form     url.Values
		want     int
	}{
		"no phrase":          {areatest.NewContract().Volume("web", 10, hour), overwriteForm("phrase", ""), http.StatusUnprocessableEntity},
		"phrase of another":  {areatest.NewContract().Volume("web", 10, hour), overwriteForm("phrase", "overwrite web2"), http.StatusUnprocessableEntity},
		"volume is inactive": {inactive(areatest.NewContract().Volume("web", 10, hour)), overwriteForm(), http.StatusUnprocessableEntity},
		"off by now":         {areatest.NewContract().Volume("web", 10, hour), overwriteForm("stop", "on"), http.StatusUnprocessableEntity},
		"being deleted":      {areatest.NewContract().Volume("web", 10, hour).Operation(deletion), overwriteForm(), http.StatusConflict},
	} {
		a := newArea(c.contract)
		require.Equal(t, c.want, a.post(t, a.overwrite, c.form, "id", "web-0").Code, name)
		require.Empty(t, a.ledger.Ops, name)
	}
}

// inactive returns a contract whose first volume is de-provisioned.
func inactive(c *areatest.Contract) *areatest.Contract {
	c.Volumes[0].Metadata.State = inventory.StateInactive
	return c
}

// The phrase is the name as it is shown, whatever spaces it has.
func TestOverwrite_HostileNameIsPhrase(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract().Volume("web", 10, hour)
	c.Volumes[0].Name = `<b>"web" & co</b>`
	a := newArea(c)
	response := a.post(t, a.overwrite, overwriteForm("phrase", "wrong"), "id", "web-0")
	require.NotContains(t, response.Body.String(), "<b>")
	response = a.post(t, a.overwrite, overwriteForm("phrase", `overwrite <b>"web"  & co</b>`), "id", "web-0")
	require.Equal(t, http.StatusSeeOther, response.Code)
}

// The form leads to what it has recorded.
func TestOverwrite_ResentFormRecordsNothingMore(t *testing.T) {
	t.Parallel()
	a := newArea(areatest.NewContract().Volume("web", 10, hour))
	first := a.post(t, a.overwrite, overwriteForm(), "id", "web-0")
	again := a.post(t, a.overwrite, overwriteForm(), "id", "web-0")
	require.Len(t, a.ledger.Ops, 2)
	require.True(t, strings.HasPrefix(again.Header().Get("Location"), first.Header().Get("Location")+"?notice=earlier."))
}

// The names are empty when no safety snapshots are wanted.
func TestSafetyNames_OnlyOfExistingVolumes(t *testing.T) {
	t.Parallel()
	a := newArea(areatest.NewContract().Volume("web", 10))
	req := a.request("/")
	require.Contains(t, a.safetyNames(req, true)("web"), "web before restore 2026-11-20")
	require.Empty(t, a.safetyNames(req, true)("gone"))
	require.Empty(t, a.safetyNames(req, false)("web"))
}

// The newest snapshot that can be restored is selected, and the list of others is limited.
func TestRestoreChoice_OwnThenLikelyThenOthers(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract().Volume("web", 10, 2*hour, hour).Volume("other", 10, hour).Snapshot("busy", "web", 10, time.Minute, areatest.InState(inventory.StateBusy)).Snapshot("large", "", 11, hour)
	c.Operation(operation.Operation{ID: "del", Kind: operation.DeleteSnapshot, SnapshotID: "web-1", State: operation.Queued})
	a := newArea(c)
	req := a.request("/", "dc", "fra", "vol", "web")
	vol, dc := c.Volumes[0], c.Datacenters[0]
	for id, want := range map[string]bool{"web-0": false, "web-1": true, "busy": true, "large": true, "other-0": false} {
		snap, _ := req.View.Snapshot(id)
		r := a.restoreSource(req, vol, dc, snap)
		require.Equal(t, want, r.Problem != "", id)
		require.Equal(t, "/snapshots/"+id+"/restore?volume=web", r.Href, id)
		require.Equal(t, id == "other-0", r.Source.Text == "other", id)
		require.Equal(t, id == "large", r.Source.Text == "", id)
	}
	p, err := a.restoreChoice(t.Context(), req)
	require.NoError(t, err)
	require.Equal(t, "/datacenters/fra/volumes/web", p.Crumbs[len(p.Crumbs)-2].Href)
	_, err = a.restoreChoice(t.Context(), a.request("/", "dc", "fra", "vol", "gone"))
	require.Error(t, err)
}
