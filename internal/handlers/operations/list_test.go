package operations

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/areatest"
	"snapdeck/internal/handlers/table"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/handlers/webtest"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/views/ui"
)

func query(t *testing.T, address string) table.Query {
	t.Helper()
	parsed, err := url.Parse(address)
	require.NoError(t, err)
	return table.ParseQuery(parsed, nil, inventory.Order{})
}

// setup is the area of a contract, with a ledger of some operations.
func setup(c *areatest.Contract, ops ...operation.Operation) (*Handlers, web.Request) {
	base := c.Base(func(d *web.Deps) { d.Ledger = &webtest.Ledger{Ops: ops} })
	return New(base), areatest.Request(base, "/operations")
}

func op(id string, kind operation.Kind, state operation.State, change ...func(*operation.Operation)) operation.Operation {
	o := operation.Operation{ID: id, Version: 1, Kind: kind, State: state, VolumeID: "v-" + id, VolumeName: "disk-" + id, Params: operation.CreateParams{Name: "snap"}, CreatedAt: areatest.Noon.Add(-time.Hour), FinishedAt: areatest.Noon}
	for _, f := range change {
		f(&o)
	}
	return o
}

func failed(kind string) func(*operation.Operation) {
	return func(o *operation.Operation) { o.Failure = &operation.Failure{Kind: kind} }
}

func after(id string) func(*operation.Operation) {
	return func(o *operation.Operation) { o.Task.DependsOn = id }
}

func planned(o *operation.Operation) { o.NotBefore = areatest.Noon.Add(time.Minute) }

func onSnapshot(id string) func(*operation.Operation) {
	return func(o *operation.Operation) { o.SnapshotID = id }
}

func TestOperationFilter_ReadsTheAddress(t *testing.T) {
	t.Parallel()
	zone := time.FixedZone("", 2*3600)
	for address, c := range map[string]struct {
		states  int
		leading bool
		change  func(*operation.Filter)
	}{
		"/operations":                   {0, true, func(*operation.Filter) {}},
		"/operations?outcome=running":   {5, false, func(*operation.Filter) {}},
		"/operations?outcome=waiting":   {2, false, func(f *operation.Filter) { f.NotPlanned = true }},
		"/operations?outcome=planned":   {0, false, func(f *operation.Filter) { f.Planned = true }},
		"/operations?outcome=prevented": {0, false, func(f *operation.Filter) { f.Prevented = true }},
		"/operations?outcome=nonsense":  {0, true, func(*operation.Filter) {}},
		"/operations?q=web":             {0, false, func(f *operation.Filter) { f.Query = "web" }},
		"/operations?page=3&per=10":     {0, true, func(f *operation.Filter) { f.Offset, f.Limit = 20, 10 }},
		"/operations?from=2026-11-20":   {0, true, func(f *operation.Filter) { f.Since = time.Date(2026, 11, 20, 0, 0, 0, 0, zone) }},
		"/operations?to=2026-11-20":     {0, true, func(f *operation.Filter) { f.Until = time.Date(2026, 11, 21, 0, 0, 0, 0, zone) }},
		"/operations?from=20.11.2026":   {0, true, func(*operation.Filter) {}},
		"/operations?to=2026-02-30":     {0, true, func(*operation.Filter) {}},
	} {
		q := query(t, address)
		got := operationFilter(&q, zone)
		require.Len(t, got.States, c.states, address)
		want := operation.Filter{States: got.States, Limit: 50, Leading: c.leading}
		c.change(&want)
		require.True(t, want.Since.Equal(got.Since) && want.Until.Equal(got.Until), address)
		want.Since, want.Until = got.Since, got.Until
		require.Equal(t, want, got, address)
	}
}

func TestOutcomeOptions_EachChoosesSomething(t *testing.T) {
	t.Parallel()
	for _, o := range outcomeOptions() {
		q := query(t, "/operations?outcome="+o.Value)
		f := operationFilter(&q, time.UTC)
		require.True(t, len(f.States) > 0 || f.Planned || f.Prevented, o.Value)
	}
}

