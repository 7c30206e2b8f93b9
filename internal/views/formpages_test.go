package views

import (
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/views/ui"
	"snapdeck/internal/views/viewtest"
)

// The form to create a snapshot sends what was typed, as it was typed.
func TestCreateForm_KeepsValues(t *testing.T) {
	t.Parallel()
	form := CreateForm{Action: "/v/snapshots", Back: "/v", From: "/volumes?q=db", Key: "k", Volume: "db", Values: CreateValues{"a\"b", "<b>", "LINUX", true}, Licences: []ui.Option{{Text: "none"}, {Value: "LINUX", Text: "LINUX", Selected: true}}, MaxName: 64, MaxText: 512}
	root := mainOf(t, CreatePage(shell(), form)).One(t, "form[action=/v/snapshots]")
	require.Equal(t, "a\"b", root.One(t, "input[name=name]").Attr["value"])
	require.Equal(t, "<b>", root.One(t, "textarea[name=description]").Words())
	require.Equal(t, []string{"LINUX"}, root.Values("option[selected]", "value"))
	require.True(t, root.One(t, "input[name=secAuthProtection]").Has("checked"))
	require.Equal(t, []string{"k", "/volumes?q=db"}, root.Values("input[type=hidden]", "value"))
	require.Equal(t, "/v", root.One(t, "footer").One(t, "a").Attr["href"])
}

// The consequences say what is known: a cost without prices and a duration without experience are left out.
func TestConsequences_OnlyWhatIsKnown(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		form  CreateForm
		facts int
		want  []string
	}{
		"least":    {CreateForm{Size: "HDD, size unknown"}, 3, nil},
		"cost":     {CreateForm{Cost: "1 EUR"}, 4, nil},
		"duration": {CreateForm{TypicalDuration: "2 min"}, 4, nil},
		"quota":    {CreateForm{Quota: ptr(quotaMeter())}, 4, []string{"div.meter", "p.warn"}},
		"warned":   {CreateForm{Warnings: []string{"a", "b"}}, 3, []string{"p.warn"}},
		"all":      {createOf("x"), 6, []string{"div.meter", "p.warn"}},
	} {
		root := viewtest.RequireSound(t, Consequences(c.form))
		require.Len(t, root.All("dt"), c.facts, name)
		require.Equal(t, c.want, shows(root, "div.meter", "p.warn"), name)
	}
}

// A refusal of IONOS Cloud is shown with or without wrong fields, and nothing is shown where nothing is wrong.
func TestFormErrors_FieldsAndRefusal(t *testing.T) {
	t.Parallel()
	refusal := operationOf("x").Failure
	for name, c := range map[string]struct {
		errors  map[string]string
		problem *Failure
		want    []string
	}{
		"none": {nil, nil, nil}, "fields": {map[string]string{"name": "too long"}, nil, []string{"[role=alert]", "ul"}}, "refusal": {nil, refusal, []string{"[role=alert]", "div.failure"}},
		"both": {map[string]string{"name": "too long"}, refusal, []string{"[role=alert]", "ul", "div.failure"}},
	} {
		require.Equal(t, c.want, shows(viewtest.Read(t, formErrors("Nothing was changed.", c.errors, c.problem)), "[role=alert]", "ul", "div.failure"), name)
	}
}

