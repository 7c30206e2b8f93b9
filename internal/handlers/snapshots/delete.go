package snapshots

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/a-h/templ"
	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"snapdeck/internal/handlers/forms"
	"snapdeck/internal/handlers/money"
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/quotas"
	"snapdeck/internal/handlers/resource"
	"snapdeck/internal/handlers/texts"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/quantity"
	"snapdeck/internal/views"
	"snapdeck/internal/views/ui"
)

func (s *Handlers) deletePage(ctx context.Context, req web.Request) (web.Page, error) {
	snap, err := resource.FindSnapshot(req)
	if err != nil {
		return web.Page{}, err
	}
	f, err := s.deleteForm(ctx, req, snap)
	if err != nil {
		return web.Page{}, err
	}
	return s.deleteFormPage(snap, f), nil
}

func (s *Handlers) deleteFormPage(snap inventory.Snapshot, f views.DeleteForm) web.Page {
	return resource.SnapshotFormPage("Delete", f.Name, snap.ID, func(sh views.PageLayout) templ.Component { return views.DeletePage(sh, f) })
}

// deleteForm returns the form, which asks for more confirmation the more a deletion destroys.
func (s *Handlers) deleteForm(ctx context.Context, req web.Request, snap inventory.Snapshot) (views.DeleteForm, error) {
	created := req.Moment(snap.Metadata.CreatedDate)
	source, evidence := resource.BestSource(req.View, snap.ID)
	f := views.DeleteForm{
		Action: paths.SnapshotHref(snap.ID) + "/delete", Back: paths.SnapshotHref(snap.ID), Key: uuid.NewString(),
		Name: texts.DisplayName(snap.Name, snap.ID), Lock: s.list.LockView(req, snap.ID),
		Failed: snap.Metadata.State == inventory.StateFailed, OnlyGoodCopy: s.list.IsOnlyGoodCopy(req, snap),
		Remaining: s.remainingText(req, snap),
		Facts: []ui.Fact{
			{Label: "Name", Text: texts.DisplayName(snap.Name, "without a name")},
			{Label: "Created", When: &created},
			{Label: "Size", Text: quantity.Size(snap.SizeGB), Title: quantity.Bytes(snap.SizeGB)},
			{Label: "Location", Text: snap.Location},
			{Label: "Source", Text: texts.DisplayName(source.Text, "unknown"), Href: source.Href, Title: evidence},
			{Label: "Id", Text: snap.ID, Copy: true},
		},
	}
	f.Facts = slices.Insert(f.Facts, 3, s.freedFacts(req, snap)...)
	f.Phrase = s.Engine.Phrase(s.Engine.Deletion(snap.ID, operation.Consent{LastGood: f.OnlyGoodCopy}))
	if !f.Failed && s.UndoWindow > 0 {
		f.Undo = texts.UndoText(s.UndoWindow)
	}
	if op, open := s.Operations.Deletion(snap.ID); open {
		shown := s.ops.View(req, op)
		f.Planned = &shown
	}
	op, used, err := s.usedBy(ctx, snap.ID)
	if used {
		shown := s.ops.View(req, op)
		f.Used = &shown
	}
	return f, err
}

func (s *Handlers) freedFacts(req web.Request, snap inventory.Snapshot) []ui.Fact {
	facts := money.CostFact(req.View.Prices, "Saves", req.View.CostOfSnapshot(snap.ID))
	if q := quotas.HDD(s.Base, req); q.Known() {
		facts = append(facts, ui.Fact{Label: "HDD quota, before → after", Text: quotas.FreedText(q, snap.SizeGB)})
	}
	return facts
}

// remainingText describes what remains of the source volume's snapshots after the deletion.
func (s *Handlers) remainingText(req web.Request, snap inventory.Snapshot) string {
	source := req.View.Source(snap.ID)
	if snap.Metadata.State == inventory.StateFailed {
		return "It has failed, so it is not a usable copy."
	}
	if !source.Known() {
		return "Source volume unknown, so its remaining snapshots cannot be counted."
	}
	good, newest := 0, time.Time{}
	for _, other := range req.View.SnapshotsOf(source.VolumeID) {
		if _, leaving := s.Operations.Deletion(other.ID); other.ID == snap.ID || leaving || other.Metadata.State != inventory.StateAvailable {
			continue
		}
		good++
		if other.Metadata.CreatedDate.After(newest) {
			newest = other.Metadata.CreatedDate
		}
	}
	vol, exists := req.View.Volume(source.VolumeID)
	name := texts.DisplayName(vol.Name, source.VolumeID)
	switch {
	case good > 0:
		return fmt.Sprintf("%s of %s will remain, the newest created %s.", quantity.Plural(good, "good snapshot", "good snapshots"), name, req.Moment(newest).Ago)
	case exists:
		return fmt.Sprintf("No other good snapshot of %s is known. Without this one, the volume cannot be restored.", name)
	default:
		return "Its volume is already deleted, and no other good snapshot of it is known."
	}
}

// planDeletion records the deletion with the loss that the user confirmed.
func (s *Handlers) planDeletion(c echo.Context, f resource.SnapshotForm) error {
	if op, open := s.Operations.Deletion(f.Snapshot.ID); open {
		return s.OpenAlready(c, op)
	}
	form, err := s.deleteForm(c.Request().Context(), f.Request, f.Snapshot)
	if err != nil {
		return err
	}
	if form.Lock != nil || form.Used != nil {
		return s.SendPage(c, http.StatusConflict, f.Request, s.deleteFormPage(f.Snapshot, form))
	}
	again := func([]operation.Operation) error {
		form.Notice = forms.OtherContent
		return s.SendPage(c, http.StatusConflict, f.Request, s.deleteFormPage(f.Snapshot, form))
	}
	typed := c.FormValue("phrase") // also where the snapshot was the last good one when the form was shown, and is not now
	deletion := s.Engine.Deletion(f.Snapshot.ID, operation.Consent{LastGood: form.OnlyGoodCopy || typed != ""})
	err = s.Record(c, f.Sent, f.Page(), again, operation.ConfirmedBy(typed, deletion)...)
	if forms.Mistyped(err) {
		form.Phrase, form.PhraseError = s.Engine.Phrase(deletion), forms.MistypedText("deleted")
		return s.SendPage(c, http.StatusUnprocessableEntity, f.Request, s.deleteFormPage(f.Snapshot, form))
	}
	return err
}

// usedBy returns the restore or new volume that needs the snapshot.
func (s *Handlers) usedBy(ctx context.Context, snapshotID string) (op operation.Operation, used bool, err error) {
	except := ""
	for range 2 { // another deletion may need it too, which is no obstacle
		op, used, err = s.Ledger.Holder(ctx, "snapshot:"+snapshotID, except)
		if err != nil {
			return op, false, fmt.Errorf("look whether a restore needs the snapshot: %w", err)
		}
		if !used || op.Kind != operation.DeleteSnapshot {
			return op, used, nil
		}
		except = op.ID
	}
	return op, false, nil
}
