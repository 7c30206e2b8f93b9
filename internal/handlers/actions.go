package handlers

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/views"
)

// actionsOn are what can be done to a snapshot on its page.
func (s *Server) actionsOn(req pageRequest, snap inventory.Snapshot) views.Actions {
	v := views.Actions{
		Href: snapshotHref(snap.ID), Key: s.formKeyOn(req, snap.ID), Name: snap.Name, Text: snap.PlainDescription(),
		MaxName: inventory.MaxName, MaxText: inventory.MaxDescription,
		Lock: s.lockView(req, snap.ID),
	}
	for _, l := range req.view.LabelsOf(snap.ID) {
		if inventory.OwnLabel(l.Key) {
			v.Own = append(v.Own, views.Message{Code: l.Key, Text: l.Value})
			continue
		}
		v.Labels = append(v.Labels, views.LabelRow{Key: l.Key, Value: l.Value})
	}
	return v
}

// formKeyOn is the key of the forms on a snapshot's page: it stays until something new is asked
// for, so that the page need not be sent again for it. It is never one that was used before, which
// the cache, that forgets operations, could not tell.
func (s *Server) formKeyOn(req pageRequest, snapshotID string) string {
	latest, _, err := s.Ledger.List(req.ctx, operation.Filter{SnapshotID: snapshotID, Limit: 1})
	switch {
	case err != nil:
		return uuid.NewString()
	case len(latest) == 0:
		return snapshotID
	}
	return latest[0].ID
}

// operationsOnSnapshot are those that change or use a snapshot and run, or have just ended.
func (s *Server) operationsOnSnapshot(req pageRequest, snapshotID string) []views.Operation {
	var shown []views.Operation
	for _, op := range s.Operations.OnSnapshot(snapshotID) {
		if op.Kind != operation.CreateSnapshot && (!op.State.Final() || op.State == operation.Unknown || req.now.Sub(op.FinishedAt) < endedVisibleFor) {
			shown = append(shown, s.operationView(req, op))
		}
	}
	return shown
}

// snapshotForm is a form that was sent about a snapshot.
type snapshotForm struct {
	pageRequest
	sent
	snapshot inventory.Snapshot
}

// snapshotFormOf reads a form about the snapshot that the address names. One that was sent before needs no
// snapshot, which may be gone since.
func (s *Server) snapshotFormOf(c echo.Context) (snapshotForm, error) {
	form, err := s.sentForm(c)
	if err != nil {
		return snapshotForm{}, err
	}
	req := s.newPageRequest(c.Request().Context(), c.Request().URL, map[string]string{"id": c.Param("id")}, userOf(c))
	snap, err := findSnapshot(req)
	if len(form.earlier) > 0 {
		err = nil
	}
	return snapshotForm{req, form, snap}, err
}

// page is the snapshot's page, or if that is gone the one of what the form became before.
func (f snapshotForm) page() string {
	if f.snapshot.ID == "" {
		return f.earlierHref()
	}
	return snapshotHref(f.snapshot.ID)
}

func findSnapshot(req pageRequest) (inventory.Snapshot, error) {
	snap, found := req.view.Snapshot(req.params["id"])
	if !found {
		return snap, notFound(req, "Snapshot "+req.params["id"], "All snapshots", "/snapshots")
	}
	return snap, nil
}

func redirectToSnapshot(c echo.Context, id string) error {
	return c.Redirect(http.StatusSeeOther, snapshotHref(id))
}

// recordOn records what a form asks for that changes a snapshot in a way that can be changed back.
func (s *Server) recordOn(c echo.Context, f snapshotForm, r operation.Request) error {
	done, err := s.Engine.Submit(f.ctx, f.by, f.key, r)
	if err != nil {
		return s.notRecorded(c, err, func(*operation.KeyUsedError) error { return s.redisplaySnapshot(c, f.pageRequest, otherContent) })
	}
	return recorded(c, done, f.page())
}

// label adds, changes or removes a label of a snapshot.
func (s *Server) label(c echo.Context) error {
	f, err := s.snapshotFormOf(c)
	if err != nil {
		return err
	}
	if len(f.earlier) > 0 {
		return again(c, f.earlier, f.page())
	}
	change, reason := operation.LabelChange{Key: c.FormValue("label"), Value: c.FormValue("value"), Remove: c.FormValue("remove") != ""}.Clean()
	if reason != "" {
		return s.redisplaySnapshot(c, f.pageRequest, reason+" Nothing was changed.")
	}
	return s.recordOn(c, f, operation.Labelling(f.snapshot.ID, []operation.LabelChange{change}))
}

// redisplaySnapshot shows a snapshot as it stands, and why nothing was done.
func (s *Server) redisplaySnapshot(c echo.Context, req pageRequest, notice string) error {
	p, err := s.snapshotPage(req, notice)
	if err != nil {
		return err
	}
	sh := s.layout(c, p, req)
	sh.Path, sh.Stream = snapshotHref(req.params["id"]), ""
	return s.send(c, http.StatusUnprocessableEntity, p.body(sh))
}

// lock locks a snapshot with a reason, and until a day if one is given.
func (s *Server) lock(c echo.Context) error {
	f, err := s.snapshotFormOf(c)
	if err != nil {
		return err
	}
	if len(f.earlier) > 0 {
		return again(c, f.earlier, f.page())
	}
	lock, _, reason := parseLock(c.FormValue("reason"), c.FormValue("until"), s.Zone, f.now)
	if reason != "" {
		return s.redisplaySnapshot(c, f.pageRequest, reason+" Nothing was changed.")
	}
	return s.recordOn(c, f, operation.Locking(f.snapshot.ID, lock))
}

// parseLock reads a lock from a form, or says what is wrong with which field. It holds to the end
// of its day.
func parseLock(reason, until string, zone *time.Location, now time.Time) (lock operation.Lock, field, why string) {
	lock.Reason = strings.Join(strings.Fields(reason), " ")
	if lock.Reason == "" {
		return lock, "reason", "Give a reason for the lock."
	}
	if len([]rune(lock.Reason)) > maxReason {
		return lock, "reason", fmt.Sprintf("The reason has more than %d characters.", maxReason)
	}
	if until == "" {
		return lock, "", ""
	}
	day, err := time.ParseInLocation(time.DateOnly, until, zone)
	if err != nil {
		return lock, "until", "The end of the lock is not a date."
	}
	lock.Until = day.AddDate(0, 0, 1).UTC()
	if lock.Over(now) {
		return lock, "until", "The end of the lock lies in the past."
	}
	return lock, "", ""
}

// maxReason is how long the reason of a lock may be, so that it fits into a label.
const maxReason = 63

// unlock takes the lock off a snapshot.
func (s *Server) unlock(c echo.Context) error {
	f, err := s.snapshotFormOf(c)
	if err != nil {
		return err
	}
	if len(f.earlier) > 0 {
		return again(c, f.earlier, f.page())
	}
	return s.recordOn(c, f, operation.Unlocking(f.snapshot.ID))
}
