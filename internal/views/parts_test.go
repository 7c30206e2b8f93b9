package views

import (
	"strings"
	"testing"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"snapdeck/internal/views/ui"
	"snapdeck/internal/views/viewtest"
)

func TestAudit_RowsShowGivenValues(t *testing.T) {
	t.Parallel()
	root := viewtest.RequireSound(t, AuditTableRow(AuditRow{ID: "1", Action: ui.Link{Text: "Log in"}, Actor: "amy"}))
	require.Empty(t, root.All("button"), "no request to copy")
	require.Empty(t, root.All("span.from"))
	require.Len(t, root.One(t, "td.targets").All("span.muted"), 1, "an action without a target is about Snapdeck")
	root = viewtest.RequireSound(t, AuditTableRow(AuditRow{ID: "2", Action: ui.Link{Text: "Delete", Href: "/op"}, Targets: []AuditTarget{{"Snapshot", ui.Link{Text: "a", Href: "/s"}, ""}, {"Volume", ui.Link{Text: "gone"}, "v-1"}}, RequestID: "0123456789", Address: "::1"}))
	require.Equal(t, []string{"/op", "/s"}, root.Values("a", "href"))
	require.Equal(t, "0123456789", root.One(t, "code[title=0123456789]").Attr["title"])
	require.Equal(t, []string{"0123456789"}, root.Values("button", "data-copy"), "the whole id is copied")
	require.Len(t, root.One(t, "td.targets").All("code"), 1, "an id is shown where there is no page")
}

func TestAttention_KeepsOrderOfLines(t *testing.T) {
	t.Parallel()
	var lines []AttentionLine
	for _, kind := range []string{"failing", "never", "late", "quota", "planned"} {
		lines = append(lines, AttentionLine{ID: kind, Kind: kind, Title: kind, Count: 1200})
	}
	root := viewtest.RequireSound(t, OverviewAttention(shell(), Attention{Lines: lines, Well: "All is well."}))
	require.Equal(t, []string{"failing", "never", "late", "quota", "planned"}, root.Values("li[data-attention]", "data-attention"))
	require.Equal(t, "1200", root.All("li[data-attention]")[0].Attr["data-count"])
	require.Empty(t, root.All("p.well"), "not all is well")
	require.Len(t, viewtest.RequireSound(t, OverviewAttention(shell(), Attention{Well: "All is well."})).All("p.well"), 1)
}

func TestAttention_ActionsAreFormsOnlyForChanges(t *testing.T) {
	t.Parallel()
	post := viewtest.RequireSound(t, attentionAction(AttentionAction{Text: "Dismiss", About: " the failures", Href: "/failures/dismiss", Post: true, Quiet: true, Fields: []ui.HiddenField{{Name: "cause", Value: "quota"}, {Name: "seen", Value: "3"}}}))
	require.Equal(t, []string{"POST /failures/dismiss"}, ways(post))
	require.Equal(t, []string{"quota", "3"}, post.Values("input", "value"))
	require.Len(t, post.All("button.quiet"), 1)
	link := viewtest.RequireSound(t, attentionAction(AttentionAction{Text: "Review", Href: "/s/delete", Surplus: true, Right: "maintain"}))
	require.Equal(t, []string{"/s/delete"}, ways(link))
	require.Equal(t, "maintain", link.One(t, "a[data-surplus]").Attr["data-right"])
	require.Empty(t, viewtest.Read(t, attentionAction(AttentionAction{Text: "Show", Href: "/s"})).All("[data-right]"))
}

func TestNameList_JoinsNames(t *testing.T) {
	t.Parallel()
	a, b := ui.Link{Text: "web", Href: "/w"}, ui.Link{Text: "db"}
	for want, c := range map[string][]ui.Link{"": nil, "web": {a}, "web, db": {a, b}, "web, db, web": {a, b, a}} {
		require.Equal(t, want, viewtest.Read(t, nameList(c, ui.Link{})).Words())
	}
	require.Equal(t, "web and 2 more", viewtest.Read(t, nameList([]ui.Link{a}, ui.Link{Text: "and 2 more", Href: "/all"})).Words())
}

func TestCoverage_DrawsOnlyStatesThatOccur(t *testing.T) {
	t.Parallel()
	root := viewtest.RequireSound(t, OverviewCoverage(coverageBar("protected")))
	require.Equal(t, []string{"protected"}, root.One(t, "svg.coverage-bar").Values("rect[data-state]", "data-state"))
	require.Equal(t, []string{"3", "0"}, root.One(t, "ul").Values("li", "data-count"), "the list has all")
	require.Equal(t, "true", root.One(t, "section").Attr["data-complete"])
	loading := viewtest.RequireSound(t, OverviewCoverage(CoverageBar{Loading: "1 of 3", Empty: true}))
	require.Equal(t, "false", loading.One(t, "section").Attr["data-complete"], "not read is not empty")
	require.Empty(t, loading.All("ul"))
}

