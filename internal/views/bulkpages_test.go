package views

import (
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/views/ui"
	"snapdeck/internal/views/viewtest"
)

func bulkOf(n int) BulkReview {
	r := BulkReview{Key: "k", From: "/volumes?q=db", Template: "{volume} {date}", Description: "why", Selected: n, MaxName: 64, MaxText: 512, Size: "20 GB", Lanes: []Lane{{ui.Link{Text: "prod", Href: "/d"}, n, ui.Pill{Label: "Available"}}}}
	for i := range n {
		r.Rows = append(r.Rows, BulkVolume{VolumeRow: VolumeRow{ID: "v-" + strconv.Itoa(i), Name: ui.Link{Text: "db", Href: "/v"}, Datacenter: ui.Link{Text: "prod"}, Size: "10 GB"}, Proposal: "db 2026-11-23"})
	}
	return r
}

// The review of a batch sends each volume that is shown, and which of them are selected.
func TestBulkPage_SendsRowsAndSelection(t *testing.T) {
	t.Parallel()
	r := bulkOf(3)
	r.Rows[1].Dropped, r.Rows[2].Warnings = true, []string{"One was made a minute ago."}
	form := mainOf(t, BulkPage(shell(), r)).One(t, "form[action=/bulk/create]")
	require.Equal(t, []string{"k", "/volumes?q=db"}, []string{form.One(t, "input[name=key]").Attr["value"], form.One(t, "input[name=from]").Attr["value"]})
	require.Equal(t, []string{"v-0", "v-1", "v-2"}, form.Values("input[name=row]", "value"))
	require.Equal(t, []string{"v-0", "v-2"}, form.Values("input[name=vol][checked]", "value"))
	require.Len(t, form.All("span.warn-text"), 1)
	require.Equal(t, "/bulk", form.Attr["data-review"], "the script updates the totals")
	require.Equal(t, []string{"/bulk"}, form.One(t, "noscript").Values("button", "formaction"), "a button does so without it")
	require.Equal(t, []string{"64", "512"}, []string{form.One(t, "input[name=name]").Attr["maxlength"], form.One(t, "textarea").Attr["maxlength"]})
}

// A wrong field is marked and linked to its reason, for screen readers too.
func TestBulkPage_WrongFields(t *testing.T) {
	t.Parallel()
	for _, field := range []string{"name", "description"} {
		r := bulkOf(1)
		r.Errors = map[string]string{field: "It is too long."}
		main := mainOf(t, BulkPage(shell(), r))
		wrong := main.One(t, "[aria-invalid=true]")
		require.Equal(t, field, wrong.Attr["name"])
		require.Contains(t, wrong.Attr["aria-describedby"], field+"-error")
		require.Equal(t, "It is too long.", main.One(t, "[id="+field+"-error]").Words())
	}
	require.Empty(t, mainOf(t, BulkPage(shell(), bulkOf(1))).All("[aria-invalid]"))
}

// What a batch costs and whether it fits are shown beside it; a batch that does not fit can be made smaller.
func TestBulkConsequences_EachCase(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*BulkReview)
		want   []string
		facts  int
	}{
		"plain":           {func(*BulkReview) {}, nil, 2},
		"priced":          {func(r *BulkReview) { r.Cost = "1 EUR" }, nil, 3},
		"quota":           {func(r *BulkReview) { r.Quota = ptr(quotaMeter()) }, []string{"div.meter", "p.warn"}, 3},
		"too large":       {func(r *BulkReview) { r.Warning = "Too large." }, []string{"[data-error=quota]"}, 2},
		"can be smaller":  {func(r *BulkReview) { r.Warning, r.Drop = "Too large.", &DropSuggestion{IDs: "v-1", Text: "Drop 1"} }, []string{"[data-error=quota]", "button[name=drop]"}, 2},
		"unknown sizes":   {func(r *BulkReview) { r.Unsized = "1 size is unknown." }, []string{"p.warn"}, 2},
		"nothing to drop": {func(r *BulkReview) { r.Drop = &DropSuggestion{} }, nil, 2},
	} {
		r := bulkOf(2)
		c.change(&r)
		root := viewtest.Read(t, bulkConsequences(r))
		require.Equal(t, c.want, shows(root, "div.meter", "[data-error=quota]", "button[name=drop]", "p.warn"), name)
		require.Len(t, root.All("dt"), c.facts, name)
		require.Len(t, root.All("a[href=/d]"), 1, name)
		require.Len(t, root.All("a[href=/volumes?q=db]"), 1, name)
	}
}

