package opview

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/areatest"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/views"
)

// viewOf is an operation as it is shown in a contract.
func viewOf(c *areatest.Contract, op operation.Operation) views.Operation {
	base := c.Base()
	return New(base).View(areatest.Request(base, "/"), op)
}

// wordOf says what an operation is at in a contract that knows it.
func wordOf(c *areatest.Contract, op operation.Operation) string {
	base := c.Operation(op).Base()
	known, _ := base.Operations.Operation(op.ID)
	return New(base).StageWord(areatest.Request(base, "/"), known)
}

func create(id string, state operation.State, change ...func(*operation.Operation)) operation.Operation {
	op := operation.Operation{ID: id, Kind: operation.CreateSnapshot, State: state, DatacenterID: "fra", DatacenterName: "prod", VolumeID: "web", VolumeName: "web", Params: operation.CreateParams{Name: "nightly"}, Location: "de/fra", SizeGB: 10}
	for _, f := range change {
		f(&op)
	}
	return op
}

func failing(kind string) func(*operation.Operation) {
	return func(op *operation.Operation) { op.Failure = &operation.Failure{Kind: kind, Text: "Why."} }
}

func TestStageWord_DiffersForWhatAnOperationWaitsFor(t *testing.T) {
	t.Parallel()
	foreign := areatest.NewContract()
	foreign.Requests = []inventory.Request{{ID: "r", Method: "POST", URL: "/datacenters/fra/servers", Status: inventory.RequestRunning}}
	seen := map[string]string{}
	for name, q := range map[string]struct {
		contract *areatest.Contract
		op       operation.Operation
		contains string
	}{
		"nothing":             {areatest.NewContract(), create("x", operation.Queued), "Recorded"},
		"its turn":            {areatest.NewContract().Operation(create("a", operation.Accepted), create("b", operation.Waiting)), create("x", operation.Waiting), "2 ahead"},
		"others":              {foreign, create("x", operation.Waiting), "1 ahead"},
		"undo window":         {areatest.NewContract(), create("x", operation.Queued, func(op *operation.Operation) { op.NotBefore = areatest.Noon.Add(time.Minute) }), "undone"},
		"the budget":          {areatest.NewContract(), create("x", operation.Waiting, failing("rate-limited")), "budget"},
		"a retry":             {areatest.NewContract(), create("x", operation.Waiting, failing("server")), "retry"},
		"a busy data center":  {areatest.NewContract(), create("x", operation.Waiting, failing("busy"), func(op *operation.Operation) { op.NotBefore = areatest.Noon.Add(time.Minute) }), "prod"},
		"an answer":           {areatest.NewContract(), create("x", operation.Waiting, failing("server"), func(op *operation.Operation) { op.UnreadableSince = areatest.Noon }), "allowed"},
		"sent":                {areatest.NewContract(), create("x", operation.Submitting), "Sending"},
		"sent, without reply": {areatest.NewContract(), create("x", operation.Submitting, failing("unreachable")), "received"},
		"accepted":            {areatest.NewContract(), create("x", operation.Accepted), "Accepted"},
	} {
		word := wordOf(q.contract, q.op)
		require.Contains(t, word, q.contains, name)
		require.Empty(t, seen[word], "%s reads like %s", name, seen[word])
		seen[word] = name
	}
}

func TestStageWord_LastNoteOfWhatWaits(t *testing.T) {
	t.Parallel()
	noted := func(state operation.State) operation.Operation {
		return create("x", state, func(op *operation.Operation) {
			op.Stages = []operation.Stage{{State: state, Note: "The volume is locked."}}
		})
	}
	require.Equal(t, "The volume is locked", wordOf(areatest.NewContract(), noted(operation.Waiting)))
	require.Equal(t, "Recorded", wordOf(areatest.NewContract(), noted(operation.Queued)))
}

func TestStageWord_SnapshotsWaitForTheirOwnWork(t *testing.T) {
	t.Parallel()
	on := func(id string, state operation.State) operation.Operation {
		return operation.Operation{ID: id, Kind: operation.EditSnapshot, State: state, SnapshotID: "s", DatacenterID: "fra"}
	}
	require.Contains(t, wordOf(areatest.NewContract().Operation(on("a", operation.Accepted)), on("x", operation.Waiting)), "1 ahead")
	busy := areatest.NewContract().Operation(create("a", operation.Accepted))
	require.NotContains(t, wordOf(busy, on("x", operation.Waiting)), "ahead", "a data center does not hold up a snapshot")
}

