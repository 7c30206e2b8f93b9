package views

import (
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/views/ui"
	"snapdeck/internal/views/viewtest"
)

func snapshotOf(change ...func(*Snapshot)) Snapshot {
	p := Snapshot{Name: "nightly", State: "AVAILABLE", Pill: ui.Pill{Tone: "good", Label: "Available"}, Actions: Actions{Href: "/snapshots/s-1", Key: "k", Name: "nightly", Text: "before the update", MaxName: 64, MaxText: 512}, JSON: `{"id":"s-1"}`, RawDescription: "marker"}
	for _, f := range change {
		f(&p)
	}
	return p
}

// The title offers what can be done with the snapshot as it is.
func TestSnapshotTitle_ByState(t *testing.T) {
	t.Parallel()
	lock, at := &LockView{Reason: "audit"}, moment()
	const restoring, deleting, unlocking, planned = "a[href=/snapshots/s-1/restore]", "a[href=/snapshots/s-1/delete]", "form[action=/snapshots/s-1/unlock]", "form[action=/operations/op/cancel]"
	for name, c := range map[string]struct {
		change func(*Snapshot)
		want   []string
		pills  int
	}{
		"available":              {func(*Snapshot) {}, []string{restoring, deleting}, 0},
		"busy":                   {func(p *Snapshot) { p.Pill = ui.Pill{Tone: "busy", Label: "Provisioning"} }, []string{restoring, deleting}, 1},
		"latest good":            {func(p *Snapshot) { p.LatestGood = true }, []string{restoring, deleting}, 1},
		"locked":                 {func(p *Snapshot) { p.Actions.Lock, p.Badges.Lock = lock, lock }, []string{restoring, unlocking}, 1},
		"being deleted":          {func(p *Snapshot) { p.Badges.Deletion = "/operations/op" }, []string{restoring}, 1},
		"deletion can be undone": {func(p *Snapshot) { p.Badges.Deletion, p.Badges.DeletedAt = "/operations/op", &at }, []string{restoring, planned}, 1},
		"only copy":              {func(p *Snapshot) { p.Badges.OnlyGoodCopy = true }, []string{restoring, deleting}, 0},
	} {
		root := viewtest.RequireSound(t, SnapshotTitle(snapshotOf(c.change)))
		require.Equal(t, c.want, shows(root, restoring, deleting, unlocking, planned), name)
		require.Equal(t, c.pills, len(root.All("span.pill"))+len(root.All("a.pill")), name)
		require.Equal(t, "AVAILABLE", root.One(t, "[id=state]").Attr["data-state"], name)
	}
}

// A locked snapshot says by what and until when, and its button to delete does nothing.
func TestSnapshotTitle_LockExplainsItself(t *testing.T) {
	t.Parallel()
	until := moment()
	for name, lock := range map[string]*LockView{
		"open end": {Reason: "for the audit"}, "until": {Reason: "for the audit", By: "ada", Until: &until, Day: "23 Nov"},
	} {
		root := viewtest.RequireSound(t, SnapshotTitle(snapshotOf(func(p *Snapshot) { p.Actions.Lock, p.Badges.Lock = lock, lock })))
		button := root.One(t, "button[disabled]")
		require.Contains(t, button.Attr["title"], "for the audit", name)
		note := root.One(t, "[id="+button.Attr["aria-describedby"]+"]").Words()
		require.Contains(t, note, "for the audit", name)
		require.Contains(t, note, lock.By, name)
		require.Contains(t, button.Attr["title"], lock.By, name)
		require.Equal(t, lock.Until != nil, has(root.One(t, "[id=delete-locked]"), "time"), name)
		require.Equal(t, "k/title", root.One(t, "input[name=key]").Attr["value"], "the other form to unlock has another key")
	}
}

// A description, a notice and a note about labels are shown only where there is one.
func TestSnapshotPage_OptionalParts(t *testing.T) {
	t.Parallel()
	created := running()
	bare := mainOf(t, SnapshotPage(shell(), snapshotOf()))
	require.Empty(t, shows(bare, "p.description", "p.note", "ol.chain", "article"))
	full := mainOf(t, SnapshotPage(shell(), snapshotOf(func(p *Snapshot) {
		p.Description, p.Notice, p.LabelNote, p.Operation, p.Operations = "why", "refused", "not written", &created, []Operation{failed()}
		p.Operations[0].ID = "op-2"
		p.Source, p.Summary = factsOf("x"), factsOf("y")
	})))
	require.Len(t, full.All("p.description"), 1)
	require.Equal(t, []string{"op-op-2", "op-op-1"}, full.Values("article", "id"), "what runs comes before what created it")
	require.Len(t, full.One(t, "[id=facts]").All("p.note"), 1)
	require.Len(t, full.One(t, "dl.summary").All("dt"), len(factsOf("y")))
	require.Equal(t, `{"id":"s-1"}`, full.One(t, "[id=fields]").One(t, "button[data-copy]").Attr["data-copy"])
}

