package views

import (
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/views/ui"
	"snapdeck/internal/views/viewtest"
)

// The page of an operation has its state, its history and its request, each of which is updated alone.
func TestOperationPage_Parts(t *testing.T) {
	t.Parallel()
	page := OperationPage{Operation: failed(), Facts: factsOf("x")}
	main := mainOf(t, OperationView(shell(), page))
	for _, id := range []string{"state", "twice", "operation", "history", "facts"} {
		require.Len(t, main.All("[id="+id+"]"), 1, id)
	}
	require.Empty(t, shows(main, "p.note[role=alert]", "[id=resolve]", "p.info"))
	page.Notice, page.Error, page.Retries = "It had ended.", "late", []ui.Link{{Text: "Create snapshot", Href: "/operations/op-2"}, {Text: "Create snapshot"}}
	page.Resolve = &ResolveForm{Action: "/operations/op-1/resolve"}
	main = mainOf(t, OperationView(shell(), page))
	require.Equal(t, "late", main.One(t, "p.note[role=alert]").Attr["data-error"])
	require.Len(t, main.All("p.info"), 2)
	require.Len(t, main.All("a[href=/operations/op-2]"), 1)
	require.Len(t, main.All("[id=resolve]"), 1)
}

// Each stage that was reached is listed with its exact time.
func TestOperationHistory_EachStage(t *testing.T) {
	t.Parallel()
	o := running()
	root := viewtest.RequireSound(t, OperationHistory(o))
	require.Len(t, root.All("li"), len(o.History))
	require.Equal(t, []string{moment().ISO, moment().ISO}, root.Values("time[data-exact]", "datetime"))
	require.Empty(t, viewtest.RequireSound(t, OperationHistory(Operation{})).All("li"))
}

// A card and a line of the same operation have the same codes, for styles, scripts and tests.
func TestOperation_SameCodesEverywhere(t *testing.T) {
	t.Parallel()
	for name, o := range map[string]Operation{"running": running(), "failed": failed(), "prevented": prevented(), "lost": lost()} {
		card, line := viewtest.RequireSound(t, OperationCard(o)).One(t, "article"), viewtest.RequireSound(t, OperationLine(o)).One(t, "article")
		row := viewtest.RequireSound(t, OperationRow(o)).One(t, "tr")
		step := viewtest.RequireSound(t, BatchStep(ChainStep{Operation: o, Number: 1, Title: "x"})).One(t, "li.step")
		for _, attribute := range []string{"id", "data-kind", "data-state", "data-cause", "data-error"} {
			require.Equal(t, card.Attr[attribute], line.Attr[attribute], "%s %s", name, attribute)
			require.Equal(t, card.Attr[attribute], row.Attr[attribute], "%s %s", name, attribute)
			require.Equal(t, card.Attr[attribute], step.Attr[attribute], "%s %s", name, attribute)
		}
	}
}

// A planned operation says when it starts and can be undone; it has no clock and no stages yet.
func TestOperation_PlannedCanBeUndone(t *testing.T) {
	t.Parallel()
	at := moment()
	o := running()
	o.Planned, o.CanCancel = &at, true
	card := viewtest.RequireSound(t, OperationCard(o))
	require.Empty(t, shows(card, "ol.tracker", "[data-since]"))
	require.Equal(t, []string{"/operations/op-1/cancel", "/operations/op-1/now"}, sends(card))
	require.Len(t, card.One(t, "p.stage").All("time"), 1)
	line := viewtest.RequireSound(t, OperationLine(o))
	require.Empty(t, line.All("[data-since]"))
	require.Len(t, line.One(t, "p.stage").All("time"), 1)
	row := viewtest.RequireSound(t, OperationRow(o))
	require.Equal(t, []string{"/operations/op-1/cancel"}, sends(row))
	require.Equal(t, ".", row.One(t, "input[name=back]").Attr["value"], "an undo in a list comes back to it")
	require.Empty(t, row.All("[data-since]"))
	o.CanCancel = false
	require.Empty(t, sends(viewtest.RequireSound(t, OperationCard(o))), "the window has closed")
}

