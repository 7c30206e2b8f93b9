package snapshots

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/areatest"
	"snapdeck/internal/handlers/problem"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
)

// An idle page does not reload, so its forms can be filled in without JavaScript.
func TestSnapshotPage_IsIdleWhenNothingMoves(t *testing.T) {
	t.Parallel()
	running := operation.Operation{ID: "op", Kind: operation.LockSnapshot, SnapshotID: "web-0", State: operation.Submitting}
	for name, c := range map[string]struct {
		contract *areatest.Contract
		want     bool
	}{
		"stable":            {areatest.NewContract().Volume("web", 10, hour), true},
		"in progress":       {areatest.NewContract().Volume("web", 10).Snapshot("web-0", "web", 10, hour, areatest.InState(inventory.StateBusy)), false},
		"operation running": {areatest.NewContract().Volume("web", 10, hour).Operation(running), false},
	} {
		a := newArea(c.contract)
		p, err := a.snapshot(t.Context(), a.request("web-0"))
		require.NoError(t, err, name)
		require.Equal(t, c.want, p.Idle, name)
	}
}

// It links to the location and, if known, the volume.
func TestSnapshotPage_LeadsToWhereItBelongs(t *testing.T) {
	t.Parallel()
	a := newArea(areatest.NewContract().Volume("web", 10, hour).Snapshot("unknown", "", 10, hour))
	p, err := a.snapshot(t.Context(), a.request("web-0"))
	require.NoError(t, err)
	require.Equal(t, "/snapshots?location=de%2Ffra", p.Crumbs[1].Href)
	require.Equal(t, "/datacenters/fra/volumes/web", p.Crumbs[2].Href)
	p, err = a.snapshot(t.Context(), a.request("unknown"))
	require.NoError(t, err)
	require.Len(t, p.Crumbs, 3)
	_, err = a.snapshot(t.Context(), a.request("gone"))
	var missing problem.NotFound
	require.ErrorAs(t, err, &missing)
	loading := areatest.NewContract()
	loading.Loading = inventory.Progress{}
	a = newArea(loading)
	_, err = a.snapshot(t.Context(), a.request("gone"))
	var notYet problem.NotLoaded
	require.ErrorAs(t, err, &notYet)
}

// What would be refused is not offered, and the page says why.
func TestActions_RestoreOnlyWhatCanBeRestored(t *testing.T) {
	t.Parallel()
	planned := operation.Operation{ID: "del", Kind: operation.DeleteSnapshot, SnapshotID: "s", State: operation.Queued, NotBefore: areatest.Noon.Add(hour)}
	running := planned
	running.State, running.NotBefore = operation.Submitting, time.Time{}
	for name, c := range map[string]struct {
		state    inventory.State
		deletion []operation.Operation
		refused  bool
	}{
		"good":             {inventory.StateAvailable, nil, false},
		"in progress":      {inventory.StateBusy, nil, true},
		"failed":           {inventory.StateFailed, nil, true},
		"deletion planned": {inventory.StateAvailable, []operation.Operation{planned}, true},
		"being deleted":    {inventory.StateAvailable, []operation.Operation{running}, true},
	} {
		a := newArea(areatest.NewContract().Volume("web", 10).Snapshot("s", "web", 10, hour, areatest.InState(c.state)).Operation(c.deletion...))
		req := a.request("s")
		snap, _ := req.View.Snapshot("s")
		require.Equal(t, c.refused, a.actionsOn(t.Context(), req, snap).NoRestore != "", name)
	}
}

// The order is oldest first, wherever the snapshot is in the chain.
func TestChain_ShowsNeighboursAndCountsOthers(t *testing.T) {
	t.Parallel()
	var ages []time.Duration
	for i := range 20 {
		ages = append(ages, time.Duration(20-i)*hour) // web-0 is the oldest
	}
	a := newArea(areatest.NewContract().Volume("web", 10, ages...))
	for at, want := range map[int][4]int{0: {0, 5, 15, 0}, 2: {0, 7, 13, 2}, 10: {6, 9, 5, 4}, 19: {15, 5, 0, 4}} {
		id := fmt.Sprintf("web-%d", at)
		req := a.request(id)
		snap, _ := req.View.Snapshot(id)
		c := a.chainOf(req, snap)
		require.Equal(t, want, [4]int{c.Older, len(c.Items), c.Newer, currentOf(c.Items, func(i int) bool { return c.Items[i].Current })}, id)
		require.Equal(t, 20, c.Total)
		require.Equal(t, at >= 15, currentOf(c.Items, func(i int) bool { return c.Items[i].Latest }) >= 0, id)
	}
}

// currentOf returns the index of the first item that satisfies a condition, or -1.
func currentOf[T any](items []T, holds func(i int) bool) int {
	for i := range items {
		if holds(i) {
			return i
		}
	}
	return -1
}