// A snapshot stands among those of its volume, and the ones that are not listed are counted.
func TestSnapshotChain_OwnPlace(t *testing.T) {
	t.Parallel()
	item := func(name string) ChainItem {
		return ChainItem{Snapshot: ui.Link{Text: name, Href: "/snapshots/" + name}, Created: moment(), Size: "10 GB"}
	}
	own, latest, busy := item("own"), item("latest"), item("busy")
	own.Current, latest.Latest, busy.Pill = true, true, ui.Pill{Tone: "busy", Label: "Busy"}
	for name, c := range map[string]struct{ older, newer, items int }{"alone": {0, 0, 3}, "older": {7, 0, 4}, "newer": {0, 1, 4}, "both": {1200, 1, 5}} {
		root := viewtest.RequireSound(t, SnapshotChainPanel(Snapshot{Chain: &SnapshotChain{Volume: ui.Link{Text: "db", Href: "/v"}, Total: 1210, Older: c.older, Newer: c.newer, Items: []ChainItem{busy, own, latest}, Remaining: "2 remain."}}))
		require.Len(t, root.All("li"), c.items, name)
		require.Equal(t, []string{"/v", "/snapshots/busy", "/snapshots/latest"}, root.Values("a", "href"), "the own page is no link")
		require.Len(t, root.All("[aria-current]"), 1, name)
		require.Len(t, root.All("span.pill"), 1, name)
	}
	require.Empty(t, viewtest.RequireSound(t, SnapshotChainPanel(Snapshot{})).All("section"), "its source is unknown")
}

// The quick form knows what was there when it was rendered, so that it overwrites nothing unseen.
func TestSnapshotActions_RenameKnowsWhatWas(t *testing.T) {
	t.Parallel()
	root := viewtest.RequireSound(t, SnapshotActions(snapshotOf().Actions))
	form := root.One(t, "details[id=rename]").One(t, "form")
	require.Equal(t, "/snapshots/s-1/edit", form.Attr["action"])
	require.Equal(t, []string{"k", "nightly", "before the update"}, form.Values("input[type=hidden]", "value"))
	require.Equal(t, "64", form.One(t, "input[name=name]").Attr["maxlength"])
	require.Equal(t, "512", form.One(t, "textarea").Attr["maxlength"])
	require.Equal(t, "operate", root.One(t, "[aria-labelledby=do-title]").Attr["data-right"])
}

// Locks and unlocks are never offered together.
func TestSnapshotActions_LockOrUnlock(t *testing.T) {
	t.Parallel()
	a := snapshotOf().Actions
	require.Equal(t, []string{"/snapshots/s-1/lock"}, sends(viewtest.RequireSound(t, lockForms(a))))
	require.True(t, viewtest.Read(t, lockForms(a)).One(t, "input[name=reason]").Has("required"))
	a.Lock = &LockView{Reason: "audit"}
	require.Equal(t, []string{"/snapshots/s-1/unlock"}, sends(viewtest.RequireSound(t, lockForms(a))))
}

// Each label has a form of its own; those of Snapdeck are shown but not changed.
func TestLabelEditor_ChangesOwnLabels(t *testing.T) {
	t.Parallel()
	a := snapshotOf().Actions
	require.Equal(t, []string{"k/new"}, viewtest.RequireSound(t, labelEditor(a)).Values("input[name=key]", "value"))
	a.Labels, a.Own = []LabelRow{{"team", "infra"}, {"tier", `"><b>`}}, []Message{{"snapdeck-volume", "v-1"}}
	root := viewtest.RequireSound(t, labelEditor(a))
	require.Equal(t, []string{"k/team", "k/tier", "k/new"}, root.Values("input[name=key]", "value"))
	require.Equal(t, []string{"team", "tier", ""}, root.Values("input[name=label]", "value"))
	require.Equal(t, []string{"infra", `"><b>`, ""}, root.Values("input[name=value]", "value"))
	require.Len(t, root.All("button[name=remove][value=true]"), 2)
	require.Len(t, root.All("span.unless-form"), 2, "those who may not change it read it")
	require.Empty(t, root.One(t, "details[id=own-labels]").All("form"))
	a.Own = nil
	require.Empty(t, viewtest.Read(t, labelEditor(a)).All("details"))
}