// The menu of a row holds one action, the one that matters most in its state.
func TestOperationRow_OneAction(t *testing.T) {
	t.Parallel()
	at := moment()
	for name, c := range map[string]struct {
		o    Operation
		want []string
	}{
		"planned":     {Operation{Href: "/o", Planned: &at, CanCancel: true, CanRetry: true}, []string{"POST /o/cancel"}},
		"waiting":     {Operation{Href: "/o", CanCancel: true, Review: ui.Link{Text: "Review", Href: "/r"}}, []string{"POST /o/cancel"}},
		"to review":   {Operation{Href: "/o", CanRetry: true, Review: ui.Link{Text: "Review", Href: "/r"}}, []string{"/r"}},
		"failed":      {Operation{Href: "/o", CanRetry: true}, []string{"POST /o/retry"}},
		"done":        {Operation{Href: "/o"}, nil},
		"resolveable": {Operation{Href: "/o", CanResolve: true}, nil},
	} {
		c.o.Name = "nightly"
		root := viewtest.RequireSound(t, operationMenu(c.o))
		require.Equal(t, c.want, ways(root), name)
		for _, b := range append(root.All("button"), root.All("a")...) {
			require.Contains(t, b.Attr["aria-label"]+b.Words(), "nightly", "%s: it names its operation", name)
		}
	}
	require.Equal(t, "operate", viewtest.Read(t, OperationRow(failed())).One(t, "td.act").Attr["data-right"])
}

// The second line of a row says why it failed, or how far it is.
func TestOperationRow_SecondLine(t *testing.T) {
	t.Parallel()
	o := running()
	require.Empty(t, viewtest.Read(t, OperationRow(o)).All("div.second"), "the badge says the stage already")
	o.Stage = "2 of 3"
	require.Equal(t, "2 of 3", viewtest.Read(t, OperationRow(o)).One(t, "div.second").Words())
	o.Reason = "Quota full"
	require.Equal(t, "Quota full", viewtest.Read(t, OperationRow(o)).One(t, "span.reason").Words())
	o.Reason, o.Running = "", false
	require.Empty(t, viewtest.Read(t, OperationRow(o)).All("div.second"))
}

// A leftover snapshot is deleted after a second click, which names it and its size.
func TestOperationActions_DeletionOfOrphanIsConfirmed(t *testing.T) {
	t.Parallel()
	o := failed()
	root := viewtest.RequireSound(t, operationActions(o))
	confirm := root.One(t, "details.confirm")
	require.False(t, confirm.Has("open"))
	require.Equal(t, []string{o.Href + "/leftover"}, sends(confirm))
	require.Contains(t, confirm.Words(), o.Name)
	require.Contains(t, confirm.Words(), o.Size)
	o.CanDeleteOrphan = false
	require.Empty(t, viewtest.RequireSound(t, operationActions(o)).All("details"))
}

// A call without an answer can be sent again at once, but not without a word about what may happen twice.
func TestArrival_WarnsOfDoubles(t *testing.T) {
	t.Parallel()
	texts := map[string]bool{}
	for _, creates := range []bool{true, false} {
		root := viewtest.RequireSound(t, arrival("/operations/op-1", Arrival{Clock: "16:36", ISO: "2026-11-23T16:36:00Z", Left: "2 min left", Creates: creates}))
		require.Equal(t, []string{"/operations/op-1/send-again"}, sends(root))
		require.Equal(t, "2026-11-23T16:36:00Z", root.One(t, "[data-until]").Attr["data-until"], "the script counts down")
		texts[root.One(t, "form").Words()] = true
		require.False(t, root.One(t, "details").Has("open"))
	}
	require.Len(t, texts, 2)
}

// A failure shows what happened, what Snapdeck did and what to do; each is missing where there is nothing to say.
func TestFailure_OptionalParts(t *testing.T) {
	t.Parallel()
	bare := viewtest.RequireSound(t, failure(Failure{Code: "timeout", Happened: "It timed out.", Next: "Try again."}, false))
	require.Equal(t, "timeout", bare.One(t, "div.failure").Attr["data-error"])
	require.Empty(t, shows(bare, "p.quote", "p.ways", "details"))
	full := viewtest.RequireSound(t, failure(*operationOf("x").Failure, false))
	require.Equal(t, []string{"p.quote", "p.ways", "details"}, shows(full, "p.quote", "p.ways", "details"))
	require.False(t, full.One(t, "details").Has("open"), "the words of IONOS Cloud are there for those who need them")
}

// The request id and each message can be copied for a ticket.
func TestAPIMessages_OnlyWhereThereAreSome(t *testing.T) {
	t.Parallel()
	require.Empty(t, viewtest.Read(t, apiMessages("", nil)).All("details"))
	for name, c := range map[string]struct {
		id       string
		messages []Message
		buttons  int
	}{
		"id": {"r-1", nil, 1}, "messages": {"", []Message{{"VDC-5-0", "out of order"}, {"", "no code"}}, 2}, "both": {"r-1", []Message{{"VDC-5-0", "x"}}, 2},
	} {
		root := viewtest.RequireSound(t, apiMessages(c.id, c.messages))
		require.Len(t, root.All("button[data-copy]"), c.buttons, name)
		require.Len(t, root.All("q"), len(c.messages), name)
	}
}

