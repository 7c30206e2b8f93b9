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

// onlyCopyPhrase is typed to delete the last good snapshot of a volume.
const onlyCopyPhrase = "delete the last one"

// deletePage reviews a deletion before it is planned.
func (s *Server) deletePage(req pageRequest) (page, error) {
	snap, err := findSnapshot(req)
	if err != nil {
		return page{}, err
	}
	f, err := s.deleteForm(req, snap)
	if err != nil {
		return page{}, err
	}
	return s.deleteFormPage(snap, f), nil
}

func (s *Server) deleteFormPage(snap inventory.Snapshot, f views.DeleteForm) page {
	return page{
		title: "Delete " + f.Name, nav: "snapshots", static: true,
		crumbs: []views.Link{{Text: "Snapshots", Href: "/snapshots"}, {Text: f.Name, Href: snapshotHref(snap.ID)}, {Text: "Delete"}},
		body:   func(sh views.PageLayout) templ.Component { return views.DeletePage(sh, f) },
	}
}

// deleteForm has as much friction as the deletion has consequence.
func (s *Server) deleteForm(req pageRequest, snap inventory.Snapshot) (views.DeleteForm, error) {
	created := req.moment(snap.Metadata.CreatedDate)
	source := sourceLink(req.view, snap.ID)
	f := views.DeleteForm{
		Action: snapshotHref(snap.ID) + "/delete", Back: snapshotHref(snap.ID), Key: uuid.NewString(),
		Name: displayName(snap.Name, snap.ID), Lock: s.lockView(req, snap.ID),
		Failed: snap.Metadata.State == inventory.StateFailed, OnlyGoodCopy: s.isOnlyGoodCopy(req, snap),
		Remaining: s.remainingText(req, snap),
		Facts: []views.Fact{
			{Label: "Name", Text: displayName(snap.Name, "without a name")},
			{Label: "Age", When: &created},
			{Label: "Size", Text: views.Size(snap.SizeGB), Title: views.Bytes(snap.SizeGB)},
			{Label: "Location", Text: snap.Location},
			{Label: "Source", Text: displayName(source.Text, "unknown"), Href: source.Href},
			{Label: "Id", Text: snap.ID, Copy: true},
		},
	}
	f.Facts = slices.Insert(f.Facts, 3, s.freedFacts(req, snap)...)
	if f.OnlyGoodCopy {
		f.Phrase = onlyCopyPhrase
	}
	if !f.Failed && s.UndoWindow > 0 {
		f.Undo = undoText(s.UndoWindow)
	}
	if op, open := s.Operations.Deletion(snap.ID); open {
		shown := s.operationView(req, op)
		f.Planned = &shown
	}
	op, used, err := s.usedBy(req.ctx, snap.ID)
	if used {
		shown := s.operationView(req, op)
		f.Used = &shown
	}
	return f, err
}

// freedFacts are what a deletion gives back.
func (s *Server) freedFacts(req pageRequest, snap inventory.Snapshot) []views.Fact {
	facts := req.costFact("Cost that ends", req.view.CostOfSnapshot(snap.ID))
	if q := s.hddQuota(req); q.Known() {
		facts = append(facts, views.Fact{Label: "HDD quota, before → after", Text: freedText(q, snap.SizeGB)})
	}
	return facts
}

func undoText(d time.Duration) string {
	if d%time.Minute == 0 {
		return views.Plural(int(d/time.Minute), "minute", "minutes")
	}
	return d.String()
}

// remainingText says what is left of the source volume when a snapshot is gone.
func (s *Server) remainingText(req pageRequest, snap inventory.Snapshot) string {
	source := req.view.Source(snap.ID)
	if snap.Metadata.State == inventory.StateFailed {
		return "It has failed, so it is not a usable copy."
	}
	if !source.Known() {
		return "Source volume unknown, so its remaining snapshots cannot be counted."
	}
	good, newest := 0, time.Time{}
	for _, other := range req.view.SnapshotsOf(source.VolumeID) {
		if _, leaving := s.Operations.Deletion(other.ID); other.ID == snap.ID || leaving || other.Metadata.State != inventory.StateAvailable {
			continue
		}
		good++
		if other.Metadata.CreatedDate.After(newest) {
			newest = other.Metadata.CreatedDate
		}
	}
	vol, exists := req.view.Volume(source.VolumeID)
	name := displayName(vol.Name, source.VolumeID)
	switch {
	case good > 0:
		return fmt.Sprintf("%s of %s will remain, the newest created %s.", views.Plural(good, "good snapshot", "good snapshots"), name, req.moment(newest).Ago)
	case exists:
		return fmt.Sprintf("No other good snapshot of %s is known. Without this one, the volume cannot be restored.", name)
	default:
		return "Its volume is already deleted, and no other good snapshot of it is known."
	}
}

// planDeletion records that a snapshot is to be deleted, and what its loss was confirmed to mean.
func (s *Server) planDeletion(c echo.Context) error {
	f, err := s.snapshotFormOf(c)
	if err != nil {
		return err
	}
	if len(f.earlier) > 0 {
		return again(c, f.earlier, f.page())
	}
	if op, open := s.Operations.Deletion(f.snapshot.ID); open {
		return s.openAlready(c, op)
	}
	form, err := s.deleteForm(f.pageRequest, f.snapshot)
	if err != nil {
		return err
	}
	confirmed := samePhrase(c.FormValue("phrase"), onlyCopyPhrase)
	switch {
	case form.Lock != nil, form.Used != nil:
		return s.redisplayDelete(c, f, form, http.StatusConflict)
	case form.OnlyGoodCopy && !confirmed:
		form.PhraseError = "That is not the phrase. Nothing was deleted."
		return s.redisplayDelete(c, f, form, http.StatusUnprocessableEntity)
	}
	done, err := s.Engine.Submit(f.ctx, f.by, f.key, s.Engine.Deletion(f.snapshot.ID, operation.Consent{LastGood: confirmed}))
	if err != nil {
		return s.notRecorded(c, err, func(*operation.KeyUsedError) error {
			form.Notice = otherContent
			return s.redisplayDelete(c, f, form, http.StatusConflict)
		})
	}
	return recorded(c, done, f.page())
}

func (s *Server) redisplayDelete(c echo.Context, f snapshotForm, form views.DeleteForm, status int) error {
	p := s.deleteFormPage(f.snapshot, form)
	return s.send(c, status, p.body(s.layout(c, p, f.pageRequest)))
}

// samePhrase compares what was typed, whatever its case and spaces.
func samePhrase(typed, phrase string) bool {
	return strings.EqualFold(strings.Join(strings.Fields(typed), " "), phrase)
}