// The form of all fields sends what was there and what is wanted, each as its own kind of field.
func TestEditPage_EachKindOfField(t *testing.T) {
	t.Parallel()
	form := EditForm{
		Action: "/snapshots/s-1/edit", Back: "/snapshots/s-1", Key: "k", Name: "nightly", MaxName: 64, MaxText: 512,
		Texts: []EditField{{Field: "name", Label: "Name", Help: "x", Was: "nightly", Value: "weekly"}, {Field: "description", Label: "Description", Help: "x", Was: "a", Value: "b", Long: true}, {Field: "licenceType", Label: "Licence", Help: "x", Was: "LINUX", Options: []ui.Option{{Value: "LINUX", Text: "LINUX", Selected: true}}}},
		Flags: []EditField{{Field: "cpuHotPlug", Label: "CPU", Help: "x", Was: "true", Options: []ui.Option{{Value: "true", Text: "on"}, {Value: "false", Text: "off", Selected: true}}}},
	}
	main := mainOf(t, EditPage(shell(), form))
	require.Equal(t, []string{"k", "nightly", "a", "LINUX", "true"}, main.Values("input[type=hidden]", "value"))
	require.Equal(t, "weekly", main.One(t, "input[name=name]").Attr["value"])
	require.Equal(t, "b", main.One(t, "textarea[name=description]").Words())
	require.Equal(t, []string{"false"}, main.One(t, "select[name=cpuHotPlug]").Values("option[selected]", "value"))
	require.Empty(t, shows(main, "[role=alert]", "[aria-invalid]", "[id=conflicts]"))
	require.Equal(t, "/snapshots/s-1", main.One(t, "footer").One(t, "a").Attr["href"])
}

// A conflict shows both values, a wrong field its reason, and a refusal what IONOS Cloud said.
func TestEditPage_ShownAgain(t *testing.T) {
	t.Parallel()
	form := EditForm{Action: "/e", Back: "/s", Name: "nightly", Texts: []EditField{{Field: "name", Label: "Name", Help: "x"}, {Field: "description", Label: "Text", Help: "x", Long: true}, {Field: "licenceType", Label: "Licence", Help: "x", Options: []ui.Option{{Text: "none"}}}}}
	for _, field := range []string{"name", "description", "licenceType"} {
		form.Errors = map[string]string{field: "It is wrong."}
		main := mainOf(t, EditPage(shell(), form))
		require.Equal(t, field, main.One(t, "[aria-invalid=true]").Attr["name"])
		require.Equal(t, []string{"#" + field}, main.One(t, "div.summary-errors").Values("a", "href"))
	}
	form.Errors, form.Conflicts, form.Problem = nil, []EditConflict{{"Name", "theirs", "yours"}, {"Text", "", "<b>"}}, operationOf("x").Failure
	main := mainOf(t, EditPage(shell(), form))
	require.Len(t, main.One(t, "[id=conflicts]").One(t, "tbody").All("tr"), 2)
	require.Contains(t, main.One(t, "[id=conflicts]").Words(), "<b>")
	require.Equal(t, "quota", main.One(t, "div.failure").Attr["data-error"])
	require.Empty(t, main.One(t, "div.summary-errors").All("li"), "no list without fields")
}

// A deletion says what is deleted and whether it can be undone, and asks for the phrase where it must.
func TestDeleteForm_BySeriousness(t *testing.T) {
	t.Parallel()
	base := DeleteForm{Action: "/snapshots/s-1/delete", Back: "/snapshots/s-1", Key: "k", Name: "nightly", Remaining: "3 remain.", Facts: factsOf("x")}
	for name, c := range map[string]struct {
		change func(*DeleteForm)
		want   []string
	}{
		"can be undone": {func(f *DeleteForm) { f.Undo = "10 minutes" }, []string{"p.info"}},
		"at once":       {func(*DeleteForm) {}, []string{"p.info"}},
		"failed one":    {func(f *DeleteForm) { f.Failed = true }, nil},
		"last copy":     {func(f *DeleteForm) { f.OnlyGoodCopy, f.Phrase = true, "delete nightly" }, []string{"p.bad", "input[name=phrase]"}},
		"mistyped":      {func(f *DeleteForm) { f.Phrase, f.PhraseError = "delete nightly", "wrong" }, []string{"p.info", "input[name=phrase]", "input[aria-invalid=true]"}},
	} {
		form := base
		c.change(&form)
		root := viewtest.RequireSound(t, deleteForm(form))
		require.Equal(t, c.want, shows(root, "p.info", "p.bad", "input[name=phrase]", "input[aria-invalid=true]"), name)
		require.Contains(t, root.Words(), form.Undo, name)
		require.Equal(t, []string{"/snapshots/s-1/delete"}, sends(root), name)
		require.Len(t, root.All("button.danger"), 1, name)
		require.Len(t, root.All("dt"), len(form.Facts), name)
	}
}

// A restore that would be refused is disabled with its cause.
func TestSnapshotTitle_DisabledRestoreHasCause(t *testing.T) {
	t.Parallel()
	root := viewtest.RequireSound(t, SnapshotTitle(Snapshot{Name: "s", Actions: Actions{Href: "/snapshots/s"}}))
	require.Len(t, root.All("a[href=/snapshots/s/restore]"), 1)
	root = viewtest.RequireSound(t, SnapshotTitle(Snapshot{Name: "s", Actions: Actions{Href: "/snapshots/s", NoRestore: "It has failed."}}))
	require.Empty(t, root.All("a[href=/snapshots/s/restore]"))
	cause := root.One(t, "button[disabled]").Attr["aria-describedby"]
	require.Equal(t, "It has failed.", root.One(t, "[id="+cause+"]").Words())
}