// What was created twice leads to the deletion of the surplus, where one may be deleted.
func TestCreatedTwice_EachCase(t *testing.T) {
	t.Parallel()
	root := viewtest.RequireSound(t, CreatedTwice(twice()))
	require.Equal(t, []string{"op-1", "op-2", "op-3"}, root.Values("section", "data-twice"))
	require.Equal(t, []string{"/snapshots/s-2/delete"}, root.Values("a[data-surplus]", "href"))
	why := map[string]bool{}
	for _, section := range root.All("section") {
		paragraphs := section.All("p")
		why[paragraphs[len(paragraphs)-1].Words()] = true
	}
	require.Len(t, why, 3, "each says what can be done now")
	require.Empty(t, viewtest.RequireSound(t, CreatedTwice(nil)).All("section"))
}

// Those who resolve an operation see the candidates with what tells them apart.
func TestResolveForm_ListsCandidates(t *testing.T) {
	t.Parallel()
	form := ResolveForm{Action: "/operations/op-1/resolve", Creates: true, Candidates: []SnapshotRow{snapshotRowOf("a"), snapshotRowOf("b")}}
	root := viewtest.RequireSound(t, resolveForm(form))
	require.Equal(t, []string{"", "a", "b"}, root.Values("input[name=snapshot]", "value"))
	require.Empty(t, root.All("input[name=done]"), "it made one of them or none")
	require.Len(t, root.One(t, "ul.candidates").All("time"), 2)
	stuck := form
	stuck.Stuck = true
	require.NotEqual(t, root.All("p")[0].Words(), viewtest.Read(t, resolveForm(stuck)).All("p")[0].Words())
}

// A list of operations shows batches by their parts, and an empty list why it is empty.
func TestOperationsPage_RowsAndBatches(t *testing.T) {
	t.Parallel()
	batch := failed()
	batch.ID, batch.Batch = "op-9", &BatchLine{Href: "/batches/b", Text: "4 volumes", Total: 4, Pill: ui.Pill{Tone: "bad", Label: "Failed"}, Counts: []BatchShare{{"available", 3, "good", "", false}, {"failed", 1, "bad", "", false}}}
	main := mainOf(t, OperationsPage(shell(), Operations{List: listOf("x", 8), Rows: []Operation{failed(), batch}}))
	row := main.One(t, "tr.batch")
	require.Equal(t, "4", row.Attr["data-batch"])
	require.Len(t, row.All("a[href=/batches/b]"), 1)
	require.Equal(t, []string{"0.00", "75.00"}, row.Values("rect", "x"))
	require.Len(t, row.All("span.share"), 2)
	require.Empty(t, row.One(t, "td.act").All("form"), "a batch is changed on its own page")
	empty := mainOf(t, OperationsPage(shell(), Operations{List: ui.List{Caption: "Operations", Empty: ui.Empty{Title: "None yet", Text: "x"}}}))
	require.Empty(t, shows(empty, "table", "nav.pager"))
}

// A retry repeats only what is needed, and confirms what destroys.
func TestRetryForm_ByDanger(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		form RetryForm
		want []string
	}{
		"harmless":      {RetryForm{}, []string{"button.primary"}},
		"irreversible":  {RetryForm{Danger: true, Phrase: "overwrite db"}, []string{"button.danger", "input[name=phrase]"}},
		"can be undone": {RetryForm{Danger: true, Undo: "10 minutes"}, []string{"button.danger", "p.help"}},
		"warned":        {RetryForm{Warnings: []string{"It runs."}, Running: []string{"s"}}, []string{"button.primary", "p.warn", "input[name=running]"}},
		"repeated":      {RetryForm{Steps: []RetryStep{{"Power off", true}, {"Overwrite", false}}}, []string{"button.primary", "li[data-repeated=true]"}},
	} {
		c.form.Action, c.form.Back, c.form.Key = "/operations/op-1/again", "/operations/op-1", "k"
		root := viewtest.RequireSound(t, retryForm(c.form))
		got := shows(root, "button.primary", "button.danger", "input[name=phrase]", "p.warn", "input[name=running]", "li[data-repeated=true]")
		if len(root.All("p.help")) > 1 {
			got = append(got, "p.help")
		}
		require.Equal(t, c.want, got, name)
		require.Equal(t, "k", root.One(t, "input[name=key]").Attr["value"])
	}
}