// The menu of views shows the current one by name, and saves what the list shows.
func TestSavedViews_Menu(t *testing.T) {
	t.Parallel()
	menu := SavedMenu{All: ui.Link{Text: "All volumes", Href: "/volumes"}, Address: "/volumes?q=db", SaveHref: "/views?address=%2Fvolumes%3Fq%3Ddb"}
	root := viewtest.RequireSound(t, SavedViews(menu))
	require.Equal(t, "/volumes?q=db", root.One(t, "form[action=/views]").One(t, "input[name=address]").Attr["value"])
	require.Empty(t, shows(root, "span.clip", "p.note", "input[checked]", "a[aria-current=true]"))
	require.Len(t, root.One(t, "noscript").All("a"), 1, "without JavaScript a page that reloads itself loses what is typed")
	menu.Name, menu.IsDefault, menu.Problem, menu.Views = "Late", true, "The views could not be read.", []SavedView{{Link: ui.Link{Text: "Late", Href: "/volumes?q=db"}, Selected: true, IsDefault: true}, {Link: ui.Link{Text: "All", Href: "/volumes"}}}
	root = viewtest.RequireSound(t, SavedViews(menu))
	require.Equal(t, []string{"span.clip", "p.note", "input[checked]", "a[aria-current=true]"}, shows(root, "span.clip", "p.note", "input[checked]", "a[aria-current=true]"))
	require.Equal(t, "Late", root.One(t, "input[name=name]").Attr["value"])
	require.Len(t, root.All("span.tag"), 1)
}

// A name that was refused stays in its field, with the reason.
func TestSavedViewsPage_RefusedNames(t *testing.T) {
	t.Parallel()
	views := []SavedView{{ID: "1", Link: ui.Link{Text: "Late", Href: "/volumes?q=a"}, Name: "x", Error: "It is in use."}, {ID: "2", Link: ui.Link{Text: "HDD", Href: "/volumes?type=HDD"}, Name: "HDD", SavedAt: moment()}}
	main := mainOf(t, SavedViewsPage(shell(), SavedPage{Views: views}))
	require.Equal(t, []string{"view-1", "view-2"}, main.Values("li", "id"))
	wrong := main.One(t, "[aria-invalid=true]")
	require.Equal(t, "x", wrong.Attr["value"])
	require.Equal(t, "It is in use.", main.One(t, "[id="+wrong.Attr["aria-describedby"]+"]").Words())
	unsaved := mainOf(t, SavedViewsPage(shell(), SavedPage{Unsaved: &SavedView{List: "Volumes", Link: ui.Link{Href: "/volumes?q=a"}, Name: "x", Error: "It is in use.", IsDefault: true}}))
	require.Equal(t, "name-error", unsaved.One(t, "[aria-invalid=true]").Attr["aria-describedby"])
	require.Equal(t, "/volumes?q=a", unsaved.One(t, "input[name=address]").Attr["value"])
	require.True(t, unsaved.One(t, "input[name=usual]").Has("checked"))
	require.Len(t, unsaved.All("div.empty"), 1)
}

// Settings say what was saved, what is wrong and what the environment fixes.
func TestSettings_EachState(t *testing.T) {
	t.Parallel()
	base := SettingsPage{Target: "24h", Prices: "de/fra=0.05", Currency: "EUR", Connection: factsOf("x"), Timing: factsOf("y")}
	for name, c := range map[string]struct {
		change func(*SettingsPage)
		want   []string
	}{
		"plain":         {func(*SettingsPage) {}, nil},
		"target saved":  {func(p *SettingsPage) { p.Saved = "target" }, []string{"p.good"}},
		"prices saved":  {func(p *SettingsPage) { p.Saved = "prices" }, []string{"p.good"}},
		"made up":       {func(p *SettingsPage) { p.Saved = "nonsense" }, nil},
		"wrong target":  {func(p *SettingsPage) { p.Errors = map[string]string{"target": "x"} }, []string{"p.error"}},
		"wrong prices":  {func(p *SettingsPage) { p.Errors = map[string]string{"prices": "x"} }, []string{"p.error"}},
		"token expires": {func(p *SettingsPage) { p.TokenWarning = "3 days" }, []string{"[data-error=token]"}},
		"simulated":     {func(p *SettingsPage) { p.Simulated = true }, []string{"a[href=/help/readme]"}},
	} {
		p := base
		c.change(&p)
		main := mainOf(t, SettingsView(shell(), p))
		require.Equal(t, c.want, shows(main, "p.good", "p.error", "[data-error=token]", "a[href=/help/readme]"), name)
		require.Equal(t, []string{"/settings/target", "/settings/prices"}, sends(main), name)
		require.Equal(t, "24h", main.One(t, "input[name=target]").Attr["value"], name)
		require.Equal(t, "de/fra=0.05", main.One(t, "textarea").Words(), name)
	}
	for field, place := range map[string]string{"target": "target", "prices": "prices"} {
		p := base
		p.Saved = field
		require.Len(t, mainOf(t, SettingsView(shell(), p)).One(t, "section[id="+place+"]").All("p.good"), 1, "it stands where it was saved")
	}
}

