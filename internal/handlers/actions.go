package handlers

import (
	"crypto/sha256"
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
func (s *Server) actionsOn(a asked, snap inventory.Snapshot) views.Actions {
	v := views.Actions{
		Href: snapshotHref(snap.ID), Key: s.keyOn(a, snap.ID), Name: snap.Name, Text: snap.PlainDescription(),
		MaxName: inventory.MaxName, MaxText: inventory.MaxDescription,
		Lock: s.lockView(a, snap.ID),
	}
	if s.lastGood(a.view, snap) {
		v.LastGood = "This is the last good snapshot of its volume."
	}
	for _, l := range a.view.LabelsOf(snap.ID) {
		if inventory.OwnLabel(l.Key) {
			v.Own = append(v.Own, views.Message{Code: l.Key, Text: l.Value})
			continue
		}
		v.Labels = append(v.Labels, views.LabelRow{Key: l.Key, Value: l.Value})
	}
	return v
}

// keyOn is the key of the forms on a snapshot's page: it stays until something new is asked
// for, so that the page need not be sent again for it. It is never one that was used before, which
// the board, that forgets operations, could not tell.
func (s *Server) keyOn(a asked, snapshotID string) string {
	latest, _, err := s.Ledger.List(a.ctx, operation.Filter{SnapshotID: snapshotID, Limit: 1})
	switch {
	case err != nil:
		return uuid.NewString()
	case len(latest) == 0:
		return "first"
	}
	return latest[0].ID
}

// operationsOnSnapshot are those that change or use a snapshot and run, or have just ended.
func (s *Server) operationsOnSnapshot(a asked, snapshotID string) []views.Operation {
	var shown []views.Operation
	for _, op := range s.Board.OnSnapshot(snapshotID) {
		if op.Kind != operation.CreateSnapshot && (!op.State.Final() || op.State == operation.Unknown || a.now.Sub(op.FinishedAt) < endedShown) {
			shown = append(shown, s.operationView(a, op))
		}
	}
	return shown
}

// snapshotForm is a form that was sent about a snapshot.
type snapshotForm struct {
	asked
	snap inventory.Snapshot
	by   operation.Person
	key  string
}

// formOn reads a form about the snapshot that the address names. Its key tells apart what was
// sent: the same form sent twice is one wish, another one is another.
func (s *Server) formOn(c echo.Context) (snapshotForm, error) {
	if err := parseForm(c.Request()); err != nil {
		return snapshotForm{}, err
	}
	a := s.ask(c.Request().Context(), c.Request().URL, map[string]string{"id": c.Param("id")}, userOf(c))
	snap, err := findSnapshot(a)
	key := onceKey(c, a, c.Path()+"/"+snap.ID)
	return snapshotForm{a, snap, operation.Person{Name: a.user, Addr: c.RealIP()}, key}, err
}

// onceKey is the key of what a form asks for: the same form sent twice asks once.
func onceKey(c echo.Context, a asked, about string) string {
	key := c.FormValue("key")
	if key == "" || len(key) > maxKey {
		key = uuid.NewString()
	}
	sent := sha256.Sum256([]byte(c.Request().PostForm.Encode()))
	return fmt.Sprintf("%s%s/%s/%x", a.user, about, key, sent[:8])
}

func findSnapshot(a asked) (inventory.Snapshot, error) {
	snap, found := a.view.Snapshot(a.params["id"])
	if !found {
		return snap, notFound(a, "Snapshot "+a.params["id"], "All snapshots", "/snapshots")
	}
	return snap, nil
}

func toSnapshot(c echo.Context, id string) error {
	return c.Redirect(http.StatusSeeOther, snapshotHref(id))
}

// recordedHref is the page of what was recorded.
func recordedHref(r operation.Recorded) string {
	if r.Batch != "" {
		return batchHref(r.Batch)
	}
	return operationHref(r.Ops[0].ID)
}

// label adds, changes or removes a label of a snapshot.
func (s *Server) label(c echo.Context) error {
	f, err := s.formOn(c)
	if err != nil {
		return err
	}
	change, why := operation.LabelChange{Key: c.FormValue("label"), Value: c.FormValue("value"), Remove: c.FormValue("remove") != ""}.Clean()
	if why != "" {
		return s.snapshotAgain(c, f.asked, why+" Nothing was changed.")
	}
	if _, err := s.Engine.LabelSnapshots(f.ctx, []operation.LabelWish{{Key: f.key, SnapshotID: f.snap.ID, Changes: []operation.LabelChange{change}}}, f.by); err != nil {
		return fmt.Errorf("record the label: %w", err)
	}
	return toSnapshot(c, f.snap.ID)
}

// snapshotAgain shows a snapshot as it stands, and why nothing was done.
func (s *Server) snapshotAgain(c echo.Context, a asked, notice string) error {
	p, err := s.snapshotPage(a, notice)
	if err != nil {
		return err
	}
	sh := s.shell(c, p, a)
	sh.Path, sh.Stream = snapshotHref(a.params["id"]), ""
	return s.send(c, http.StatusUnprocessableEntity, p.body(sh))
}

// lock locks a snapshot with a reason, and until a day if one is given.
func (s *Server) lock(c echo.Context) error {
	f, err := s.formOn(c)
	if err != nil {
		return err
	}
	lock, _, why := lockIn(c.FormValue("reason"), c.FormValue("until"), s.Zone, f.now)
	if why != "" {
		return s.snapshotAgain(c, f.asked, why+" Nothing was changed.")
	}
	if _, err := s.Engine.LockSnapshots(f.ctx, []operation.SnapshotWish{{Key: f.key, SnapshotID: f.snap.ID}}, lock, f.by); err != nil {
		return fmt.Errorf("record the lock: %w", err)
	}
	return toSnapshot(c, f.snap.ID)
}

// lockIn reads a lock from a form, or says what is wrong with which field. It holds to the end
// of its day.
func lockIn(reason, until string, zone *time.Location, now time.Time) (lock operation.Lock, field, why string) {
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
	f, err := s.formOn(c)
	if err != nil {
		return err
	}
	if _, err := s.Engine.UnlockSnapshots(f.ctx, []operation.SnapshotWish{{Key: f.key, SnapshotID: f.snap.ID}}, f.by); err != nil {
		return fmt.Errorf("record the unlock: %w", err)
	}
	return toSnapshot(c, f.snap.ID)
}
