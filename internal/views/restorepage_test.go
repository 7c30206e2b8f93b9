package views

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/views/ui"
	"snapdeck/internal/views/viewtest"
)

func newVolume() NewVolumeForm {
	return NewVolumeForm{
		Action: "/snapshots/s-1/volume", Key: "k", Name: "copy", Size: "20", Smallest: "10", Location: "de/fra", Types: []ui.Option{{Value: "HDD", Text: "HDD"}, {Value: "SSD", Text: "SSD", Selected: true}},
		Zones: []ui.Option{{Value: "AUTO", Text: "AUTO"}}, Datacenters: []ui.Option{{Value: "d", Text: "prod"}}, Servers: []ui.Option{{Text: "none"}},
	}
}

func overwrite() OverwriteForm {
	return OverwriteForm{
		Action: "/snapshots/s-1/overwrite", Key: "k", VolumeID: "v-1", Volume: ui.Link{Text: "db-01", Href: "/v"}, Phrase: "overwrite db-01", Safety: true, SafetyName: "db-01 before", Snapshot: "nightly",
		Running: []string{"srv-1", "srv-2"}, Warnings: []string{"db-01 is in use."}, WithoutSafety: "/snapshots/s-1/restore?volume=v-1&safety=no#overwrite",
	}
}

// A new volume harms nothing, so its form comes first and asks for no phrase.
func TestRestorePage_NewVolumeFirst(t *testing.T) {
	t.Parallel()
	form := newVolume()
	main := mainOf(t, RestoreView(shell(), RestorePage{Name: "nightly", Href: "/snapshots/s-1", New: &form, Targets: []ui.Option{{Value: "v", Text: "db"}}}))
	require.Equal(t, "new-title", main.All("section.panel")[0].Attr["aria-labelledby"])
	sent := main.One(t, "form[id=new]")
	require.Equal(t, form.Action, sent.Attr["action"])
	require.Equal(t, []string{"k"}, sent.Values("input[name=key]", "value"))
	require.Equal(t, []string{"type", "zone", "datacenter", "server"}, sent.Values("select", "name"))
	require.Equal(t, []string{"SSD"}, sent.One(t, "select[name=type]").Values("option[selected]", "value"))
	require.Equal(t, []string{"10", "20"}, []string{sent.One(t, "input[name=size]").Attr["min"], sent.One(t, "input[name=size]").Attr["value"]})
	require.Empty(t, shows(sent, "input[name=phrase]", "button.danger", "p[role=alert]", "[aria-invalid]"))
}

// A wrong field is marked and names its reason; what was typed stays.
func TestNewVolume_EachWrongField(t *testing.T) {
	t.Parallel()
	for _, field := range []string{"name", "size", "type", "zone", "datacenter", "server"} {
		form := newVolume()
		form.Errors = map[string]string{field: "It is wrong."}
		root := viewtest.RequireSound(t, newVolumeForm(form))
		wrong := root.One(t, "[aria-invalid=true]")
		require.Equal(t, field, wrong.Attr["name"])
		require.Equal(t, field+"-error "+field+"-help", wrong.Attr["aria-describedby"])
		require.Equal(t, "It is wrong.", root.One(t, "[id="+field+"-error]").Words())
		require.Len(t, root.All("[role=alert]"), 1)
		require.Equal(t, "copy", root.One(t, "input[name=name]").Attr["value"])
	}
}

// Overwriting is chosen first, reviewed next and confirmed by a phrase.
func TestRestorePage_OverwriteInSteps(t *testing.T) {
	t.Parallel()
	page := RestorePage{Name: "nightly", Href: "/snapshots/s-1", Targets: []ui.Option{{Value: "v-1", Text: "db-01"}}}
	choose := mainOf(t, RestoreView(shell(), page)).One(t, "[id=overwrite]")
	require.Equal(t, "get", choose.One(t, "form").Attr["method"], "choosing a volume changes nothing")
	require.Equal(t, "/snapshots/s-1/restore#overwrite", choose.One(t, "form").Attr["action"])
	require.Empty(t, choose.All("button.danger"))
	form := overwrite()
	page.Overwrite = &form
	review := mainOf(t, RestoreView(shell(), page)).One(t, "[id=overwrite]")
	sent := review.One(t, "form[method=post]")
	require.Equal(t, form.Action, sent.Attr["action"])
	require.Equal(t, []string{"v-1"}, sent.Values("input[name=volume]", "value"))
	require.Equal(t, []string{"srv-1", "srv-2"}, sent.Values("input[name=running]", "value"), "the servers that the user saw running")
	require.Equal(t, "overwrite db-01", sent.One(t, "strong.phrase").Words())
	require.True(t, sent.One(t, "input[name=safety]").Has("checked"))
	require.Len(t, sent.All("p.warn"), 1)
	require.Len(t, sent.All("button.danger"), 1)
	require.Empty(t, review.All("select[name=volume]"), "another volume is chosen on the page before")
}

