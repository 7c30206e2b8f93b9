package views

import (
	"strings"
	"testing"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"snapdeck/internal/views/ui"
	"snapdeck/internal/views/viewtest"
)

// ways lists the addresses of a part's forms, and of its links that look like buttons.
func ways(root *viewtest.Node) (list []string) {
	for _, e := range root.All("") {
		switch {
		case e.Tag == "form":
			list = append(list, "POST "+e.Attr["action"])
		case e.Tag == "a" && strings.Contains(" "+e.Attr["class"]+" ", " button "):
			list = append(list, e.Attr["href"])
		}
	}
	return list
}

func TestOperation_OffersPossibleActions(t *testing.T) {
	t.Parallel()
	at := moment()
	for name, c := range map[string]struct {
		op        Operation
		card, row []string
	}{
		"ended":              {Operation{}, nil, nil},
		"waiting":            {Operation{Running: true, CanCancel: true, CanMoveUp: true}, []string{"POST /op/front", "POST /op/cancel"}, []string{"POST /op/cancel"}},
		"planned":            {Operation{Running: true, CanCancel: true, Planned: &at}, []string{"POST /op/cancel", "POST /op/now"}, []string{"POST /op/cancel"}},
		"planned by another": {Operation{Running: true, Planned: &at}, nil, nil},
		"failed":             {Operation{CanRetry: true}, []string{"POST /op/retry"}, []string{"POST /op/retry"}},
		"failed to delete":   {Operation{Review: ui.Link{Text: "Review", Href: "/s/delete"}}, []string{"/s/delete"}, []string{"/s/delete"}},
		"failed halfway":     {Operation{CanDeleteOrphan: true, CanRetry: true}, []string{"POST /op/retry", "POST /op/leftover"}, []string{"POST /op/retry"}},
		"unknown":            {Operation{CanResolve: true}, []string{"/op#resolve"}, nil},
		"review and retry":   {Operation{CanRetry: true, Review: ui.Link{Text: "Review", Href: "/again"}}, []string{"POST /op/retry", "/again"}, []string{"/again"}},
		"lost":               {Operation{Running: true, Arrives: &Arrival{}}, []string{"POST /op/send-again"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.op.Href, c.op.Name, c.op.Pill, c.op.Label = "/op", "nightly", ui.Pill{Label: "State"}, "Create snapshot"
			require.Equal(t, c.card, ways(viewtest.RequireSound(t, OperationCard(c.op))))
			require.Equal(t, c.card, ways(viewtest.RequireSound(t, OperationLine(c.op))), "a line offers as much as a card")
			require.Equal(t, c.row, ways(viewtest.RequireSound(t, OperationRow(c.op))), "a row has room for one")
		})
	}
}

func TestOperation_ClockRunsOnlyWhileItRuns(t *testing.T) {
	t.Parallel()
	at := moment()
	for name, c := range map[string]struct {
		op     Operation
		since  []string
		clocks int
	}{
		"running": {Operation{Running: true, Since: "2026-11-23T12:00:00Z", Elapsed: "0:42"}, []string{"2026-11-23T12:00:00Z"}, 1},
		"planned": {Operation{Running: true, Since: "2026-11-23T12:00:00Z", Planned: &at}, nil, 0},
		"ended":   {Operation{Since: "2026-11-23T12:00:00Z", Elapsed: "1:10"}, nil, 1},
	} {
		c.op.Name, c.op.Href, c.op.Pill = "nightly", "/op", ui.Pill{Label: "State"}
		for _, shown := range []templ.Component{OperationCard(c.op), OperationLine(c.op)} {
			root := viewtest.Read(t, shown)
			require.Equal(t, c.since, root.Values("[data-since]", "data-since"), name)
			require.Len(t, root.One(t, "p.clock").All("span"), c.clocks, name)
		}
		require.Equal(t, c.since, viewtest.Read(t, OperationRow(c.op)).Values("[data-since]", "data-since"), name)
	}
}

func TestOperation_HasKindAndState(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]templ.Component{
		"card": OperationCard(prevented()), "line": OperationLine(prevented()), "row": OperationRow(prevented()), "step": BatchStep(ChainStep{Operation: prevented(), Title: "Delete"}),
	} {
		e := viewtest.Read(t, c).One(t, "[id=op-op-1]")
		require.Equal(t, []string{"delete-snapshot", "cancelled", "locked", "locked"}, []string{e.Attr["data-kind"], e.Attr["data-state"], e.Attr["data-cause"], e.Attr["data-error"]}, name)
	}
}

