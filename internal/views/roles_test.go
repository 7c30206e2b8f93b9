package views

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"snapdeck/internal/views/ui"
	"snapdeck/internal/views/viewtest"
)

// role is a user who may send forms to the addresses that a pattern matches, and has some rights.
type role struct {
	forms  string
	rights []string
}

func (r role) May(_ context.Context, method, address string) bool {
	own := address == "/theme" || address == "/logout"
	return method == "GET" && !strings.HasSuffix(address, "/delete") && !strings.HasSuffix(address, "/restore") || own || r.forms != "" && regexp.MustCompile(r.forms).MatchString(address)
}

func (r role) Has(right string) bool { return slices.Contains(r.rights, right) }

// The roles as far as pages are concerned: who may only look, who creates and labels, and who may everything.
func readerRole() role { return role{} }
func operatorRole() role {
	return role{`/(snapshots|lock|edit|labels|create|bulk|cancel)$|^/bulk$|/bulk/snapshots/(rename|label|lock)$`, []string{"operate"}}
}
func adminRole() role { return role{`.`, []string{"operate", "maintain"}} }

// offered returns what a user of a role sees of a page.
func offered(t *testing.T, page templ.Component, r role) *viewtest.Node {
	t.Helper()
	return viewtest.Parse(t, string(Offer(t.Context(), []byte(viewtest.Render(t, page)), r)))
}

// others returns the addresses of forms that do not belong to the frame of every page.
func others(n *viewtest.Node) (found []string) {
	for _, address := range sends(n) {
		if address != "/theme" && address != "/logout" {
			found = append(found, address)
		}
	}
	return found
}

// Each role sees on a page what it may do, and nothing else.
func TestPages_FormsByRole(t *testing.T) {
	t.Parallel()
	waiting := running()
	waiting.CanCancel, waiting.CanMoveUp, waiting.CanRetry = true, true, true
	list := ui.List{Caption: "x", Rows: 1, Total: 3, Columns: make([]ui.Column, 1)}
	list.Columns[0].Label = "Name"
	rows := []ui.Row{{ID: "a", Cells: []ui.Cell{{Text: "a", Href: "/v"}}}}
	for name, c := range map[string]struct {
		page            templ.Component
		operator, admin []string
	}{
		"snapshot": {
			SnapshotPage(shell(), snapshotOf(func(p *Snapshot) { p.Actions.Labels = []LabelRow{{"team", "a"}} })),
			[]string{"/snapshots/s-1/edit", "/snapshots/s-1/lock", "/snapshots/s-1/labels", "/snapshots/s-1/labels"}, []string{"/snapshots/s-1/edit", "/snapshots/s-1/lock", "/snapshots/s-1/labels", "/snapshots/s-1/labels"},
		},
		"locked snapshot": {
			SnapshotPage(shell(), snapshotOf(func(p *Snapshot) { p.Actions.Lock = &LockView{Reason: "audit"} })),
			[]string{"/snapshots/s-1/edit", "/snapshots/s-1/labels"}, []string{"/snapshots/s-1/unlock", "/snapshots/s-1/edit", "/snapshots/s-1/unlock", "/snapshots/s-1/labels"},
		},
		"operation": {OperationView(shell(), OperationPage{Operation: waiting}), []string{"/operations/op-1/cancel"}, []string{"/operations/op-1/front", "/operations/op-1/cancel", "/operations/op-1/retry"}},
		"server":    {ServerPage(shell(), Server{ID: "s", Name: "web", List: list, Volumes: rows, SetList: list, Sets: rows[:0]}), []string{"/bulk"}, []string{"/bulk"}},
		"sources":   {SourcesPage(shell(), Sources{All: ConfirmAll{N: 2, Key: "k", Address: "/a"}, List: listOf("x", 8), Rows: []SourceRow{sourceRow()}}), nil, []string{"/snapshots/sources/confirm", "/snapshots/sources/review"}},
		"settings":  {SettingsView(shell(), SettingsPage{Currency: "EUR"}), nil, []string{"/settings/target", "/settings/prices"}},
	} {
		require.Empty(t, others(offered(t, c.page, readerRole())), "%s: a viewer", name)
		require.Equal(t, c.operator, others(offered(t, c.page, operatorRole())), "%s: an operator", name)
		require.Equal(t, c.admin, others(offered(t, c.page, adminRole())), "%s: an admin", name)
	}
}

// The selection of a list offers each role its actions.
func TestSelection_ByRole(t *testing.T) {
	t.Parallel()
	bar := SnapshotSelection(ui.List{Rows: 1, Total: 2}, "/snapshots")
	require.Empty(t, offered(t, bar, readerRole()).All("button"), "a viewer selects nothing")
	operator := offered(t, bar, operatorRole())
	require.Equal(t, []string{"/bulk/snapshots/rename", "/bulk/snapshots/label", "/bulk/snapshots/lock"}, operator.Values("button[formaction]", "formaction"))
	require.Len(t, offered(t, bar, adminRole()).All("button[formaction]"), 5)
}

// Links that look like buttons vanish for those who may not follow them; other links keep their text.
func TestSnapshotTitle_LinksByRole(t *testing.T) {
	t.Parallel()
	title := SnapshotTitle(snapshotOf())
	for name, c := range map[string]struct {
		role role
		want []string
	}{
		"viewer": {readerRole(), []string{"/snapshots/s-1/edit"}}, "admin": {role{forms: "/(delete|restore)$"}, []string{"/snapshots/s-1/restore", "/snapshots/s-1/edit", "/snapshots/s-1/delete"}},
	} {
		require.Equal(t, c.want, offered(t, title, c.role).Values("a", "href"), name)
	}
}

// Boxes, columns and menus that need a right are missing without it, and every row still has a cell for each column.
func TestTables_ColumnsByRight(t *testing.T) {
	t.Parallel()
	page := SourcesPage(shell(), Sources{List: ui.List{Caption: "x", Rows: 1, Total: 1, Columns: []ui.Column{
		{Label: "Select", Class: "select", Right: "maintain"}, {Label: "a"}, {Label: "b"}, {Label: "c"}, {Label: "d"}, {Label: "e"}, {Label: "f"}, {Label: "Other", Class: "act", Right: "maintain"},
	}}, Rows: []SourceRow{sourceRow()}})
	for right, columns := range map[string]int{"": 6, "maintain": 8} {
		root := offered(t, page, role{rights: []string{right}})
		require.Len(t, root.All("th[scope=col]"), columns, right)
		require.Len(t, root.One(t, "tr.source").All("td"), columns, right)
	}
}

// While the database is away, no form can be sent, by no role; what was typed and the search stay usable.
func TestDisableForms_ByRole(t *testing.T) {
	t.Parallel()
	page := viewtest.Render(t, SnapshotPage(shell(), snapshotOf()))
	for name, r := range map[string]role{"operator": operatorRole(), "admin": adminRole()} {
		root := viewtest.Parse(t, string(DisableForms(Offer(t.Context(), []byte(page), r), "The database is away.")))
		require.NotEmpty(t, root.All("form[method=post]"), name)
		for _, f := range root.All("form[method=post]") {
			for _, b := range f.All("button") {
				if f.Attr["action"] != "/theme" && b.Attr["type"] != "button" {
					require.True(t, b.Has("disabled"), "%s: %s", name, f.Attr["action"])
					require.Equal(t, "The database is away.", b.Attr["title"], name)
				}
			}
		}
		require.False(t, root.One(t, "textarea[name=description]").Has("disabled"), name)
		require.False(t, root.One(t, "input[id=search]").Has("disabled"), name)
	}
}
