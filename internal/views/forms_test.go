package views

import (
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/views/ui"
	"snapdeck/internal/views/viewtest"
)

func TestCreateForm_OpensFieldsInUse(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		form CreateForm
		open bool
	}{
		"nothing":        {CreateForm{}, false},
		"a name":         {CreateForm{Values: CreateValues{Name: "x"}}, false},
		"a description":  {CreateForm{Values: CreateValues{Description: "x"}}, true},
		"a licence":      {CreateForm{Values: CreateValues{Licence: "LINUX"}}, true},
		"protection":     {CreateForm{Values: CreateValues{Protect: true}}, true},
		"a wrong name":   {CreateForm{Errors: map[string]string{"name": "x"}}, false},
		"a wrong text":   {CreateForm{Errors: map[string]string{"description": "x"}}, true},
		"a wrong type":   {CreateForm{Errors: map[string]string{"licenceType": "x"}}, true},
		"a wrong switch": {CreateForm{Errors: map[string]string{"secAuthProtection": "x"}}, true},
	} {
		c.form.Action = "/v/snapshots"
		require.Equal(t, c.open, viewtest.Read(t, CreatePage(shell(), c.form)).One(t, "details.more-options").Has("open"), name)
	}
}

func TestCreateForm_ErrorsLinkToFieldsInOrder(t *testing.T) {
	t.Parallel()
	errors := map[string]string{"secAuthProtection": "d", "name": "a", "licenceType": "c", "description": "b", "other": "e"}
	require.Equal(t, []string{"name", "description", "licenceType", "secAuthProtection"}, fieldsWithErrors(errors))
	require.Empty(t, fieldsWithErrors(map[string]string{"name": ""}))
	root := viewtest.RequireSound(t, CreatePage(shell(), CreateForm{Action: "/v/snapshots", Errors: errors}))
	summary := root.One(t, "div.summary-errors[role=alert]")
	require.Equal(t, []string{"#name", "#description", "#licenceType", "#secAuthProtection"}, summary.Values("a", "href"))
	for _, href := range summary.Values("a", "href") {
		field := root.One(t, "[id="+href[1:]+"]")
		require.Equal(t, "true", field.Attr["aria-invalid"], href)
		require.Equal(t, href[1:]+"-error "+href[1:]+"-help", field.Attr["aria-describedby"])
	}
}

func TestCreateForm_BlockedCannotBeSent(t *testing.T) {
	t.Parallel()
	for blocked, want := range map[string]bool{"": false, "It is being deleted.": true} {
		button := viewtest.RequireSound(t, CreatePage(shell(), CreateForm{Action: "/v/snapshots", Blocked: blocked})).One(t, "main").One(t, "button.primary")
		require.Equal(t, want, button.Has("disabled"))
		require.Equal(t, want, button.Has("aria-describedby"), "the reason is read out")
	}
}

func TestCreateForm_DialogIsClosedByScript(t *testing.T) {
	t.Parallel()
	form := CreateForm{Action: "/v/snapshots", Back: "/volumes", From: "/volumes?q=db", Key: "k"}
	dialog, page := viewtest.RequireSound(t, CreateDialog(form)), viewtest.Read(t, createForm(form, false))
	require.Len(t, dialog.All("button[type=button][data-close]"), 1)
	require.Empty(t, page.All("button[data-close]"))
	require.Equal(t, []string{"key", "from"}, dialog.Values("input[type=hidden]", "name"))
	form.From = ""
	require.Equal(t, []string{"key"}, viewtest.Read(t, createForm(form, false)).Values("input[type=hidden]", "name"))
}