func TestOperationsEmpty_NoneOrNoneThatMatch(t *testing.T) {
	t.Parallel()
	none := operationsEmpty(query(t, "/operations"))
	for _, address := range []string{"/operations?q=x", "/operations?outcome=failed", "/operations?from=2026-01-01", "/operations?to=2026-01-01", "/operations?page=9"} {
		require.NotEqual(t, none.Title, operationsEmpty(query(t, address)).Title, address)
		require.Equal(t, "/operations", operationsEmpty(query(t, address)).Link.Href)
	}
}

func TestBatchText_ByWhatItIsAbout(t *testing.T) {
	t.Parallel()
	require.Equal(t, "3 steps", batchText(operation.Operation{Chain: "c", Kind: operation.RestoreVolume}, 3))
	require.Equal(t, "2 snapshots", batchText(operation.Operation{Kind: operation.DeleteSnapshot}, 2))
	require.Equal(t, "2 volumes", batchText(operation.Operation{Kind: operation.CreateSnapshot}, 2))
}

func TestBatchPill_HowABatchStands(t *testing.T) {
	t.Parallel()
	done, bad, waits := op("a", operation.CreateSnapshot, operation.Done), op("b", operation.CreateSnapshot, operation.Failed, failed("server")), op("c", operation.CreateSnapshot, operation.Waiting)
	prevented := op("d", operation.DeleteSnapshot, operation.Cancelled, failed(operation.CauseLocked))
	for name, c := range map[string]struct {
		ops  []operation.Operation
		tone string
	}{
		"one waits":         {[]operation.Operation{done, waits}, "busy"},
		"all planned":       {[]operation.Operation{op("a", operation.DeleteSnapshot, operation.Queued, planned)}, "warn"},
		"planned and runs":  {[]operation.Operation{op("a", operation.DeleteSnapshot, operation.Queued, planned), op("b", operation.DeleteSnapshot, operation.Submitting)}, "busy"},
		"all done":          {[]operation.Operation{done, done}, "good"},
		"partly":            {[]operation.Operation{done, bad}, "warn"},
		"all failed":        {[]operation.Operation{bad}, "bad"},
		"prevented":         {[]operation.Operation{prevented}, "prevented"},
		"failed, prevented": {[]operation.Operation{prevented, bad}, "bad"},
		"cancelled":         {[]operation.Operation{op("a", operation.CreateSnapshot, operation.Cancelled)}, "quiet"},
		"retried":           {[]operation.Operation{bad, op("r", operation.CreateSnapshot, operation.Done, func(o *operation.Operation) { o.RetryOf = "b" })}, "good"},
	} {
		require.Equal(t, c.tone, batchPill(c.ops, operation.CountBatch(c.ops)).Tone, name)
	}
}

func TestBatchCounts_LeadToThoseAlone(t *testing.T) {
	t.Parallel()
	ops := []operation.Operation{op("a", operation.CreateSnapshot, operation.Done), op("b", operation.CreateSnapshot, operation.Failed)}
	for _, share := range batchCounts(query(t, "/batches/x?only=done&page=2"), ops, operation.CountBatch(ops)) {
		require.Equal(t, 1, share.N)
		require.NotContains(t, share.Href, "page=")
		require.Equal(t, share.Tone == "good", share.Selected)
	}
	chain := append(ops, op("c", operation.RestoreVolume, operation.Waiting, after("b")))
	for _, share := range batchCounts(query(t, "/batches/x"), chain, operation.CountBatch(chain)) {
		require.Empty(t, share.Href, "steps are shown together")
	}
}