// What is impossible is said instead of asked for.
func TestRestorePage_ImpossibleOverwrite(t *testing.T) {
	t.Parallel()
	form := overwrite()
	form.Problem = "The volume is too small."
	root := viewtest.RequireSound(t, overwriteForm(form))
	require.Empty(t, root.All("form"))
	require.Len(t, root.All("[role=alert]"), 1)
	main := mainOf(t, RestoreView(shell(), RestorePage{Name: "x", Href: "/s", Problem: "It has failed."}))
	require.Len(t, main.All("p.note"), 1)
	require.Empty(t, main.All("form[method=post]"))
}

// A phrase that was mistyped is marked; the form is shown again with its notice.
func TestOverwrite_MistypedPhrase(t *testing.T) {
	t.Parallel()
	form := overwrite()
	form.Errors = map[string]string{"phrase": "That is not the phrase."}
	main := mainOf(t, RestoreView(shell(), RestorePage{Name: "nightly", Href: "/s", Notice: "This form was used before.", Overwrite: &form}))
	require.Equal(t, []string{"form-used", "phrase"}, main.Values("[data-error]", "data-error"))
	require.Equal(t, "phrase-error", main.One(t, "input[name=phrase]").Attr["aria-describedby"])
	require.Empty(t, main.One(t, "input[name=phrase]").Attr["value"], "a phrase is typed again")
	form.Phrase = ""
	require.Empty(t, viewtest.RequireSound(t, overwriteForm(form)).All("input[name=phrase]"))
}

// A safety snapshot that would be refused is explained where it is wanted, with two ways out.
func TestOverwrite_RefusedSafetySnapshot(t *testing.T) {
	t.Parallel()
	for safety, want := range map[bool][]string{true: {"[data-error=quota]", "button[disabled]", "a[href=/snapshots?sort=created]"}, false: nil} {
		form := overwrite()
		form.Safety, form.SafetyProblem = safety, "The quota is full."
		root := viewtest.RequireSound(t, overwriteForm(form))
		require.Equal(t, want, shows(root, "[data-error=quota]", "button[disabled]", "a[href=/snapshots?sort=created]"))
		require.Equal(t, safety, has(root, "a[href="+form.WithoutSafety+"]"))
		require.Equal(t, safety, root.One(t, "input[name=safety]").Has("checked"))
	}
}

func set(pairs int) SetRestore {
	p := SetRestore{Action: "/batches/b/restore", Back: "/batches/b", Key: "k", Title: "Restore set", Origin: "batch", Spread: "within 3 s", Safety: true, Phrase: "overwrite 2 volumes", Running: []string{"srv"}, Facts: []ui.Fact{{Label: "Size", Text: "20 GB"}}}
	for range pairs {
		p.Pairs = append(p.Pairs, SetPair{Volume: ui.Link{Text: "db", Href: "/v"}, Snapshot: ui.Link{Text: "nightly", Href: "/s"}, Taken: moment(), Size: "10 GB", Since: "none"})
	}
	return p
}

// A set is restored as a whole: each pair is shown, and what it lacks is said above.
func TestSetRestore_ShowsEachPair(t *testing.T) {
	t.Parallel()
	main := mainOf(t, SetRestorePage(shell(), set(2)))
	require.Len(t, main.One(t, "ul.candidates").All("li"), 2)
	require.Equal(t, "batch", main.One(t, "[data-origin]").Attr["data-origin"])
	form := main.One(t, "form[method=post]")
	require.Equal(t, []string{"k", "srv"}, form.Values("input[type=hidden]", "value"))
	require.Equal(t, "overwrite 2 volumes", form.One(t, "strong.phrase").Words())
	require.Empty(t, main.All("[data-error]"))
	require.Len(t, main.All("a[href=/batches/b]"), 1)
}