func TestFind_GroupsWithoutResultsAreLeftOut(t *testing.T) {
	t.Parallel()
	item := FoundItem{Link: ui.Link{Text: "db-01", Href: "/v"}}
	for name, c := range map[string]struct {
		groups   []FoundGroup
		empty    bool
		sections int
	}{
		"none":             {nil, true, 0},
		"empty groups":     {[]FoundGroup{{Name: "Volumes"}}, true, 0},
		"one with results": {[]FoundGroup{{Name: "Volumes"}, {Name: "Servers", Items: []FoundItem{item}}}, false, 1},
	} {
		found := Find{Query: "db", Groups: c.groups}
		require.Equal(t, c.empty, found.Empty(), name)
		root := viewtest.RequireSound(t, Found(found))
		require.Equal(t, c.empty, len(root.All("[data-empty]")) == 1, name)
		require.Len(t, root.All("section"), c.sections, name)
	}
}

func TestFind_ItemsAreLinksOrForms(t *testing.T) {
	t.Parallel()
	form := viewtest.RequireSound(t, foundItem(FoundItem{Link: ui.Link{Text: "Dark"}, Form: &Form{Action: "/theme", Fields: []ui.HiddenField{{Name: "theme", Value: "dark"}}}}, "da"))
	require.Equal(t, []string{"POST /theme"}, ways(form))
	require.Equal(t, "Da", form.One(t, "mark").Words())
	link := viewtest.RequireSound(t, foundItem(FoundItem{Link: ui.Link{Text: "db-01", Href: "/v"}}, "x"))
	require.Equal(t, []string{"/v"}, link.Values("a", "href"))
	require.Empty(t, link.All("mark"))
	require.Empty(t, link.All("span.pill"))
}

func TestSettings_FixedValuesCannotBeSaved(t *testing.T) {
	t.Parallel()
	for fixed, forms := range map[bool]int{false: 2, true: 0} {
		root := viewtest.RequireSound(t, SettingsView(shell(), SettingsPage{TargetFixed: fixed, PricesFixed: fixed, Currency: "EUR", Values: make([]SettingValue, 1200)})).One(t, "main")
		buttons := 0
		for _, b := range root.All("button") {
			if b.Within("form") != nil {
				buttons++
			}
		}
		require.Equal(t, forms, buttons)
		require.Equal(t, fixed, root.One(t, "input[name=target]").Has("disabled"))
		require.Equal(t, fixed, root.One(t, "textarea[name=prices]").Has("disabled"))
	}
}

func TestSettings_NamesOriginOfValue(t *testing.T) {
	t.Parallel()
	for from, want := range map[string]string{"default": "default", "file": "file (SNAPDECK_KEY_FILE)", "environment": "environment", "flag": "flag"} {
		require.Equal(t, want, SettingValue{Name: "SNAPDECK_KEY", From: from}.originText())
	}
	root := viewtest.Read(t, settingValues([]SettingValue{{Name: "A", Value: "1", From: "flag"}, {Name: "B", From: "default"}}))
	require.Equal(t, []string{"flag", "default"}, root.Values("td[data-from]", "data-from"))
	require.Len(t, root.All("span.muted"), 3, "two helps, and one value that is not set")
}

func TestPeople_OfferActionsByStateOfUser(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		user UserEntry
		want []string
	}{
		"active":                 {UserEntry{}, []string{"POST /u/role", "POST /u/disable", "POST /u/remove"}},
		"logged in":              {UserEntry{Sessions: 2}, []string{"POST /u/role", "POST /u/logout", "POST /u/disable", "POST /u/remove"}},
		"disabled":               {UserEntry{Disabled: true}, []string{"POST /u/role", "POST /u/enable", "POST /u/remove"}},
		"disabled but logged in": {UserEntry{Disabled: true, Sessions: 1}, []string{"POST /u/role", "POST /u/logout", "POST /u/enable", "POST /u/remove"}},
	} {
		c.user.Name, c.user.Href = "amy", "/u"
		root := viewtest.RequireSound(t, userEntry(c.user))
		require.Equal(t, c.want, ways(root), name)
		require.Equal(t, map[bool]string{false: "active", true: "disabled"}[c.user.Disabled], root.One(t, "[data-user=amy]").Attr["data-state"])
		for _, b := range root.All("button") {
			require.Contains(t, b.Words(), "amy", "%s: each button names its user", name)
		}
	}
}

