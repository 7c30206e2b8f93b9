package resource

import (
	"github.com/labstack/echo/v4"

	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
)

// SnapshotForm is a form that was sent about a snapshot.
type SnapshotForm struct {
	web.Request
	web.Sent
	Snapshot inventory.Snapshot
}

// SnapshotFormOf reads a form about the snapshot that the address names. One that was sent before needs no
// snapshot, which may be gone since.
func SnapshotFormOf(s *web.Base, c echo.Context) (SnapshotForm, error) {
	form, err := s.SentForm(c)
	if err != nil {
		return SnapshotForm{}, err
	}
	req := s.NewRequest(c.Request().URL, map[string]string{"id": c.Param("id")}, web.UserOf(c))
	snap, err := FindSnapshot(req)
	if len(form.Earlier) > 0 {
		err = nil
	}
	return SnapshotForm{req, form, snap}, err
}

// Page is the snapshot's page, or if that is gone the one of what the form became before.
func (f SnapshotForm) Page() string {
	if f.Snapshot.ID == "" {
		return f.EarlierHref()
	}
	return web.SnapshotHref(f.Snapshot.ID)
}
