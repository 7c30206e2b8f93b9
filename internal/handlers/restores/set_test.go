package restores

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/areatest"
	"snapdeck/internal/handlers/problem"
	"snapdeck/internal/handlers/sets"
	"snapdeck/internal/operation"
)

// made returns an operation of the batch "b" that created the first snapshot of a volume.
func made(volumeID string, state operation.State) operation.Operation {
	op := operation.Operation{
		ID: "of-" + volumeID + "-0", Batch: "b", Kind: operation.CreateSnapshot, State: state, Actor: "ada", VolumeID: volumeID, VolumeName: volumeID, DatacenterID: "fra",
		CreatedAt: areatest.Noon.Add(-hour),
	}
	if state == operation.Done {
		op.SnapshotID = volumeID + "-0"
	}
	return op
}

// together returns a server with two volumes whose snapshots one batch created.
func together() (*areatest.Contract, []operation.Operation) {
	c := attached(areatest.NewContract().Volume("db", 10, hour).Volume("web", 20, hour), "s1", "ENTERPRISE", "RUNNING", "db", "web")
	return c, []operation.Operation{made("web", operation.Done), made("db", operation.Done)}
}

// An unknown batch, or one of another kind, is no set.
func TestBatchSet_SnapshotsOfOneBatch(t *testing.T) {
	t.Parallel()
	c, ops := together()
	a := newArea(c, ops...)
	found, err := a.batchSet(t.Context(), a.request("/", "id", "b"))
	require.NoError(t, err)
	require.Len(t, found.Pairs, 2)
	require.Equal(t, "overwrite 2 volumes", a.Engine.Phrase(found.restore().Requests()...))
	require.Empty(t, found.incompleteText())
	require.Empty(t, found.blocked())
	require.Equal(t, "/batches/b/restore", found.formAction)
	require.InDelta(t, 30, found.Size.GB, 0)
	locks := []operation.Operation{{ID: "1", Batch: "l", Kind: operation.LockSnapshot}, {ID: "2", Batch: "l", Kind: operation.LockSnapshot}}
	a = newArea(c, locks...)
	for _, id := range []string{"l", "nothing", ""} {
		_, err = a.batchSet(t.Context(), a.request("/", "id", id))
		var missing problem.NotFound
		require.ErrorAs(t, err, &missing, id)
	}
}

// An unfinished set could only be restored in part.
func TestBatchSet_WaitsForUnfinishedSnapshots(t *testing.T) {
	t.Parallel()
	c, ops := together()
	ops[0] = made("web", operation.Provisioning)
	a := newArea(c, ops...)
	found, err := a.batchSet(t.Context(), a.request("/", "id", "b"))
	require.NoError(t, err)
	require.Equal(t, 1, found.open)
	require.NotEmpty(t, found.blocked())
	response := a.post(t, a.restoreSet(a.batchSet), url.Values{"key": {"k"}, "phrase": {a.Engine.Phrase(found.restore().Requests()...)}}, "id", "b")
	require.Equal(t, http.StatusConflict, response.Code)
	require.Len(t, a.ledger.Ops, 2)
}

// The page also names the other volumes of the server.
func TestServerSet_IsFoundByItsId(t *testing.T) {
	t.Parallel()
	c, ops := together()
	c.Volume("scratch", 5)
	c.Servers[0].VolumeIDs = append(c.Servers[0].VolumeIDs, "scratch")
	a := newArea(c, ops...)
	req := a.request("/", "dc", "fra", "server", "s1")
	all, err := sets.OfServer(t.Context(), a.Base, req, c.Servers[0])
	require.NoError(t, err)
	require.Len(t, all, 1)
	req.Params["set"] = all[0].ID
	found, err := a.serverSet(t.Context(), req)
	require.NoError(t, err)
	require.Equal(t, []string{"scratch"}, found.missing)
	require.Equal(t, "overwrite without scratch", a.Engine.Phrase(found.restore().Requests()...))
	require.Contains(t, found.incompleteText(), "server s1")
	require.Equal(t, byBatch, found.origin)
	require.Equal(t, "/batches/b", areatest.Facts(found.facts)["Requested"].Href)
	require.Contains(t, areatest.Facts(found.facts)["Whole"].Text, "2 of 3")
	req.Params["set"] = "nothing"
	_, err = a.serverSet(t.Context(), req)
	var missing problem.NotFound
	require.ErrorAs(t, err, &missing)
	require.Equal(t, "/datacenters/fra/servers/s1", missing.Href)
}

// Only the times suggest that these snapshots belong together.
func TestServerSet_ByTimesIsNamed(t *testing.T) {
	t.Parallel()
	require.Equal(t, byTimes, setOrigin(operation.Set{}))
	require.Empty(t, setOriginFact(operation.Set{}).Href)
}

// Two volumes may have the same name.
func TestMissingFrom_NamesEachVolumeOnce(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract().Volume("root", 10, hour).Volume("data1", 10).Volume("data2", 10)
	c.Volumes[1].Name, c.Volumes[2].Name = "data", "data"
	v := c.View()
	var all sets.Set
	all.AddVolume(v, "root", "root", "root-0")
	all.AddVolume(v, "data1", "data", "nothing")
	require.Equal(t, []string{"data", "data"}, missingFrom(v, all, []string{"root", "data1", "data2"}))
	require.Equal(t, []string{"data"}, missingFrom(v, all, []string{"root", "data1", "deleted"}))
	require.Equal(t, []string{"data"}, missingFrom(v, all, nil))
}