func TestAccount_AsksFirstForMissingFactors(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		account Account
		panels  []string
		notice  []string
	}{
		"all set":             {Account{Local: true}, []string{"password-title", "factor-title", "sessions-title"}, nil},
		"of another provider": {Account{}, []string{"sessions-title"}, nil},
		"first password":      {Account{Local: true, MustChange: true, MustAddFactor: true}, []string{"password-title"}, []string{"first-password"}},
		"second factor":       {Account{Local: true, MustAddFactor: true}, []string{"password-title", "factor-title"}, []string{"second-factor"}},
	} {
		root := viewtest.RequireSound(t, AccountPage(shell(), c.account)).One(t, "main")
		require.Equal(t, c.panels, root.Values("section.panel", "aria-labelledby"), name)
		require.Equal(t, c.notice, root.Values("[data-notice]", "data-notice"), name)
	}
}

func TestAccount_FactorsAndSessions(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		account Account
		state   string
		want    []string
	}{
		"none":         {Account{}, "off", []string{"POST /account/totp"}},
		"an app":       {Account{TOTP: true}, "on", []string{"POST /account/recovery", "POST /account/totp/remove"}},
		"a passkey":    {Account{Passkeys: []PasskeyEntry{{Name: "key", Href: "/p/1"}}}, "on", []string{"POST /account/totp", "POST /p/1"}},
		"may add":      {Account{CanAddPasskey: true}, "off", []string{"POST /account/totp", "POST /account/passkeys"}},
		"app, may add": {Account{TOTP: true, CanAddPasskey: true}, "on", []string{"POST /account/recovery", "POST /account/totp/remove", "POST /account/passkeys"}},
	} {
		root := viewtest.RequireSound(t, factorPanel(c.account))
		require.Equal(t, c.want, ways(root), name)
		require.Equal(t, c.state, root.One(t, "section").Attr["data-state"], name)
	}
	one := AccountSession{Href: "/s/1", Browser: "Firefox", Current: true}
	require.Empty(t, ways(viewtest.RequireSound(t, sessionsPanel(Account{Sessions: []AccountSession{one}}))), "the own session ends by logging out")
	two := viewtest.RequireSound(t, sessionsPanel(Account{Sessions: []AccountSession{one, {Href: "/s/2", Browser: "Chrome"}}}))
	require.Equal(t, []string{"POST /s/2", "POST /account/sessions/end"}, ways(two))
	require.Len(t, two.All("li[data-state=current]"), 1)
}

func TestProof_ResendsFormOnlyForUsersWithPassword(t *testing.T) {
	t.Parallel()
	fields := []ui.HiddenField{{Name: "name", Value: "amy"}, {Name: "role", Value: "admin"}}
	local := viewtest.RequireSound(t, ProofPage(shell(), Proof{Action: "/people", Fields: fields, Back: "/people", Local: true})).One(t, "main")
	require.Equal(t, []string{"amy", "admin"}, local.Values("input[type=hidden]", "value"))
	require.Len(t, local.All("button"), 1)
	require.NotEqual(t, proofLabel(true), proofLabel(false))
	other := viewtest.Read(t, ProofPage(shell(), Proof{Action: "/people", Back: "/people", ProviderHref: "/login/oidc"})).One(t, "main")
	require.Empty(t, other.All("button"))
	require.Contains(t, ways(other), "/login/oidc")
}

func TestSavedViews_MarkCurrentView(t *testing.T) {
	t.Parallel()
	for address, want := range map[string][]string{"/volumes": {"/volumes"}, "/volumes?type=HDD": {"/volumes?type=HDD"}, "/volumes?type=SSD": nil} {
		root := viewtest.RequireSound(t, SavedViews(SavedMenu{All: ui.Link{Text: "All", Href: "/volumes"}, Address: address, Views: []SavedView{{Link: ui.Link{Text: "HDD", Href: "/volumes?type=HDD"}, Selected: address == "/volumes?type=HDD"}}}))
		require.Equal(t, want, root.Values("a[aria-current=true]", "href"))
		require.Equal(t, address, root.One(t, "input[name=address]").Attr["value"])
	}
}

func TestSavedView_ChangesItsDefault(t *testing.T) {
	t.Parallel()
	for is, value := range map[bool]string{true: "", false: "1"} {
		root := viewtest.RequireSound(t, savedView(SavedView{ID: "7", Link: ui.Link{Text: "HDD", Href: "/volumes"}, IsDefault: is, SavedAt: moment()}))
		require.Equal(t, value, root.One(t, "button[name=usual]").Attr["value"])
		require.Equal(t, []string{"POST /views/7/rename", "POST /views/7/usual", "POST /views/7/delete"}, ways(root))
		require.Empty(t, root.All("[aria-invalid]"))
	}
}