func TestChain_NoneWithoutKnownSource(t *testing.T) {
	t.Parallel()
	a := newArea(areatest.NewContract().Volume("web", 10).Snapshot("unknown", "", 10, hour))
	req := a.request("unknown")
	snap, _ := req.View.Snapshot("unknown")
	require.Nil(t, a.chainOf(req, snap))
	require.Empty(t, sourceFacts(req, snap))
}

func TestIsLatestGood_IgnoresUnusableSnapshots(t *testing.T) {
	t.Parallel()
	v := areatest.NewContract().Volume("web", 10, 3*hour, 2*hour).Snapshot("bad", "web", 10, hour, areatest.InState(inventory.StateFailed)).View()
	for id, want := range map[string]bool{"web-0": false, "web-1": true, "bad": false} {
		snap, _ := v.Snapshot(id)
		require.Equal(t, want, isLatestGood(v, snap), id)
	}
}

// A deleted volume is named too.
func TestSourceFacts_NameConfidence(t *testing.T) {
	t.Parallel()
	a := newArea(areatest.NewContract().Volume("web", 10, hour).Snapshot("orphan", "4f1a2b3c-0000", 10, hour))
	req := a.request("web-0")
	snap, _ := req.View.Snapshot("web-0")
	facts := areatest.Facts(sourceFacts(req, snap))
	require.Equal(t, "/datacenters/fra/volumes/web", facts["Volume"].Href)
	require.Equal(t, "/operations/of-web-0", facts["Operation"].Href)
	require.Contains(t, facts["Known by"].Text, "marker")
	orphan, _ := req.View.Snapshot("orphan")
	facts = areatest.Facts(sourceFacts(req, orphan))
	require.Empty(t, facts["Volume"].Href)
	require.Equal(t, "4f1a2b3c-0000", facts["Volume id"].Text)
}

// Flags are booleans, sizes are numbers, the description is complete, and unset fields are left out.
func TestSnapshotJSON_MatchesAPI(t *testing.T) {
	t.Parallel()
	on, off := true, false
	c := areatest.NewContract().Volume("web", 10).Snapshot("s", "web", 10.5, hour, func(s *inventory.Snapshot) {
		s.Name, s.Description = `a "quoted" <name>`, s.Description+"\n"
		s.CPUHotPlug, s.CPUHotUnplug, s.SecAuthProtection = inventory.FlagOf(&on), inventory.FlagOf(&off), inventory.FlagOf(&on)
	})
	a := newArea(c)
	req := a.request("s")
	snap, _ := req.View.Snapshot("s")
	var got struct {
		ID, Type             string
		Properties, Metadata map[string]any
	}
	require.NoError(t, json.Unmarshal([]byte(snapshotJSON(req, snap)), &got))
	require.Equal(t, []string{"s", "snapshot"}, []string{got.ID, got.Type})
	require.Equal(t, map[string]any{
		"name": `a "quoted" <name>`, "description": snap.Description, "location": "de/fra", "size": 10.5, "cpuHotPlug": true, "cpuHotUnplug": false, "secAuthProtection": true,
	}, got.Properties)
	require.Equal(t, map[string]any{"state": "AVAILABLE", "createdDate": "2026-11-20T11:00:00Z"}, got.Metadata)
}

func TestSummaryFacts_CostOnlyWithPrices(t *testing.T) {
	t.Parallel()
	for priced, c := range map[bool]*areatest.Contract{false: areatest.NewContract().Volume("web", 10, hour), true: areatest.NewContract().Volume("web", 10, hour).Priced("0.05")} {
		a := newArea(c)
		req := a.request("web-0")
		snap, _ := req.View.Snapshot("web-0")
		require.Equal(t, priced, areatest.Facts(summaryFacts(req, snap))["Cost"].Text != "")
	}
}

// The address also sets the number of rows.
func TestSnapshots_FollowsAddress(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract().Volume("web", 10, 3*hour, 2*hour, hour).Volume("db", 20, hour).Snapshot("unknown", "", 10, hour)
	a := newArea(c)
	for address, want := range map[string]int{"/snapshots": 5, "/snapshots?vol=web": 3, "/snapshots?q=unknown": 1, "/snapshots?source=unknown": 1, "/snapshots?q=nothing": 0, "/snapshots?vol=web&group=source": 5} {
		p, err := a.snapshots(t.Context(), areatest.Request(a.Base, address))
		require.NoError(t, err)
		require.True(t, p.Selectable)
		require.Equal(t, "list", p.Fragments[0].ID)
		require.Len(t, p.Fragments[0].Rows(), want, address)
	}
}

func TestSnapshots_EmptyContractHasNoRows(t *testing.T) {
	t.Parallel()
	a := newArea(areatest.NewContract())
	p, err := a.snapshots(t.Context(), areatest.Request(a.Base, "/snapshots"))
	require.NoError(t, err)
	require.Empty(t, p.Fragments[0].Rows())
	html, err := web.RenderOne(t.Context(), p.Fragments[0].HTML)
	require.NoError(t, err)
	require.Contains(t, string(html), `href="/volumes"`)
}