func TestRestorePlan_StepsDependOnPowerOfServer(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		power Power
		boxes []string
		steps int
	}{
		"no server":      {Power{}, []string{"safety"}, 2},
		"it runs":        {Power{Running: "web"}, []string{"stop", "safety"}, 4},
		"it is off":      {Power{Off: "web"}, []string{"safety", "start"}, 3},
		"both, oddly":    {Power{Running: "web", Off: "web"}, []string{"stop", "safety"}, 4},
		"stop it, start": {Power{Running: "web", Stop: true}, []string{"stop", "safety"}, 4},
	} {
		root := viewtest.RequireSound(t, restorePlan(plan{Power: c.power, Safety: true, Take: "Create", Overwrite: "Overwrite"}))
		require.Equal(t, c.boxes, root.Values("input[type=checkbox]", "name"), name)
		require.Len(t, root.All("li"), c.steps, name)
		require.Equal(t, c.power.Stop, len(root.All("input[name=stop][checked]")) == 1, name)
	}
}

func TestRestoreButton_DisabledOnlyForWantedSafetySnapshot(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		wanted           bool
		problem, blocked string
		disabled         bool
		ways             []string
	}{
		"it fits":               {true, "", "", false, nil},
		"it does not fit":       {true, "full", "", true, []string{"/snapshots?sort=created", "/without"}},
		"it is not wanted":      {false, "full", "", false, nil},
		"the set is not ready":  {true, "", "being created", true, nil},
		"neither ready nor fit": {true, "full", "being created", true, nil},
	} {
		root := viewtest.Read(t, restoreButton("Overwrite", c.blocked, safetyRefused(c.wanted, c.problem), "/without"))
		require.Equal(t, c.disabled, root.One(t, "button.danger").Has("disabled"), name)
		require.Equal(t, c.ways, ways(root), name)
		require.Equal(t, c.wanted && c.problem != "", len(root.All("[data-error=quota]")) == 1, name)
	}
}

func TestRestorePage_OverwritesNothingDuringDeletionOfSnapshot(t *testing.T) {
	t.Parallel()
	page := RestorePage{Name: "nightly", Href: "/s", New: &NewVolumeForm{Action: "/s/volume"}, Targets: []ui.Option{{Value: "v", Text: "db"}}, Leaving: []Operation{running()}}
	root := viewtest.RequireSound(t, RestoreView(shell(), page))
	require.Len(t, root.All("[data-error=leaving]"), 1)
	require.Empty(t, root.All("select[name=volume]"))
	page.Leaving = nil
	root = viewtest.RequireSound(t, RestoreView(shell(), page))
	require.Len(t, root.All("select[name=volume]"), 1)
	page.Targets = nil
	require.Empty(t, viewtest.RequireSound(t, RestoreView(shell(), page)).All("select[name=volume]"), "nothing to choose from")
}

func TestRestoreChoice_ListsUsableSnapshots(t *testing.T) {
	t.Parallel()
	row := SnapshotRow{Name: ui.Link{Text: "nightly"}, Created: moment()}
	own := []RestoreSource{{Row: row, Href: "/s-1/restore", Best: true}, {Row: row, Href: "/s-2/restore", Problem: "It is busy."}}
	root := viewtest.RequireSound(t, RestoreChoicePage(shell(), RestoreChoice{Volume: "db", Back: "/v", Own: own}))
	require.Equal(t, []string{"own"}, root.Values("[data-group]", "data-group"), "groups without snapshots are left out")
	require.Equal(t, []string{"/s-1/restore", "/v"}, ways(root.One(t, "main")))
	require.Len(t, root.All("tr[data-best]"), 1)
	likely := []RestoreSource{{Row: row, Href: "/s-3/restore", Likely: true, Reason: "The name fits.", Source: ui.Link{Text: "db"}}}
	root = viewtest.RequireSound(t, RestoreChoicePage(shell(), RestoreChoice{Volume: "db", Back: "/v", Probable: likely, Others: likely, OtherCount: 10_000}))
	require.Equal(t, []string{"own", "probable", "others"}, root.Values("[data-group]", "data-group"))
	require.Contains(t, root.One(t, "details[data-group=others]").One(t, "summary").Words(), "10 000")
}