func TestSelection_OffersAllOnlyIfThereAreMore(t *testing.T) {
	t.Parallel()
	for total, want := range map[int]int{1: 0, 2: 1, 10_000: 1} {
		list := ui.List{Rows: 1, Total: total}
		volumes, snapshots := viewtest.RequireSound(t, VolumesSelection(Volumes{List: list, Address: "/volumes?q=db"})), viewtest.RequireSound(t, SnapshotSelection(list, "/snapshots?q=db"))
		require.Len(t, volumes.All("button[name=match][value=/volumes?q=db]"), want)
		require.Len(t, snapshots.All("input[name=match][value=/snapshots?q=db]"), want)
		require.Equal(t, []string{"/bulk/snapshots/rename", "/bulk/snapshots/label", "/bulk/snapshots/lock", "/bulk/snapshots/unlock", "/bulk/snapshots/delete"}, snapshots.Values("button[formaction]", "formaction"))
	}
	require.Empty(t, viewtest.Read(t, SnapshotSelection(ui.List{Total: 7}, "/snapshots?page=9")).All("form"), "a page without rows selects nothing")
}

func TestSourceUnknown_ByAvailableInformation(t *testing.T) {
	t.Parallel()
	pill := SourceInference{Confidence: ui.Pill{Label: "Likely"}}
	for name, c := range map[string]struct {
		panel SourcePanel
		send  bool
		pills int
	}{
		"unknown":                {SourcePanel{Inference: pill}, false, 1},
		"likely":                 {SourcePanel{Inference: pill, Pair: "s/v"}, true, 1},
		"certain":                {SourcePanel{Certain: true, Pair: "s/v"}, true, 0},
		"certain, being written": {SourcePanel{Certain: true, Pair: "s/v", Writing: ui.Link{Text: "Recording", Href: "/op"}}, false, 0},
		"confirmed":              {SourcePanel{Known: true, Inference: pill, Pair: "s/v"}, false, 0},
	} {
		c.panel.Choose = "/s/source"
		root := viewtest.RequireSound(t, SourceUnknown(c.panel))
		require.Equal(t, c.send, len(root.All("input[name=pair]")) == 1, name)
		require.Equal(t, c.send, len(root.All("button")) == 1, name)
		require.Len(t, root.All("span.pill"), c.pills, name)
		require.Len(t, root.All("a[href=/s/source]"), 1, "%s: another volume can always be chosen", name)
	}
}

// The contract is either empty, or was not read yet.
func TestPages_EmptyContract(t *testing.T) {
	t.Parallel()
	list := ui.List{Caption: "List", Empty: ui.Empty{Title: "Nothing yet", Text: "There is nothing."}}
	for name, c := range map[string]templ.Component{
		"overview":       OverviewPage(shell(), Overview{Coverage: CoverageBar{Empty: true}, Cost: CostPanel{Title: "Cost"}}),
		"volumes":        VolumesPage(shell(), Volumes{Heading: "Volumes", List: list}),
		"snapshots":      SnapshotsPage(shell(), Snapshots{List: list}),
		"servers":        ServersPage(shell(), Servers{List: list}),
		"datacenters":    DatacentersPage(shell(), Datacenters{List: list}),
		"operations":     OperationsPage(shell(), Operations{List: list}),
		"audit":          AuditPage(shell(), Audit{List: list}),
		"sources":        SourcesPage(shell(), Sources{List: list, Tabs: nil}),
		"source review":  SourceReviewPage(shell(), SourceReview{Back: "/snapshots/sources"}),
		"saved":          SavedViewsPage(shell(), SavedPage{}),
		"server":         ServerPage(shell(), Server{Name: "web", Idle: true, List: list, SetList: ui.List{Caption: "Sets", Empty: list.Empty}}),
		"restore choice": RestoreChoicePage(shell(), RestoreChoice{Volume: "db", Back: "/v"}),
		"target review":  TargetReviewPage(shell(), "Targets", TargetReview{From: "/volumes"}),
		"set":            SetRestorePage(shell(), SetRestore{Title: "Set", Back: "/servers/1"}),
		"claims":         ClaimsPage(shell(), Claims{}),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			main := viewtest.RequireSound(t, c).One(t, "main")
			require.Empty(t, main.All("tbody"), "no table without rows")
			require.NotEmpty(t, strings.TrimSpace(main.Words()))
			require.Empty(t, main.All("input[name=vol]"))
		})
	}
}
