package handlers

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/a-h/templ"
	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/views"
)

// lastPhrase is typed to delete the last good snapshot of a volume.
const lastPhrase = "delete the last one"

// deletePage reviews a deletion before it is planned.
func (s *Server) deletePage(a asked) (page, error) {
	snap, err := findSnapshot(a)
	if err != nil {
		return page{}, err
	}
	f, err := s.deleteForm(a, snap)
	if err != nil {
		return page{}, err
	}
	return s.deleteFormPage(snap, f), nil
}

func (s *Server) deleteFormPage(snap inventory.Snapshot, f views.DeleteForm) page {
	return page{
		title: "Delete " + f.Name, nav: "snapshots", still: true,
		crumbs: []views.Link{{Text: "Snapshots", Href: "/snapshots"}, {Text: f.Name, Href: snapshotHref(snap.ID)}, {Text: "Delete"}},
		body:   func(sh views.Shell) templ.Component { return views.DeletePage(sh, f) },
	}
}

// deleteForm has as much friction as the deletion has consequence.
func (s *Server) deleteForm(a asked, snap inventory.Snapshot) (views.DeleteForm, error) {
	created := a.moment(snap.Metadata.CreatedDate)
	source := sourceLink(a.view, snap.ID)
	f := views.DeleteForm{
		Action: snapshotHref(snap.ID) + "/delete", Back: snapshotHref(snap.ID), Key: uuid.NewString(),
		Name: named(snap.Name, snap.ID), Lock: s.lockView(a, snap.ID),
		Failed: snap.Metadata.State == inventory.StateFailed, Last: s.lastGood(a, snap),
		Remains: s.remains(a, snap),
		Facts: []views.Fact{
			{Label: "Name", Text: named(snap.Name, "without a name")},
			{Label: "Age", When: &created},
			{Label: "Size", Text: views.GB(snap.SizeGB), Title: views.Bytes(snap.SizeGB)},
			{Label: "Location", Text: snap.Location},
			{Label: "Source", Text: named(source.Text, "unknown"), Href: source.Href},
			{Label: "Id", Text: snap.ID, Copy: true},
		},
	}
	f.Facts = slices.Insert(f.Facts, 3, s.freedFacts(a, snap)...)
	if f.Last {
		f.Phrase = lastPhrase
	}
	if !f.Failed && s.UndoWindow > 0 {
		f.Undo = undoWords(s.UndoWindow)
	}
	if op, open := s.Board.Deletion(snap.ID); open {
		shown := s.operationView(a, op)
		f.Planned = &shown
	}
	op, used, err := s.usedBy(a.ctx, snap.ID)
	if used {
		shown := s.operationView(a, op)
		f.Used = &shown
	}
	return f, err
}

// freedFacts are what a deletion gives back.
func (s *Server) freedFacts(a asked, snap inventory.Snapshot) []views.Fact {
	facts := a.costFact("Cost that ends", a.view.CostOfSnapshot(snap.ID))
	if q := s.hddQuota(a); q.Known() {
		facts = append(facts, views.Fact{Label: "HDD quota, before → after", Text: freedWords(q, snap.SizeGB)})
	}
	return facts
}

func undoWords(d time.Duration) string {
	if d%time.Minute == 0 {
		return views.Plural(int(d/time.Minute), "minute", "minutes")
	}
	return d.String()
}

// remains says what is left of the source volume when a snapshot is gone.
func (s *Server) remains(a asked, snap inventory.Snapshot) string {
	source := a.view.Source(snap.ID)
	if snap.Metadata.State == inventory.StateFailed {
		return "It has failed and is no good copy of anything."
	}
	if !source.Known() {
		return "Nobody knows which volume it came from, so nobody knows what remains of that."
	}
	good, newest := 0, time.Time{}
	for _, other := range a.view.SnapshotsOf(source.VolumeID) {
		if _, leaving := s.Board.Deletion(other.ID); other.ID == snap.ID || leaving || other.Metadata.State != inventory.StateAvailable {
			continue
		}
		good++
		if other.Metadata.CreatedDate.After(newest) {
			newest = other.Metadata.CreatedDate
		}
	}
	_, there := a.view.Volume(source.VolumeID)
	switch {
	case good > 0:
		return fmt.Sprintf("%s of this volume remain, the newest made %s.", views.Plural(good, "good snapshot", "good snapshots"), a.moment(newest).Ago)
	case there:
		return "The volume itself is still there, and nothing else could bring back what it holds today."
	default:
		return "The volume itself is gone already: this is all that remains of it."
	}
}

// planDeletion records that a snapshot is to be deleted, and what its loss was confirmed to mean.
func (s *Server) planDeletion(c echo.Context) error {
	f, err := s.formOn(c)
	if err != nil {
		return err
	}
	if len(f.earlier) > 0 {
		return again(c, f.earlier, f.page())
	}
	if op, open := s.Board.Deletion(f.snap.ID); open {
		return s.openAlready(c, op)
	}
	form, err := s.deleteForm(f.asked, f.snap)
	if err != nil {
		return err
	}
	confirmed := samePhrase(c.FormValue("phrase"), lastPhrase)
	switch {
	case form.Lock != nil, form.Used != nil:
		return s.deleteAgain(c, f, form, http.StatusConflict)
	case form.Last && !confirmed:
		form.Wrong = "That is not the phrase. Nothing was deleted."
		return s.deleteAgain(c, f, form, http.StatusUnprocessableEntity)
	}
	done, err := s.Engine.Submit(f.ctx, f.by, f.key, s.Engine.Deletion(f.snap.ID, operation.Consent{LastGood: confirmed}))
	if err != nil {
		return s.notRecorded(c, err, func(*operation.KeyUsedError) error {
			form.Notice = otherContent
			return s.deleteAgain(c, f, form, http.StatusConflict)
		})
	}
	return recorded(c, done, f.page())
}

func (s *Server) deleteAgain(c echo.Context, f snapshotForm, form views.DeleteForm, status int) error {
	p := s.deleteFormPage(f.snap, form)
	return s.send(c, status, p.body(s.shell(c, p, f.asked)))
}

// samePhrase compares what was typed, whatever its case and spaces.
func samePhrase(typed, phrase string) bool {
	return strings.EqualFold(strings.Join(strings.Fields(typed), " "), phrase)
}