// A user must not take the restore of a part for that of the whole.
func TestSetPhrase_NamesMissingVolumes(t *testing.T) {
	t.Parallel()
	contract := areatest.NewContract().Volume("v", 10).Volume("w", 10)
	pairs := []operation.RestorePair{{SnapshotID: "s", VolumeID: "v"}, {SnapshotID: "t", VolumeID: "w"}}
	many := make([]string, maxNamed+2)
	for i := range many {
		many[i] = "v" + strconv.Itoa(i)
	}
	for name, c := range map[string]struct {
		data   setPageData
		phrase string
		whole  bool
	}{
		"whole":            {setPageData{Set: sets.Set{Pairs: pairs}}, "overwrite 2 volumes", true},
		"one is missing":   {setPageData{Set: sets.Set{Pairs: pairs}, missing: []string{"db"}}, "overwrite without db", false},
		"many are missing": {setPageData{Set: sets.Set{Pairs: pairs}, missing: many}, "overwrite without 7 volumes", false},
		"nothing is there": {setPageData{missing: []string{"a", "b"}}, "", true},
	} {
		require.Equal(t, c.phrase, newArea(contract).Engine.Phrase(c.data.restore().Requests()...), name)
		require.Equal(t, c.whole, c.data.incompleteText() == "", name)
	}
	text := setPageData{Set: sets.Set{Pairs: pairs}, missing: many}.incompleteText()
	require.Contains(t, text, "v4")
	require.NotContains(t, text, "v5")
	require.Contains(t, text, "2 more")
}

// One stop, a safety snapshot and a restore for each volume, and one start are recorded.
func TestRestoreSet_RecordsAllSteps(t *testing.T) {
	t.Parallel()
	c, ops := together()
	a := newArea(c, ops...)
	form := url.Values{"key": {"k"}, "phrase": {"overwrite 2 volumes"}, "safety": {"on"}, "stop": {"on"}}
	response := a.post(t, a.restoreSet(a.batchSet), form, "id", "b")
	require.Equal(t, http.StatusSeeOther, response.Code)
	kinds := a.kinds()[2:]
	require.Equal(t, operation.StopServer, kinds[0])
	require.Equal(t, operation.StartServer, kinds[len(kinds)-1])
	count := func(k operation.Kind) int {
		return len(slices.DeleteFunc(slices.Clone(kinds), func(other operation.Kind) bool { return other != k }))
	}
	require.Equal(t, []int{2, 2, 6}, []int{count(operation.CreateSnapshot), count(operation.RestoreVolume), len(kinds)})
	again := a.post(t, a.restoreSet(a.batchSet), form, "id", "b")
	require.Contains(t, again.Header().Get("Location"), "notice=earlier.")
	require.Len(t, a.ledger.Ops, 8)
}

func TestRestoreSet_RecordsNothingWithoutPhrase(t *testing.T) {
	t.Parallel()
	for phrase, want := range map[string]int{"": http.StatusUnprocessableEntity, "overwrite 3 volumes": http.StatusUnprocessableEntity, "OVERWRITE 2 volumes": http.StatusSeeOther} {
		c, ops := together()
		a := newArea(c, ops...)
		response := a.post(t, a.restoreSet(a.batchSet), url.Values{"key": {"k"}, "phrase": {phrase}, "running": {"s1"}}, "id", "b")
		require.Equal(t, want, response.Code, phrase)
		require.Equal(t, want == http.StatusSeeOther, len(a.ledger.Ops) > 2, phrase)
	}
}

func TestSetFacts_UnknownSizesGiveLowerBound(t *testing.T) {
	t.Parallel()
	c, ops := together()
	c.Snapshots[0].SizeGB = 0
	a := newArea(c, ops...)
	found, err := a.batchSet(t.Context(), a.request("/", "id", "b"))
	require.NoError(t, err)
	require.Equal(t, "at least 20 GB", areatest.Facts(found.facts)["Size"].Text)
}

func TestSetForm_ShowsEachPairAndLoss(t *testing.T) {
	t.Parallel()
	c, ops := together()
	c.Snapshot("later", "web", 20, time.Minute)
	a := newArea(c, ops...)
	req := a.request("/?safety=no", "id", "b")
	found, err := a.batchSet(t.Context(), req)
	require.NoError(t, err)
	f := a.setForm(req, found)
	require.False(t, f.Safety)
	require.Equal(t, "/batches/b/restore?safety=no", f.WithoutSafety)
	require.Equal(t, []string{"s1"}, f.Running)
	require.Equal(t, "server s1", f.Power.Running)
	since := map[string]bool{}
	for _, p := range f.Pairs {
		since[p.Volume.Href] = p.Since != "none"
		require.Contains(t, p.Snapshot.Href, "/snapshots/")
	}
	require.Equal(t, map[string]bool{"/datacenters/fra/volumes/db": false, "/datacenters/fra/volumes/web": true}, since)
	require.Contains(t, areatest.Facts(f.Facts)["Safety snapshot"].Text, "30 GB")
}