func TestReviewOf_WhatIsConfirmedOnceMore(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract().Volume("web", 1, time.Hour)
	op := func(kind operation.Kind, state operation.State, change ...func(*operation.Operation)) operation.Operation {
		o := operation.Operation{ID: "x", Kind: kind, State: state, SnapshotID: "web-0", VolumeID: "web"}
		for _, f := range change {
			f(&o)
		}
		return o
	}
	for name, q := range map[string]struct {
		op    operation.Operation
		href  string
		retry bool // by a button
	}{
		"a create that failed":        {op(operation.CreateSnapshot, operation.Failed, failing("server")), "", true},
		"a create that is done":       {op(operation.CreateSnapshot, operation.Done), "", false},
		"a deletion that failed":      {op(operation.DeleteSnapshot, operation.Failed, failing("server")), "/snapshots/web-0/delete", false},
		"a deletion that is open":     {op(operation.DeleteSnapshot, operation.Waiting), "", false},
		"a deletion not carried out":  {op(operation.DeleteSnapshot, operation.Cancelled, failing(operation.CauseLocked)), "/snapshots/web-0/delete", false},
		"of a snapshot that is gone":  {op(operation.DeleteSnapshot, operation.Failed, failing("server"), func(o *operation.Operation) { o.SnapshotID = "gone" }), "", false},
		"an overwrite that failed":    {op(operation.RestoreVolume, operation.Failed, failing("server")), "/operations/x/again", false},
		"a server not powered off":    {op(operation.StopServer, operation.Cancelled, failing(operation.CauseUnreadable)), "/operations/x/again", false},
		"a step of a restore":         {op(operation.StartServer, operation.Failed, failing("server"), func(o *operation.Operation) { o.Chain = "c" }), "/operations/x/again", false},
		"a new volume of a restore":   {op(operation.CreateVolume, operation.Failed, failing("server"), func(o *operation.Operation) { o.Chain = "c" }), "", true},
		"a rename that was cancelled": {op(operation.EditSnapshot, operation.Cancelled), "", true},
	} {
		o := viewOf(c, q.op)
		require.Equal(t, q.href, o.Review.Href, name)
		require.Equal(t, q.retry, o.CanRetry, name)
	}
}

func TestView_WhatCanBeDoneInEachState(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract().Volume("web", 10).Operation(create("first", operation.Accepted))
	for state, want := range map[operation.State]string{
		operation.Queued: "cancel up", operation.Waiting: "cancel up", operation.Submitting: "", operation.Accepted: "", operation.Provisioning: "", operation.Done: "", operation.Failed: "retry", operation.Unknown: "resolve",
	} {
		op := create("x", state)
		op.CreatedAt = areatest.Noon
		op.Stages = []operation.Stage{{State: operation.Accepted, At: areatest.Noon}}
		if state == operation.Failed {
			failing("server")(&op)
		}
		base := c.Base()
		base.Operations.Put(op)
		o := New(base).View(areatest.Request(base, "/"), op)
		var can []string
		for word, is := range map[string]bool{"cancel": o.CanCancel, "retry": o.CanRetry, "resolve": o.CanResolve} {
			if is {
				can = append(can, word)
			}
		}
		if o.CanMoveUp {
			can = append(can, "up")
		}
		require.Equal(t, want, strings.Join(can, " "), state)
		require.Equal(t, !state.Final(), o.Running, state)
	}
}

func TestView_ElapsedStopsAtTheEnd(t *testing.T) {
	t.Parallel()
	op := create("x", operation.Done, func(op *operation.Operation) {
		op.CreatedAt, op.FinishedAt = areatest.Noon.Add(-time.Hour), areatest.Noon.Add(-time.Hour+42*time.Second)
	})
	require.Equal(t, "0:42", viewOf(areatest.NewContract(), op).Elapsed)
	op.State = operation.Accepted
	require.Equal(t, "1:00:00", viewOf(areatest.NewContract(), op).Elapsed)
}