func TestOperation_StageIsNotRepeated(t *testing.T) {
	t.Parallel()
	for stage, want := range map[string]int{"Provisioning": 0, "Waiting for prod, 2 ahead": 1} {
		o := running()
		o.Stage = stage
		require.Len(t, viewtest.Read(t, OperationCard(o)).All("p.stage"), want, "the pill has it already")
		require.Len(t, viewtest.Read(t, OperationRow(o)).All("div.second"), want)
	}
	o := running()
	o.Reason = "It failed."
	require.Equal(t, "It failed.", viewtest.Read(t, OperationRow(o)).One(t, "div.second").Words(), "a reason comes before the stage")
}

func TestOperation_LinksToSnapshotOnOwnPage(t *testing.T) {
	t.Parallel()
	o := running()
	o.Snapshot = ui.Link{Text: "nightly", Href: "/snapshots/s-1"}
	require.Equal(t, "/operations/op-1", cardLink(o).Href)
	o.OnOwnPage = true
	require.Equal(t, "/snapshots/s-1", cardLink(o).Href)
	o.Snapshot = ui.Link{}
	require.Empty(t, viewtest.Read(t, OperationCard(o)).One(t, "h3").All("a"), "no link to where the reader is")
}

func TestTracker_OneStepIsCurrent(t *testing.T) {
	t.Parallel()
	root := viewtest.Read(t, tracker(Operation{Progress: []ProgressStep{{"Recorded", "done"}, {"Accepted", "bad"}, {"Provisioning", "now"}, {"Available", "todo"}}}))
	require.Equal(t, []string{"done", "bad", "now", "todo"}, root.Values("li", "class"))
	require.Equal(t, []string{"now"}, root.Values("li[aria-current=step]", "class"))
	texts := map[string]bool{}
	for _, state := range []string{"done", "bad", "now", "todo"} {
		texts[stepLabel(state)] = true
	}
	require.Len(t, texts, 4, "the states differ for screen readers")
}

func TestOperationRow_BatchSumsItsOperations(t *testing.T) {
	t.Parallel()
	o := failed()
	o.Batch = &BatchLine{Href: "/batches/b", Text: "1 200 volumes", Total: 1200, Pill: ui.Pill{Tone: "bad", Label: "1 failed"}, Counts: []BatchShare{{"available", 1199, "good", "", false}, {"failed", 1, "bad", "", false}}}
	root := viewtest.RequireSound(t, OperationRow(o))
	require.Equal(t, "1200", root.One(t, "tr.batch").Attr["data-batch"])
	require.Equal(t, []string{"/batches/b"}, root.Values("a", "href"), "neither the volume nor the data center of its first operation")
	require.Empty(t, root.All("form"), "the actions are on the page of the batch")
	require.Len(t, root.All("span.share"), 2)
	require.False(t, root.One(t, "tr").Has("data-error"))
}

func TestBatchStep_ProgressOnlyWhileItRuns(t *testing.T) {
	t.Parallel()
	done := running()
	done.Running = false
	for name, c := range map[string]struct {
		step            ChainStep
		tracker, clocks int
	}{
		"to come": {ChainStep{Operation: running()}, 0, 0},
		"running": {ChainStep{Operation: running(), Began: true}, 1, 1},
		"ended":   {ChainStep{Operation: done, Began: true}, 0, 1},
		"skipped": {ChainStep{Operation: done, Skipped: true}, 0, 0},
	} {
		c.step.Title = "Overwrite db"
		root := viewtest.RequireSound(t, BatchStep(c.step))
		require.Len(t, root.All("ol.tracker"), c.tracker, name)
		require.Len(t, root.All("p.clock"), c.clocks, name)
		require.Equal(t, c.step.Skipped, len(root.All("p.request")) == 0, "%s: an operation that was never sent has no request", name)
	}
}

func TestBatchStep_LinksToDependency(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		op   Operation
		want []string
	}{
		"nothing":  {Operation{}, nil},
		"unknown":  {Operation{CanResolve: true, CanRetry: true}, []string{"/op#resolve"}},
		"review":   {Operation{Review: ui.Link{Text: "Review", Href: "/again"}, CanRetry: true}, []string{"/again"}},
		"retry":    {Operation{CanRetry: true}, []string{"/op"}},
		"a remain": {Operation{CanDeleteOrphan: true}, []string{"/op"}},
	} {
		c.op.Href = "/op"
		require.Equal(t, c.want, ways(viewtest.Read(t, BatchStep(ChainStep{Operation: c.op, Title: "x"}))), name)
	}
}

