package snapshots

import (
	"context"

	"github.com/a-h/templ"
	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"snapdeck/internal/handlers/forms"
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/resource"
	"snapdeck/internal/handlers/texts"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/operation"
	"snapdeck/internal/views"
)

// touchPage shows the form that touches a snapshot.
func (s *Handlers) touchPage(_ context.Context, req web.Request) (web.Page, error) {
	snap, err := resource.FindSnapshot(req)
	if err != nil {
		return web.Page{}, err
	}
	f := views.TouchForm{Action: paths.SnapshotHref(snap.ID) + "/touch", Key: uuid.NewString(), Name: texts.DisplayName(snap.Name, snap.ID)}
	return resource.SnapshotFormPage("Touch", f.Name, snap.ID, func(sh views.PageLayout) templ.Component { return views.TouchPage(sh, f) }), nil
}

// touch touches a snapshot.
func (s *Handlers) touch(c echo.Context, f resource.SnapshotForm) error {
	again := func([]operation.Operation) error { return s.redisplaySnapshot(c, f.Request, forms.OtherContent) }
	return s.Record(c, f.Sent, "", again, operation.Touching(f.Snapshot.ID))
}