// A wrong setting is marked and linked to its reason, for screen readers too.
func TestSettings_WrongFieldIsMarked(t *testing.T) {
	t.Parallel()
	for _, field := range []string{"target", "prices"} {
		main := mainOf(t, SettingsView(shell(), SettingsPage{Currency: "EUR", Errors: map[string]string{field: "It is wrong."}}))
		wrong := main.One(t, "[aria-invalid=true]")
		require.Equal(t, field, wrong.Attr["name"])
		require.Contains(t, wrong.Attr["aria-describedby"], field+"-error")
		require.Equal(t, "It is wrong.", main.One(t, "[id="+field+"-error]").Words())
	}
}

// The page of a volume leads to its audit log, whatever characters its id has.
func TestVolumePage_Links(t *testing.T) {
	t.Parallel()
	main := mainOf(t, VolumePage(shell(), Volume{ID: "a&b#c", Name: "db", CreateHref: "/v/create", RestoreHref: "/v/restore", Form: CreateForm{Action: "/v/snapshots", Back: "/v"}, Target: TargetForm{Action: "/v/target"}, API: "{}", Address: "/v", List: ui.List{Caption: "Snapshots", Empty: ui.Empty{Title: "None", Text: "x"}}}))
	var audit string
	for _, href := range main.Values("a", "href") {
		if parsed, err := url.Parse(href); err == nil && parsed.Path == "/audit" {
			audit = parsed.Query().Get("volume")
		}
	}
	require.Equal(t, "a&b#c", audit)
	require.Equal(t, "/v/create", main.One(t, "a[id=create-button]").Attr["href"], "without JavaScript the form has a page of its own")
	require.Len(t, main.All("a[href=/v/restore]"), 2)
	require.Equal(t, "{}", main.One(t, "details[id=api]").One(t, "button").Attr["data-copy"])
}

// The heading of a volume says what is known, and restores the latest snapshot where there is one.
func TestVolumeHead_RestoreLatest(t *testing.T) {
	t.Parallel()
	bare := viewtest.RequireSound(t, VolumeHead(VolumeHeading{}))
	require.Empty(t, shows(bare, "[data-coverage]", "span.pill"))
	full := viewtest.RequireSound(t, VolumeHead(VolumeHeading{Protection: &Protection{State: "late", Label: "Late"}, Pill: &ui.Pill{Tone: "busy", Label: "Busy"}, Facts: []string{"10 GB", "HDD"}}))
	require.Equal(t, "late", full.One(t, "[data-coverage]").Attr["data-coverage"])
	require.Equal(t, "10 GB · HDD", full.One(t, "p").Words())
	require.Equal(t, "/s/restore", viewtest.Read(t, RestoreLatest(VolumeHeading{RestoreLatest: "/s/restore", RestoreTitle: "x"})).One(t, "a").Attr["href"])
	none := viewtest.Read(t, RestoreLatest(VolumeHeading{NoRestore: "No good snapshot."}))
	require.Empty(t, none.All("a"))
	require.Equal(t, "No good snapshot.", none.One(t, "[aria-disabled=true]").Attr["title"])
}

// The servers of a volume are listed, and each can be snapshotted as a whole.
func TestVolumeServers_EachServer(t *testing.T) {
	t.Parallel()
	require.Empty(t, viewtest.RequireSound(t, VolumeServers(nil)).All("form"))
	root := viewtest.RequireSound(t, VolumeServers([]ServerRow{{ID: "s-1", Name: ui.Link{Text: "web", Href: "/s"}, Type: "CUBE", Size: "2 cores", Boots: true}, {ID: "s-2", Name: ui.Link{Text: "db"}}}))
	require.Equal(t, []string{"s-1", "s-2"}, root.Values("input[name=server]", "value"))
	require.Equal(t, []string{"/s"}, root.Values("a", "href"))
	rows := root.All("li")
	require.Greater(t, len(rows[0].One(t, "span.small").Words()), len(rows[1].One(t, "span.small").Words())+len("CUBE2 cores"), "it boots from the volume")
}