func TestView_NamesStayWhenTargetsAreGone(t *testing.T) {
	t.Parallel()
	o := viewOf(areatest.NewContract(), create("x", operation.Done, func(op *operation.Operation) { op.DatacenterID, op.SizeGB = "gone", 0 }))
	require.Equal(t, "web", o.Volume.Text)
	require.Empty(t, o.Volume.Href)
	require.Equal(t, "prod", o.Datacenter.Text)
	require.Empty(t, o.Datacenter.Href)
	require.Empty(t, o.Snapshot.Href)
	require.NotContains(t, o.Size, "0")
}

func TestTargetHref_OfWhatExists(t *testing.T) {
	t.Parallel()
	base := areatest.NewContract().Volume("web", 1, time.Hour).Volume("new", 1).Base()
	req := areatest.Request(base, "/")
	for want, op := range map[string]operation.Operation{
		"/snapshots/web-0":             {Kind: operation.CreateSnapshot, SnapshotID: "web-0", VolumeID: "web"},
		"/datacenters/fra/volumes/new": {Kind: operation.CreateVolume, CreatedVolumeID: "new", VolumeID: "web"},
		"/datacenters/fra/volumes/web": {Kind: operation.RestoreVolume, VolumeID: "web", SnapshotID: "web-0"},
		"":                             {Kind: operation.DeleteSnapshot, SnapshotID: "gone", VolumeID: "web"},
	} {
		require.Equal(t, want, TargetHref(req, op))
	}
	require.Empty(t, TargetHref(req, operation.Operation{Kind: operation.RestoreVolume, VolumeID: "gone"}))
}

func TestView_CallThatMayStillArrive(t *testing.T) {
	t.Parallel()
	sent := func(kind operation.Kind, ago time.Duration, change ...func(*operation.Operation)) operation.Operation {
		op := create("x", operation.Submitting, failing("unreachable"))
		op.Kind, op.Stages = kind, []operation.Stage{{State: operation.Submitting, At: areatest.Noon.Add(-ago)}}
		for _, f := range change {
			f(&op)
		}
		return op
	}
	hold := operation.DefaultTiming().Hold
	o := viewOf(areatest.NewContract(), sent(operation.CreateSnapshot, time.Second))
	require.NotNil(t, o.Arrives)
	require.True(t, o.Arrives.Creates, "a second one would be a second snapshot")
	require.False(t, viewOf(areatest.NewContract(), sent(operation.EditSnapshot, time.Second)).Arrives.Creates)
	require.Nil(t, viewOf(areatest.NewContract(), sent(operation.CreateSnapshot, 2*hold)).Arrives, "no gateway holds it any more")
	require.Nil(t, viewOf(areatest.NewContract(), sent(operation.CreateSnapshot, time.Second, func(op *operation.Operation) { op.Failure = nil })).Arrives)
}

func TestView_LabelsThatAreNotWritten(t *testing.T) {
	t.Parallel()
	labels := func(p operation.LabelProgress, state operation.State) string {
		return viewOf(areatest.NewContract(), create("x", state, func(op *operation.Operation) { op.Labels = p })).Labels
	}
	require.Contains(t, labels(operation.LabelProgress{State: operation.LabelsFailing, Tries: 3, Note: "forbidden", NextAt: areatest.Noon.Add(5 * time.Minute)}, operation.Done), "in 5 min")
	require.Contains(t, labels(operation.LabelProgress{State: operation.LabelsFailing, Tries: 1, Note: "forbidden"}, operation.Done), "next try now")
	require.NotEmpty(t, labels(operation.LabelProgress{State: operation.LabelsDropped}, operation.Done))
	require.Empty(t, labels(operation.LabelProgress{State: operation.LabelsDropped}, operation.Failed), "it failed, which says enough")
	require.Empty(t, labels(operation.LabelProgress{State: operation.LabelsWritten}, operation.Done))
}

