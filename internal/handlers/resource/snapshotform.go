package resource

import (
	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"snapdeck/internal/handlers/forms"
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/session"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/views"
	"snapdeck/internal/views/ui"
)

// SnapshotForm is a form that was sent about a snapshot.
type SnapshotForm struct {
	web.Request
	forms.Sent
	Snapshot inventory.Snapshot
}

// SnapshotFormOf reads a form about the snapshot in the address, which may no longer exist if the form was sent
// before.
func SnapshotFormOf(s *web.Base, c echo.Context) (SnapshotForm, error) {
	form, err := forms.SentForm(c, s.Ledger)
	if err != nil {
		return SnapshotForm{}, err
	}
	req := s.NewRequest(c.Request().URL, map[string]string{"id": c.Param("id")}, session.UserOf(c))
	snap, err := FindSnapshot(req)
	if len(form.Earlier) > 0 {
		err = nil
	}
	return SnapshotForm{req, form, snap}, err
}

// Page returns the address of the snapshot's page, or "" when the snapshot no longer exists.
func (f SnapshotForm) Page() string {
	if f.Snapshot.ID == "" {
		return ""
	}
	return paths.SnapshotHref(f.Snapshot.ID)
}

// SnapshotFormPage returns the page of a form on a snapshot, such as "Edit".
func SnapshotFormPage(verb, name, id string, body func(views.PageLayout) templ.Component) web.Page {
	return web.Page{
		Title: verb + " " + name, Nav: "snapshots", Static: true, Body: body,
		Crumbs: []ui.Link{{Text: "Snapshots", Href: "/snapshots"}, {Text: name, Href: paths.SnapshotHref(id)}, {Text: verb}},
	}
}