func TestPlannedUndo_CancelsWhatHasNotBegun(t *testing.T) {
	t.Parallel()
	_, req := setup(areatest.NewContract())
	button, at := plannedUndo(req, []operation.Operation{op("a", operation.CreateSnapshot, operation.Done)})
	require.Empty(t, button)
	require.Nil(t, at)
	button, at = plannedUndo(req, []operation.Operation{op("a", operation.CreateSnapshot, operation.Waiting), op("b", operation.CreateSnapshot, operation.Submitting)})
	require.Contains(t, button, "1")
	require.Nil(t, at)
	button, at = plannedUndo(req, []operation.Operation{op("a", operation.DeleteSnapshot, operation.Queued, planned), op("b", operation.DeleteSnapshot, operation.Queued, planned)})
	require.Contains(t, button, "2")
	require.NotNil(t, at)
}

func TestCountRetriable_WhatFailedAndWasNotRetried(t *testing.T) {
	t.Parallel()
	require.Equal(t, 1, countRetriable([]operation.Operation{
		op("a", operation.CreateSnapshot, operation.Failed, failed("server")), op("b", operation.CreateSnapshot, operation.Failed, failed("server")),
		op("c", operation.CreateSnapshot, operation.Waiting, func(o *operation.Operation) { o.RetryOf = "b" }), op("d", operation.CreateSnapshot, operation.Cancelled),
		op("e", operation.RestoreVolume, operation.Failed, failed(operation.NotStarted)),
	}))
}

// restored are two volumes of a server with a snapshot of each, made in one batch.
func restored() (*areatest.Contract, []operation.Operation) {
	c := areatest.NewContract().Volume("v-a", 1, time.Hour).Volume("v-b", 1, time.Hour).Volume("v-c", 1, time.Hour)
	c.Servers = []inventory.Server{{ID: "s1", DatacenterID: "fra", Name: "web", VolumeIDs: []string{"v-a", "v-b"}}}
	return c, []operation.Operation{op("a", operation.CreateSnapshot, operation.Done, onSnapshot("v-a-0")), op("b", operation.CreateSnapshot, operation.Done, onSnapshot("v-b-0"))}
}

func hrefs(links []ui.Link) string {
	var all []string
	for _, l := range links {
		all = append(all, l.Href)
	}
	return strings.Join(all, " ")
}

func TestSetLinks_RestoreWhatBelongsTogether(t *testing.T) {
	t.Parallel()
	c, ops := restored()
	_, req := setup(c)
	require.Equal(t, "/datacenters/fra/servers/s1/sets/x", hrefs(setLinks(req, ops, "x")))
	require.Empty(t, setLinks(req, append(ops, op("c", operation.CreateSnapshot, operation.Provisioning)), "x"), "what is still being created is no set yet")
	require.Empty(t, setLinks(req, []operation.Operation{op("a", operation.DeleteSnapshot, operation.Done, onSnapshot("v-a-0"))}, "x"))
	require.Empty(t, serversOf(req.View, ops[:1]), "one volume of a server is no set of it")
	require.Empty(t, serversOf(req.View, []operation.Operation{ops[0], op("b", operation.CreateSnapshot, operation.Done, onSnapshot("gone"))}), "a snapshot that is gone counts no more")
	mixed := []operation.Operation{ops[0], op("c", operation.CreateSnapshot, operation.Done, onSnapshot("v-c-0"))}
	require.Equal(t, "/batches/x/restore", hrefs(setLinks(req, mixed, "x")), "of no server, but of one data center")
}

func TestStepTitle_NamesWhatItDoes(t *testing.T) {
	t.Parallel()
	seen := map[string]operation.Kind{}
	for _, kind := range operation.Kinds() {
		title := stepTitle(op("a", kind, operation.Waiting, func(o *operation.Operation) { o.Task.Server = &operation.ServerRef{ID: "s1", Name: "srv"} }))
		require.NotContains(t, seen, title, kind)
		seen[title] = kind
		require.NotEmpty(t, stepTitle(operation.Operation{Kind: kind}), "a step of which nothing is known")
	}
}