func TestDeletePage_ShowsMostImportantObstacle(t *testing.T) {
	t.Parallel()
	planned, used, lock := running(), running(), &LockView{Reason: "keep it"}
	for name, c := range map[string]struct {
		form  DeleteForm
		error []string
		forms int
	}{
		"none":                      {DeleteForm{}, nil, 1},
		"a lock":                    {DeleteForm{Lock: lock}, []string{"locked"}, 0},
		"a restore, though locked":  {DeleteForm{Used: &used, Lock: lock}, []string{"in-use"}, 0},
		"planned, though all apply": {DeleteForm{Planned: &planned, Used: &used, Lock: lock}, nil, 0},
	} {
		c.form.Action, c.form.Back, c.form.Name = "/s/delete", "/s", "nightly"
		root := viewtest.RequireSound(t, DeletePage(shell(), c.form)).One(t, "main")
		var codes []string
		for _, code := range root.Values("[data-error]", "data-error") {
			if code != "" {
				codes = append(codes, code)
			}
		}
		require.Equal(t, c.error, codes, name)
		require.Len(t, root.All("form[action=/s/delete]"), c.forms, name)
	}
}

func TestDeletePage_WarnsOfLastGoodSnapshot(t *testing.T) {
	t.Parallel()
	for last, want := range map[bool]int{true: 1, false: 0} {
		root := viewtest.Read(t, DeletePage(shell(), DeleteForm{Action: "/s/delete", Back: "/s", Name: "nightly", Remaining: "2 others.", OnlyGoodCopy: last}))
		require.Len(t, root.All("p.note.bad"), want)
		require.Len(t, root.All("p.note.info"), 1-want)
	}
}

func TestSnapshotTitle_OffersActionsThatLockAllows(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		snapshot Snapshot
		want     []string
		disabled int
	}{
		"free":          {Snapshot{}, []string{"/s/restore", "/s/edit", "/s/delete"}, 0},
		"locked":        {Snapshot{Actions: Actions{Lock: &LockView{Reason: "keep it"}}}, []string{"/s/restore", "/s/edit", "POST /s/unlock"}, 1},
		"being deleted": {Snapshot{Badges: SnapshotBadges{Deletion: "/op"}}, []string{"/s/restore", "/s/edit"}, 0},
	} {
		c.snapshot.Name, c.snapshot.Actions.Href = "nightly", "/s"
		root := viewtest.RequireSound(t, SnapshotTitle(c.snapshot))
		require.Equal(t, c.want, ways(root), name)
		require.Len(t, root.All("button[disabled]"), c.disabled, name)
	}
}

func TestSnapshotActions_KeysDifferByForm(t *testing.T) {
	t.Parallel()
	root := viewtest.RequireSound(t, SnapshotActions(Actions{Href: "/s", Key: "k", Name: "nightly", Labels: []LabelRow{{"env", "prod"}, {"team", "db"}}}))
	require.Equal(t, []string{"k", "k", "k/env", "k/team", "k/new"}, root.Values("input[name=key]", "value"), "the same key records one operation of each kind")
	require.Equal(t, []string{"prod", "db"}, root.Values("input.inline", "value"))
	require.Equal(t, "nightly", root.One(t, "input[name=was-name]").Attr["value"], "changes by others are found")
}

func TestBadges_OfSnapshots(t *testing.T) {
	t.Parallel()
	at := moment()
	for name, c := range map[string]struct {
		badges                 SnapshotBadges
		any                    bool
		lock, undo, going, tag int
	}{
		"none":            {SnapshotBadges{}, false, 0, 0, 0, 0},
		"locked":          {SnapshotBadges{Lock: &LockView{}}, true, 1, 0, 0, 0},
		"locked until":    {SnapshotBadges{Lock: &LockView{Until: &at, Day: "3 Dec"}}, true, 1, 0, 0, 0},
		"to be deleted":   {SnapshotBadges{Deletion: "/op", DeletedAt: &at}, true, 0, 1, 0, 0},
		"being deleted":   {SnapshotBadges{Deletion: "/op"}, true, 0, 0, 1, 0},
		"the last":        {SnapshotBadges{OnlyGoodCopy: true}, true, 0, 0, 0, 1},
		"maybe the last":  {SnapshotBadges{OnlyGoodCopy: true, Unproven: true}, true, 0, 0, 0, 1},
		"not of a volume": {SnapshotBadges{Unproven: true}, false, 0, 0, 0, 0},
	} {
		require.Equal(t, c.any, c.badges.Any(), name)
		root := viewtest.RequireSound(t, Badges(c.badges))
		require.Equal(t, []int{c.lock, c.undo, c.going, c.tag}, []int{len(root.All("span.info")), len(root.All("form")), len(root.All("a.busy")), len(root.All("span.tag"))}, name)
		require.Equal(t, c.any, strings.TrimSpace(viewtest.Render(t, Badges(c.badges))) != "", name)
	}
	certain, maybe := viewtest.Read(t, onlyCopyTag(SnapshotBadges{OnlyGoodCopy: true})), viewtest.Read(t, onlyCopyTag(SnapshotBadges{OnlyGoodCopy: true, Unproven: true}))
	require.NotEqual(t, certain.Words(), maybe.Words())
}