// A batch shows its parts, each of which can be looked at alone, and what can be done with it.
func TestBatchProgress_PartsAndActions(t *testing.T) {
	t.Parallel()
	at := moment()
	counts := []BatchShare{{"available", 3, "good", "/batches/b?only=done", false}, {"failed", 1, "bad", "/batches/b?only=failed", true}, {"waiting", 0, "quiet", "", false}}
	base := Batch{Total: 4, Href: "/batches/b", Counts: counts}
	for name, c := range map[string]struct {
		change func(*Batch)
		want   []string
	}{
		"done":     {func(*Batch) {}, nil},
		"failed":   {func(b *Batch) { b.Failed = 1 }, []string{"/batches/b/retry"}},
		"planned":  {func(b *Batch) { b.Planned, b.Undo = &at, "Undo 4" }, []string{"/batches/b/cancel"}},
		"waiting":  {func(b *Batch) { b.Undo = "Cancel 2" }, []string{"/batches/b/cancel"}},
		"both":     {func(b *Batch) { b.Undo, b.Failed, b.Review = "Cancel 2", 1, true }, []string{"/batches/b/cancel", "/batches/b/retry"}},
		"with set": {func(b *Batch) { b.Links, b.Note = []ui.Link{{Text: "Restore", Href: "/r"}}, "All done." }, nil},
	} {
		b := base
		c.change(&b)
		root := viewtest.RequireSound(t, BatchProgress(b))
		require.Equal(t, c.want, sends(root), name)
		require.Equal(t, b.Planned != nil, has(root, "time"), name)
		require.Equal(t, len(b.Links) > 0, has(root, "a.button[href=/r]"), name)
		require.Equal(t, "/batches/b?only=failed", root.One(t, "a[aria-current=page]").Attr["href"], name)
		require.Len(t, root.All("a[href=/batches/b]"), 1, "%s: all parts again", name)
		require.Len(t, root.One(t, "ul.shares").All("li"), 4, name)
		require.Len(t, root.One(t, "svg.split").All("rect"), 3, name)
	}
	require.NotEqual(t, retryText(2, true), retryText(2, false), "a review confirms first")
}

// A batch whose operations follow each other is a list of steps, any other one a table.
func TestBatchPage_StepsOrTable(t *testing.T) {
	t.Parallel()
	b := Batch{Heading: "4 snapshots", Href: "/batches/b", Actor: "amy", RequestedAt: moment(), Pill: ui.Pill{Label: "Done"}, List: listOf("x", 8), Rows: []Operation{failed()}}
	require.Equal(t, []string{"table"}, shows(mainOf(t, BatchPage(shell(), b)), "table", "ol.steps"))
	b.Steps, b.Cancel, b.Back = []ChainStep{{Operation: running(), Number: 1, Title: "Power off"}}, "/batches/b/cancel-steps", "/batches/b"
	main := mainOf(t, BatchPage(shell(), b))
	require.Equal(t, []string{"ol.steps"}, shows(main, "table", "ol.steps"))
	require.Equal(t, "/batches/b", main.One(t, "form[action=/batches/b/cancel-steps]").One(t, "input[name=back]").Attr["value"])
}