func TestBatchSteps_OffersToCancelWaitingOnes(t *testing.T) {
	t.Parallel()
	for cancel, want := range map[string][]string{"": nil, "/batches/b/cancel": {"POST /batches/b/cancel"}} {
		require.Equal(t, want, ways(viewtest.RequireSound(t, BatchSteps(Batch{Steps: []ChainStep{{Operation: running(), Title: "x"}}, Cancel: cancel, Back: "/s"}))))
	}
}

func TestResolveForm_OffersPossibleOutcomes(t *testing.T) {
	t.Parallel()
	candidate := SnapshotRow{ID: "s-1", Name: ui.Link{Text: "nightly"}, Pill: ui.Pill{Label: "Available"}}
	for name, c := range map[string]struct {
		form ResolveForm
		want map[string]string // value of each field that is sent
	}{
		"a change":               {ResolveForm{}, map[string]string{"done": "true", "snapshot": ""}},
		"a create":               {ResolveForm{Creates: true}, map[string]string{"snapshot": ""}},
		"a create with one like": {ResolveForm{Creates: true, Candidates: []SnapshotRow{candidate}}, map[string]string{"snapshot": "", "snapshot s-1": "s-1"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.form.Action = "/op/resolve"
			got := map[string]string{}
			for _, h := range viewtest.RequireSound(t, resolveForm(c.form)).All("input[type=hidden]") {
				got[strings.TrimSpace(h.Attr["name"]+" "+h.Attr["value"])] = h.Attr["value"]
				require.Equal(t, "/op/resolve", h.Within("form").Attr["action"])
			}
			if value, ok := got["done true"]; ok {
				delete(got, "done true")
				got["done"] = value
			}
			require.Equal(t, c.want, got)
		})
	}
}

func TestCreatedTwice_OffersToDeleteOnlyDeletable(t *testing.T) {
	t.Parallel()
	root := viewtest.RequireSound(t, CreatedTwice(twice()))
	require.Equal(t, []string{"op-1", "op-2", "op-3"}, root.Values("[data-twice]", "data-twice"))
	require.Equal(t, []string{"/snapshots/s-2/delete"}, root.Values("a[data-surplus]", "href"))
	require.Empty(t, viewtest.Read(t, CreatedTwice(nil)).All("section"))
}

func TestAPIMessages_CopyQuotedText(t *testing.T) {
	t.Parallel()
	require.Empty(t, viewtest.Render(t, apiMessages("", nil)))
	root := viewtest.RequireSound(t, apiMessages("req-1", []Message{{"VDC-1", "full"}, {"", "only a text"}}))
	require.Equal(t, []string{"req-1", "VDC-1 full", " only a text"}, root.Values("button", "data-copy"))
	require.Len(t, root.All("code"), 2, "a message without a code has none")
}

func TestFailure_HasCode(t *testing.T) {
	t.Parallel()
	root := viewtest.RequireSound(t, failure(Failure{Code: "quota", Happened: "It failed.", Next: "Try again."}, false))
	require.Equal(t, []string{"quota"}, root.Values("[data-error]", "data-error"))
	require.Empty(t, root.All("q"), "no message is quoted if there is none")
	require.Empty(t, root.All("p.ways"))
	require.Empty(t, root.All("details"))
}

// What may still succeed is not shown like what failed.
func TestOperationProblems_PendingIsNoFailure(t *testing.T) {
	t.Parallel()
	for running, warns := range map[bool]int{true: 1, false: 0} {
		root := viewtest.RequireSound(t, operationProblems(Operation{Running: running, Failure: &Failure{Code: "unreachable", Happened: "No answer."}}))
		require.Len(t, root.All("div.failure.warn"), warns, running)
		require.Len(t, root.All("div.failure"), 1)
	}
}

// A planned operation says when it starts.
func TestOperationRow_PlannedHasStart(t *testing.T) {
	t.Parallel()
	at := moment()
	root := viewtest.RequireSound(t, OperationRow(Operation{ID: "1", Name: "nightly", Href: "/operations/1", Running: true, Planned: &at, Stage: "Planned"}))
	require.Len(t, root.One(t, "td.main").All("time"), 1)
}