func TestProgress_NamesWhatBecameOfTheRequest(t *testing.T) {
	t.Parallel()
	stages := func(states ...operation.State) (all []operation.Stage) {
		for _, s := range states {
			all = append(all, operation.Stage{State: s})
		}
		return all
	}
	for name, q := range map[string]struct {
		state   operation.State
		stages  []operation.Stage
		status  int
		states  string
		request string
	}{
		"queued":    {operation.Queued, stages(operation.Queued), 0, "now todo todo todo", "Request"},
		"sent":      {operation.Submitting, stages(operation.Queued, operation.Submitting), 0, "done now todo todo", "Request sent"},
		"accepted":  {operation.Accepted, stages(operation.Queued, operation.Accepted), 0, "done done now todo", "Request accepted"},
		"done":      {operation.Done, stages(operation.Queued, operation.Accepted, operation.Done), 0, "done done done done", "Request accepted"},
		"refused":   {operation.Failed, stages(operation.Queued, operation.Failed), 422, "done bad todo todo", "Request refused"},
		"no server": {operation.Failed, stages(operation.Queued, operation.Failed), 500, "done bad todo todo", "Request"},
		"failed":    {operation.Failed, stages(operation.Queued, operation.Accepted, operation.Provisioning, operation.Failed), 0, "done done bad todo", "Request accepted"},
		"cancelled": {operation.Cancelled, stages(operation.Queued, operation.Cancelled), 0, "done todo todo todo", "Request"},
	} {
		op := operation.Operation{Kind: operation.CreateSnapshot, State: q.state, Stages: q.stages}
		if q.state == operation.Failed {
			op.Failure = &operation.Failure{Kind: "invalid", Status: q.status}
		}
		var states []string
		for _, step := range progressOf(op) {
			states = append(states, step.State)
		}
		require.Equal(t, q.states, strings.Join(states, " "), name)
		require.Equal(t, q.request, progressOf(op)[1].Label, name)
	}
}

func TestTypicalDuration_OfEnoughOfTheSame(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract()
	for i := range 20 {
		at := areatest.Noon.Add(-time.Duration(i+2) * time.Hour)
		c.Operation(create(fmt.Sprint("d", i), operation.Done, func(op *operation.Operation) {
			op.Stages, op.FinishedAt = []operation.Stage{{State: operation.Accepted, At: at}}, at.Add(2*time.Minute)
		}))
	}
	running := func(ago time.Duration, change ...func(*operation.Operation)) views.Operation {
		return viewOf(c, create("x", operation.Provisioning, append(change, func(op *operation.Operation) {
			op.Stages = []operation.Stage{{State: operation.Accepted, At: areatest.Noon.Add(-ago)}}
		})...))
	}
	require.Contains(t, running(time.Minute).TypicalDuration, "2 min")
	require.False(t, running(time.Minute).Late)
	require.True(t, running(3*time.Hour).Late)
	require.Empty(t, running(time.Minute, func(op *operation.Operation) { op.Location = "us/las" }).TypicalDuration, "elsewhere it takes its own time")
	require.Empty(t, viewOf(c, create("x", operation.Waiting)).TypicalDuration, "what waits is not at IONOS Cloud")
	require.Contains(t, New(c.Base()).TypicalDurationFor(operation.CreateSnapshot, "de/fra", 10), "2 min")
	require.Empty(t, New(c.Base()).TypicalDurationFor(operation.RestoreVolume, "de/fra", 10))
}

func TestLeaving_EachDeletionOnce(t *testing.T) {
	t.Parallel()
	base := areatest.NewContract().Operation(
		operation.Operation{ID: "d", Kind: operation.DeleteSnapshot, State: operation.Queued, SnapshotID: "a"}, operation.Operation{ID: "e", Kind: operation.DeleteSnapshot, State: operation.Done, SnapshotID: "b"},
	).Base()
	leaving := New(base).Leaving(areatest.Request(base, "/"), "a", "b", "a", "", "gone")
	require.Len(t, leaving, 1)
	require.Equal(t, "d", leaving[0].ID)
}

func TestShortStage_InOneWord(t *testing.T) {
	t.Parallel()
	s := New(areatest.NewContract().Base())
	for state, want := range map[operation.State]string{operation.Queued: "Waiting", operation.Waiting: "Waiting", operation.Submitting: "Sending", operation.Provisioning: "Provisioning"} {
		require.Equal(t, want, s.ShortStage(create("x", state)))
	}
}

func TestDismissAction_AsFarAsItWasSeen(t *testing.T) {
	t.Parallel()
	a := DismissAction("server", "x", time.Date(2026, 11, 20, 13, 0, 0, 5, time.FixedZone("", 3600)))
	require.Equal(t, web.DismissPath, a.Href)
	require.True(t, a.Post)
	require.Equal(t, "2026-11-20T12:00:00.000000005Z", a.Fields[1].Value, "to the nanosecond, in UTC")
}