// The columns of a review are those of its action; each cell has a column in every case.
func TestSnapshotReview_ColumnsByAction(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change  func(*SnapshotReview)
		columns int
		names   []string // of the fields for users
	}{
		"rename": {func(r *SnapshotReview) {
			r.Rename, r.Selectable, r.States, r.Effect = &RenameFields{Variables: []string{"{n}"}}, "", false, "New name"
		}, 5, []string{"name", "describe", "description"}},
		"label": {func(r *SnapshotReview) {
			r.Label, r.Selectable, r.States = &LabelFields{Present: []LabelChoice{{Key: "team", N: 1, Removed: true}}}, "", false
		}, 5, []string{"label", "value", "remove"}},
		"lock":   {func(r *SnapshotReview) { r.Lock, r.Selectable, r.Effect, r.States = &LockFields{}, "", "", false }, 4, []string{"reason", "until"}},
		"unlock": {func(r *SnapshotReview) { r.Selectable, r.Effect, r.States = "", "", false }, 4, nil},
		"delete": {func(r *SnapshotReview) { r.Effect = "" }, 6, nil},
	} {
		r := reviewOf("x")
		r.Phrase, r.Errors, r.Preview = "", nil, "/preview"
		c.change(&r)
		form := mainOf(t, SnapshotReviewPage(shell(), r)).One(t, "form[method=post]")
		require.Len(t, form.One(t, "thead").All("th"), c.columns, name)
		for _, field := range c.names {
			require.True(t, has(form, "input[name="+field+"]") || has(form, "textarea[name="+field+"]"), "%s %s", name, field)
		}
		require.Equal(t, r.Selectable != "", has(form, "input[type=checkbox][name=snap]"), name)
		require.Equal(t, r.Rename != nil || r.Label != nil, has(form, "button[formaction="+r.Preview+"]"), name)
		require.Equal(t, r.Selectable, form.Attr["data-review"], name)
		require.Equal(t, []string{r.Key, r.Digest, r.From}, []string{form.One(t, "input[name=key]").Attr["value"], form.One(t, "input[name=seen]").Attr["value"], form.One(t, "input[name=from]").Attr["value"]}, name)
	}
}

// Each row says what happens to it, or why nothing does.
func TestSnapshotReviewRow_Effects(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		row  SnapshotReviewRow
		want []string
	}{
		"changed":        {SnapshotReviewRow{Effects: []string{"weekly"}, Source: ui.Link{Text: "db", Href: "/v"}}, []string{"a[href=/v]"}},
		"unchanged":      {SnapshotReviewRow{Unchanged: true, Source: ui.Link{Text: "db"}}, []string{"span.muted"}},
		"wrong":          {SnapshotReviewRow{Error: "too long", Source: ui.Link{Text: "db"}}, []string{"span.bad-text"}},
		"noted":          {SnapshotReviewRow{Notes: []string{"It is the last."}, Source: ui.Link{Text: "db"}}, []string{"span.warn-text"}},
		"unknown source": {SnapshotReviewRow{Effects: []string{"weekly"}}, []string{"span.muted"}},
	} {
		c.row.ID, c.row.Name, c.row.Created = "s-1", ui.Link{Text: "nightly", Href: "/s"}, moment()
		c.row.Pill = ui.Pill{Tone: "good", Label: "Available"}
		root := viewtest.Read(t, snapshotReviewRow(SnapshotReview{Effect: "Effect", States: true}, c.row))
		require.Equal(t, c.want, shows(root, "a[href=/v]", "span.muted", "span.bad-text", "span.warn-text"), name)
		require.Empty(t, root.All("span.pill"), "%s: a usual state has no badge", name)
		require.Equal(t, []string{"s-1"}, root.Values("input[name=snap]", "value"), name)
	}
}

// Volumes that lose their last copy are named, and what cannot be undone asks for a phrase.
func TestSnapshotReviewEffect_Warnings(t *testing.T) {
	t.Parallel()
	r := SnapshotReview{From: "/snapshots", Button: "Delete 2 snapshots", Danger: true, LosingLastCopy: []ui.Link{{Text: "db", Href: "/v"}, {Text: "web"}}, Phrase: "delete 2", Errors: map[string]string{"phrase": "wrong"}}
	root := viewtest.Read(t, snapshotReviewEffect(r))
	require.Len(t, root.One(t, "div.bad").All("li"), 2)
	require.Len(t, root.All("button.danger"), 1)
	require.Equal(t, "true", root.One(t, "input[name=phrase]").Attr["aria-invalid"])
	calm := viewtest.Read(t, snapshotReviewEffect(SnapshotReview{From: "/snapshots", Button: "Lock 2 snapshots"}))
	require.Equal(t, []string{"button.primary"}, shows(calm, "button.primary", "button.danger", "div.bad", "input[name=phrase]"))
	require.Empty(t, viewtest.Read(t, snapshotReviewEffect(SnapshotReview{From: "/snapshots"})).All("button"), "nothing can be recorded yet")
}