func TestSnapshotReview_SelectsOnlyOptionalRows(t *testing.T) {
	t.Parallel()
	for selectable, want := range map[string]string{"": "hidden", "/bulk/snapshots/delete": "checkbox"} {
		r := SnapshotReview{Title: "x", Button: "Delete", Action: "/record", From: "/snapshots", Preview: "/preview", Selectable: selectable, Rows: []SnapshotReviewRow{{SnapshotRow: SnapshotRow{ID: "s-1", Name: ui.Link{Text: "a"}}}, {SnapshotRow: SnapshotRow{ID: "s-2", Name: ui.Link{Text: "b"}}, Dropped: true}}}
		root := viewtest.RequireSound(t, SnapshotReviewPage(shell(), r))
		require.Equal(t, []string{want, want}, root.Values("input[name=snap]", "type"))
		require.Equal(t, []string{"s-1", "s-2"}, root.Values("input[name=snap]", "value"))
		if selectable != "" {
			require.Equal(t, []string{"s-1"}, root.Values("input[name=snap][checked]", "value"))
			require.Equal(t, []string{"s-1", "s-2"}, root.Values("input[name=row]", "value"), "rows that are left out stay in the review")
		}
	}
}

func TestSnapshotReview_RecordsNothingWithoutRows(t *testing.T) {
	t.Parallel()
	for button, want := range map[string]int{"": 0, "Delete 2 snapshots": 1} {
		r := SnapshotReview{Title: "x", Button: button, Danger: true, Action: "/record", From: "/snapshots", Rows: []SnapshotReviewRow{{SnapshotRow: SnapshotRow{Name: ui.Link{Text: "a"}}}}}
		require.Len(t, viewtest.Read(t, SnapshotReviewPage(shell(), r)).All("button.danger"), want)
	}
}

func TestReview_PreviewComesBeforeRecordButton(t *testing.T) {
	t.Parallel()
	r := reviewOf("x")
	r.Rename = &RenameFields{}
	buttons := viewtest.Read(t, SnapshotReviewPage(shell(), r)).One(t, "form[action=/bulk/snapshots/delete/record]").All("button")
	require.Equal(t, "/bulk/snapshots/delete", buttons[0].Attr["formaction"], "the Enter key triggers the first button")
	require.False(t, buttons[len(buttons)-1].Has("formaction"))
}

func TestBulkForm_CannotCreateNothing(t *testing.T) {
	t.Parallel()
	for selected, disabled := range map[int]bool{0: true, 1: false, 1200: false} {
		root := viewtest.RequireSound(t, BulkPage(shell(), BulkReview{From: "/volumes", Selected: selected, Rows: []BulkVolume{{VolumeRow: VolumeRow{ID: "v", Name: ui.Link{Text: "db"}}, Dropped: selected == 0}}}))
		form := root.One(t, "form[action=/bulk/create]")
		for _, b := range append(form.All("button.primary"), form.All("button.hidden")...) {
			require.Equal(t, disabled, b.Has("disabled"), "%d selected", selected)
		}
		require.Equal(t, disabled, len(root.All("input[name=vol][checked]")) == 0)
		require.Equal(t, strconv.Itoa(selected), root.One(t, "section[id=review-effect]").All("dd")[0].Words())
	}
}