// Each obstacle has its code, and what can be done in spite of it stays possible.
func TestSetRestore_Obstacles(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change         func(*SetRestore)
		codes          []string
		form, disabled bool
	}{
		"none":           {func(*SetRestore) {}, nil, true, false},
		"not whole":      {func(p *SetRestore) { p.Incomplete = "It lacks web." }, []string{"not-whole"}, true, false},
		"being created":  {func(p *SetRestore) { p.Blocked = "1 is being created." }, []string{"being-created"}, true, true},
		"both":           {func(p *SetRestore) { p.Incomplete, p.Blocked = "x", "y" }, []string{"not-whole", "being-created"}, true, true},
		"being deleted":  {func(p *SetRestore) { p.Leaving = []Operation{running()} }, []string{"leaving", ""}, false, false},
		"quota is full":  {func(p *SetRestore) { p.SafetyProblem = "full" }, []string{"quota"}, true, true},
		"full, unwanted": {func(p *SetRestore) { p.SafetyProblem, p.Safety = "full", false }, nil, true, false},
		"form used":      {func(p *SetRestore) { p.Notice = "used" }, []string{"form-used"}, true, false},
		"nothing left": {func(p *SetRestore) {
			p.Pairs = nil
			p.Skipped = []Skipped{{ui.Link{Text: "db"}, "It was deleted.", "deleted"}}
		}, nil, false, false},
	} {
		p := set(2)
		c.change(&p)
		main := mainOf(t, SetRestorePage(shell(), p))
		require.Equal(t, c.codes, main.Values("[data-error]", "data-error"), name)
		require.Equal(t, c.form, has(main, "form[action=/batches/b/restore]"), name)
		if c.form {
			require.Equal(t, c.disabled, main.One(t, "button.danger").Has("disabled"), name)
		}
		require.Equal(t, len(p.Skipped) > 0, has(main, "[id=skipped-title]"), name)
	}
}

// A choice shows the best snapshot first and says of the others why they are offered.
func TestRestoreChoice_EachGroup(t *testing.T) {
	t.Parallel()
	row := SnapshotRow{Name: ui.Link{Text: "nightly", Href: "/s"}, Created: moment(), Size: "10 GB", Pill: ui.Pill{Tone: "busy", Label: "Busy"}, Badges: SnapshotBadges{Lock: &LockView{Reason: "audit"}}}
	for name, c := range map[string]struct {
		source  RestoreSource
		sources bool
		want    []string
	}{
		"best":             {RestoreSource{Row: row, Href: "/r", Best: true}, false, []string{"a.primary[href=/r]", "tr[data-best]", "span.info"}},
		"another":          {RestoreSource{Row: row, Href: "/r"}, false, []string{"a.button[href=/r]", "span.info"}},
		"impossible":       {RestoreSource{Row: row, Href: "/r", Problem: "It is busy."}, false, []string{"span.info"}},
		"likely":           {RestoreSource{Row: row, Href: "/r", Likely: true, Reason: "Its name fits.", Source: ui.Link{Text: "db", Href: "/v"}}, true, []string{"a.button[href=/r]", "a[href=/v]", "span.info"}},
		"unknown source":   {RestoreSource{Row: row, Href: "/r"}, true, []string{"a.button[href=/r]", "span.info"}},
		"of a gone volume": {RestoreSource{Row: row, Href: "/r", Source: ui.Link{Text: "deleted volume"}}, true, []string{"a.button[href=/r]", "span.info"}},
	} {
		root := viewtest.RequireSound(t, restoreSources("Snapshots", []RestoreSource{c.source}, c.sources))
		got := shows(root, "a.primary[href=/r]", "tr[data-best]", "a.button[href=/r]", "a[href=/v]", "span.info")
		if name == "best" {
			got = shows(root, "a.primary[href=/r]", "tr[data-best]", "span.info")
		}
		require.Equal(t, c.want, got, name)
		require.Equal(t, c.sources, has(root, "td.inference"), name)
	}
}

// The list of others is cut, and says so.
func TestRestoreChoice_CutsOthers(t *testing.T) {
	t.Parallel()
	some := []RestoreSource{{Row: SnapshotRow{Name: ui.Link{Text: "a"}, Created: moment()}, Href: "/r"}}
	for count, want := range map[int]int{1: 0, 2: 1, 10_000: 1} {
		others := mainOf(t, RestoreChoicePage(shell(), RestoreChoice{Volume: "db", Back: "/v", Others: some, OtherCount: count})).One(t, "details[data-group=others]")
		notes := 0
		for _, p := range others.All("p.muted") {
			if p.Parent == others {
				notes++
			}
		}
		require.Equal(t, want, notes, count)
	}
}

// Servers that are off are only started where the user asks for it, and running ones always start again.
func TestRestorePlan_PowerIsNamed(t *testing.T) {
	t.Parallel()
	for name, p := range map[string]Power{"on": {Running: `<b>"web"`}, "off": {Off: `<b>"web"`}, "off, start": {Off: `<b>"web"`, Start: true}} {
		root := viewtest.RequireSound(t, restorePlan(plan{Power: p, Take: "Take", Overwrite: "Overwrite"}))
		require.Contains(t, root.Words(), `<b>"web"`, name)
		require.Equal(t, p.Start, has(root, "input[name=start][checked]"), name)
		for _, box := range root.All("input[type=checkbox]") {
			require.True(t, strings.HasSuffix(box.Attr["aria-describedby"], "-help"), name)
		}
		require.False(t, root.One(t, "input[name=safety]").Has("checked"), name)
	}
}