// Each field of a review has its own error.
func TestSnapshotReview_WrongFields(t *testing.T) {
	t.Parallel()
	for field, set := range map[string]func(*SnapshotReview){
		"name": func(r *SnapshotReview) { r.Rename = &RenameFields{} }, "description": func(r *SnapshotReview) { r.Rename = &RenameFields{} },
		"label": func(r *SnapshotReview) { r.Label = &LabelFields{} }, "reason": func(r *SnapshotReview) { r.Lock = &LockFields{} }, "until": func(r *SnapshotReview) { r.Lock = &LockFields{} },
	} {
		r := reviewOf("x")
		r.Phrase, r.Errors = "", map[string]string{field: "It is wrong."}
		set(&r)
		main := mainOf(t, SnapshotReviewPage(shell(), r))
		require.Equal(t, field, main.One(t, "[aria-invalid=true]").Attr["name"])
		require.Equal(t, "It is wrong.", main.One(t, "[id="+field+"-error]").Words())
	}
}

// The targets of several volumes are reviewed: what each is now and will be.
func TestTargetReview_EachChange(t *testing.T) {
	t.Parallel()
	row := func(id, then string, same bool) TargetRow {
		return TargetRow{VolumeRow: VolumeRow{ID: id, Name: ui.Link{Text: id, Href: "/v"}, Datacenter: ui.Link{Text: "prod", Href: "/d"}}, Now: "24 h", Then: then, Unchanged: same}
	}
	r := TargetReview{Action: "/bulk/volumes/target/record", Preview: "/bulk/volumes/target", Key: "k", From: "/volumes", Contract: "24 h", Rows: []TargetRow{row("a", "7 days", false), row("b", "", true), row("c", "", false)}}
	for _, do := range []string{"set", "exclude", "reset"} {
		r.Form = TargetForm{Do: do, Target: "7d", Reason: "scratch"}
		form := mainOf(t, TargetReviewPage(shell(), "Targets", r)).One(t, "form[method=post]")
		require.Equal(t, []string{do}, form.Values("input[name=do][checked]", "value"))
		require.Equal(t, []string{"a", "b", "c"}, form.Values("input[name=vol]", "value"))
		require.Equal(t, []string{"7d", "scratch"}, []string{form.One(t, "input[name=target]").Attr["value"], form.One(t, "input[name=reason]").Attr["value"]})
		then := form.All("td[data-label=then]")
		require.Equal(t, []int{1, 0, 0}, []int{len(then[0].All("strong")), len(then[1].All("strong")), len(then[2].All("strong"))})
		require.Len(t, form.All("button[formaction=/bulk/volumes/target]"), 1)
	}
	r.Form = TargetForm{Do: "set", Field: "target", Problem: "It is no time."}
	require.Equal(t, "target", mainOf(t, TargetReviewPage(shell(), "Targets", r)).One(t, "[role=alert]").Attr["data-error"])
	require.NotEqual(t, contractTargetText("24 h", true), contractTargetText("24 h", false))
}

// A volume's target is set, excluded or reset, each by a form with its own key.
func TestTargetPanel_FormsByOwnTarget(t *testing.T) {
	t.Parallel()
	f := TargetForm{Action: "/v/target", Key: "k", Now: "24 h", From: "of the contract", Contract: "24 h"}
	require.Equal(t, []string{"k", "k/exclude"}, viewtest.RequireSound(t, targetPanel(f)).Values("input[name=key]", "value"))
	f.Own, f.Field, f.Problem = true, "reason", "Give a reason."
	root := viewtest.RequireSound(t, targetPanel(f))
	require.Equal(t, []string{"k", "k/exclude", "k/reset"}, root.Values("input[name=key]", "value"))
	require.Equal(t, []string{"set", "exclude", "reset"}, root.Values("button[name=do]", "value"))
	require.Equal(t, "reason", root.One(t, "[role=alert]").Attr["data-error"])
}