func TestChainSteps_SayWhyTheyWait(t *testing.T) {
	t.Parallel()
	stop := op("stop", operation.StopServer, operation.Done, func(o *operation.Operation) {
		o.Stages = []operation.Stage{{State: operation.Submitting, At: areatest.Noon.Add(-time.Minute)}}
		o.RequestID = "r"
	})
	over := op("over", operation.RestoreVolume, operation.Failed, after("stop"), failed("server"))
	start := op("start", operation.StartServer, operation.Failed, after("over"), failed(operation.NotStarted))
	s, req := setup(areatest.NewContract().Operation(stop, over, start))
	steps := s.chainSteps(req, []operation.Operation{stop, over, start})
	require.Equal(t, []int{1, 2, 3}, []int{steps[0].Number, steps[1].Number, steps[2].Number})
	require.Equal(t, "1:00", steps[0].Elapsed)
	require.Empty(t, steps[0].RequestID, "it is on the step's own page")
	require.False(t, steps[1].Began)
	require.True(t, steps[2].Skipped)
	require.Contains(t, steps[2].WaitsFor, "step 2")
	for _, step := range steps {
		require.Empty(t, step.IfFails, "all of it is over")
	}

	over.State, over.Failure, over.Version = operation.Provisioning, nil, 2
	start.State, start.Failure, start.Version = operation.Waiting, nil, 2
	s, req = setup(areatest.NewContract().Operation(stop, over, start))
	steps = s.chainSteps(req, []operation.Operation{stop, over, start})
	require.NotEmpty(t, steps[1].IfFails)
	require.Empty(t, steps[2].IfFails, "only the next one says so")
	require.Equal(t, "for step 2", steps[2].WaitsFor)
}

func TestCancelHref_FirstThatHasNotBegun(t *testing.T) {
	t.Parallel()
	anyway := op("c", operation.StartServer, operation.Waiting, func(o *operation.Operation) { o.Task.RunAlways = true })
	require.Equal(t, "/operations/b/cancel", cancelHref([]operation.Operation{op("a", operation.StopServer, operation.Done), op("b", operation.RestoreVolume, operation.Waiting), anyway}))
	require.Empty(t, cancelHref([]operation.Operation{op("a", operation.StopServer, operation.Done), anyway}), "a server that was powered off is started anyway")
}

func TestFailureText_NamesTheWayBack(t *testing.T) {
	t.Parallel()
	over := op("o", operation.RestoreVolume, operation.Waiting)
	safety, start := op("s", operation.CreateSnapshot, operation.Done), op("t", operation.StartServer, operation.Waiting)
	texts := map[string]bool{}
	for _, ops := range [][]operation.Operation{{over}, {safety, over}, {over, start}, {safety, over, start}} {
		texts[failureText(over, ops)] = true
	}
	require.Len(t, texts, 4)
	require.Empty(t, failureText(op("x", operation.LabelVolume, operation.Waiting), nil))
}

func TestRetryPhrase_NamesWhatIsOverwritten(t *testing.T) {
	t.Parallel()
	over := operation.RetryPlan{Destroys: true}
	require.Empty(t, retryPhrase(operation.RetryPlan{}, nil))
	require.Equal(t, "try again", retryPhrase(over, nil))
	require.Equal(t, "overwrite 2 volumes", retryPhrase(over, []string{"a", "b"}))
}

func TestAcceptRunning_WithoutThosePoweredOff(t *testing.T) {
	t.Parallel()
	old := &operation.Consent{Safety: true}
	plan := operation.RetryPlan{Requests: []operation.Request{
		{Kind: operation.StopServer, Task: operation.Task{Server: &operation.ServerRef{ID: "s1"}}}, {Kind: operation.RestoreVolume, Task: operation.Task{Consent: old}}, {Kind: operation.RestoreVolume},
	}}
	acceptRunning(plan, []string{"s1", "s2"})
	require.Nil(t, plan.Requests[0].Task.Consent)
	require.Equal(t, operation.Consent{Safety: true, Running: []string{"s2"}}, *plan.Requests[1].Task.Consent)
	require.Equal(t, []string{"s2"}, plan.Requests[2].Task.Consent.Running)
	require.Empty(t, old.Running, "what was consented to before is not changed")
}
