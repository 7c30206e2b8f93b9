package snapshots

import (
	"context"
	"net/http"

	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"snapdeck/internal/handlers/forms"
	"snapdeck/internal/handlers/opview"
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/resource"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/views"
)

func (s *Handlers) actionsOn(ctx context.Context, req web.Request, snap inventory.Snapshot) views.Actions {
	v := views.Actions{
		Href: paths.SnapshotHref(snap.ID), Key: s.formKeyOn(ctx, snap.ID), Name: snap.Name, Text: snap.PlainDescription(),
		MaxName: inventory.MaxName, MaxText: inventory.MaxDescription,
		Lock: s.list.LockView(req, snap.ID), NoRestore: s.restoreRefusal(snap),
	}
	for _, l := range req.View.LabelsOf(snap.ID) {
		if inventory.OwnLabel(l.Key) {
			v.Own = append(v.Own, views.Message{Code: l.Key, Text: l.Value})
			continue
		}
		v.Labels = append(v.Labels, views.LabelRow{Key: l.Key, Value: l.Value})
	}
	return v
}

// restoreRefusal returns why nothing can be restored from a snapshot now; "" if something can.
func (s *Handlers) restoreRefusal(snap inventory.Snapshot) string {
	op, leaving := s.Operations.Deletion(snap.ID)
	switch {
	case leaving && op.Planned():
		return "Undo its deletion to restore it."
	case leaving:
		return "It is being deleted."
	default:
		return operation.RestoreProblem(snap, snap.SizeGB, snap.Location).Text
	}
}

// formKeyOn returns the key of the forms on a snapshot's page, which stays the same until a new request so that the
// page is not sent again, and which was never used before. The ledger is asked, because the cache forgets operations.
func (s *Handlers) formKeyOn(ctx context.Context, snapshotID string) string {
	latest, _, err := s.Ledger.List(ctx, operation.Filter{SnapshotID: snapshotID, Limit: 1})
	switch {
	case err != nil:
		return uuid.NewString()
	case len(latest) == 0:
		return snapshotID
	}
	return latest[0].ID
}

// operationsOnSnapshot returns the operations on a snapshot that run, failed, were not carried out or have to be
// resolved; completed ones need no card.
func (s *Handlers) operationsOnSnapshot(req web.Request, snapshotID string) []views.Operation {
	var shown []views.Operation
	for _, op := range s.Operations.OnSnapshot(snapshotID) {
		unfulfilled := (op.State == operation.Failed || op.Prevented() != "") && !s.Operations.Retried(op.ID) && req.Now.Sub(op.FinishedAt) < opview.EndedVisibleFor
		if op.State == operation.Unknown || op.Kind != operation.CreateSnapshot && (!op.State.Final() || unfulfilled) {
			shown = append(shown, s.ops.View(req, op))
		}
	}
	return shown
}

func redirectToSnapshot(c echo.Context, id string) error {
	return c.Redirect(http.StatusSeeOther, paths.SnapshotHref(id))
}

// onSnapshot handles a form about a snapshot, unless it was sent before.
func (s *Handlers) onSnapshot(handle func(c echo.Context, f resource.SnapshotForm) error) echo.HandlerFunc {
	return func(c echo.Context) error {
		f, err := resource.SnapshotFormOf(s.Base, c)
		if err != nil {
			return err
		}
		if len(f.Earlier) > 0 {
			return f.Again(c, f.Page())
		}
		return handle(c, f)
	}
}

// recordOn records a reversible change of a snapshot.
func (s *Handlers) recordOn(c echo.Context, f resource.SnapshotForm, r operation.Request) error {
	again := func([]operation.Operation) error { return s.redisplaySnapshot(c, f.Request, forms.OtherContent) }
	return s.Record(c, f.Sent, f.Page(), again, r)
}

func (s *Handlers) label(c echo.Context, f resource.SnapshotForm) error {
	change, reason := operation.LabelChange{Key: c.FormValue("label"), Value: c.FormValue("value"), Remove: c.FormValue("remove") != ""}.Clean()
	if reason != "" {
		return s.redisplaySnapshot(c, f.Request, reason+" Nothing was changed.")
	}
	return s.recordOn(c, f, operation.Labelling(f.Snapshot.ID, []operation.LabelChange{change}))
}

// redisplaySnapshot shows a snapshot with the reason why nothing was done.
func (s *Handlers) redisplaySnapshot(c echo.Context, req web.Request, notice string) error {
	p, err := s.snapshotPage(c.Request().Context(), req, notice)
	if err != nil {
		return err
	}
	sh := s.Layout(c, p, req)
	sh.Path = paths.SnapshotHref(req.Params["id"])
	return s.Send(c, http.StatusUnprocessableEntity, p.Body(sh))
}

func (s *Handlers) lock(c echo.Context, f resource.SnapshotForm) error {
	lock, _, reason := resource.ParseLock(c.FormValue("reason"), c.FormValue("until"), s.Zone, f.Now)
	if reason != "" {
		return s.redisplaySnapshot(c, f.Request, reason+" Nothing was changed.")
	}
	return s.recordOn(c, f, operation.Locking(f.Snapshot.ID, lock))
}

func (s *Handlers) unlock(c echo.Context, f resource.SnapshotForm) error {
	return s.recordOn(c, f, operation.Unlocking(f.Snapshot.ID))
}