// Snapshots that are probably of a volume are shown apart, with the way to confirm them.
func TestVolumeLikely_OnlyWithRows(t *testing.T) {
	t.Parallel()
	require.Empty(t, shows(viewtest.Read(t, VolumeLikely(LikelyPoints{Confirm: "/c"})), "h3", "a", "table"))
	root := viewtest.Read(t, VolumeLikely(LikelyPoints{Confirm: "/snapshots/sources?q=db", List: listOf("x", 2), Rows: rowsOf("x")}))
	require.Len(t, root.All("a[href=/snapshots/sources?q=db]"), 1)
	require.Len(t, root.All("[id=likely-list]"), 1)
}

// The help shows its topics, a document or what Snapdeck consists of.
func TestHelp_EachPage(t *testing.T) {
	t.Parallel()
	topics := mainOf(t, HelpView(shell(), HelpPage{Title: "Help", Topics: []HelpTopic{{ui.Link{Text: "Operations", Href: "/help/operations"}, "How"}}}))
	require.Equal(t, []string{"/help/operations"}, topics.Values("a", "href"))
	document := mainOf(t, HelpView(shell(), HelpPage{Title: "Operations", HTML: "<h1>Operations</h1>"}))
	require.Len(t, document.One(t, "article").All("h1"), 1)
	about := mainOf(t, HelpView(shell(), HelpPage{Title: "About", Version: "1.2.3", Modules: []HelpModule{{"a/b", "v1", "MIT"}, {"c/d", "v2", "BSD"}}}))
	require.Len(t, about.One(t, "tbody").All("tr"), 2)
	require.Contains(t, about.One(t, "[id=version-title]").Words(), "1.2.3")
}

// A problem within and outside of the frame has the same parts.
func TestProblem_WithinAndOutsideOfFrame(t *testing.T) {
	t.Parallel()
	p := ProblemPage{Status: 403, Title: "Not allowed", Sentences: []string{"a", "b"}, RequestID: "r-1", Messages: []Message{{"VDC-1", "x"}}, Links: []ui.Link{{Text: "Overview", Href: "/"}}, Error: "right"}
	within, outside := mainOf(t, ProblemView(shell(), p)).One(t, "div.problem"), mainOf(t, BareProblem(shell(), p)).One(t, "div.problem")
	require.Equal(t, within.Shape(), outside.Shape())
	require.Equal(t, "right", within.Attr["data-error"])
	require.Equal(t, "r-1", within.All("button[data-copy]")[0].Attr["data-copy"])
	bare := mainOf(t, BareProblem(shell(), ProblemPage{Status: 404, Title: "Not found"})).One(t, "div.problem")
	require.False(t, bare.Has("data-error"))
	require.Empty(t, shows(bare, "code", "details", "a"))
}

// A proof that was wrong is asked for again, and never shown.
func TestProof_AskedForAgain(t *testing.T) {
	t.Parallel()
	alert := ui.Alert{Code: "credentials", Text: "Wrong."}
	root := mainOf(t, ProofPage(shell(), Proof{Action: "/people", Back: "/people", Local: true, TOTP: true, Alert: alert}))
	require.Equal(t, "credentials", root.One(t, "p[role=alert]").Attr["data-error"])
	require.Equal(t, "current-password", root.One(t, "input[name=proof]").Attr["autocomplete"])
	require.Empty(t, root.One(t, "input[name=proof]").Attr["value"])
	require.Equal(t, "amy", root.One(t, "input[autocomplete=username]").Attr["value"], "a password manager finds its entry")
}
