package snapshotlist

import (
	"context"

	"snapdeck/internal/handlers/ledger"
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/resource"
	"snapdeck/internal/handlers/texts"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/views"
	"snapdeck/internal/views/ui"
)

// TwiceOf returns the snapshots that were created twice, as far as a page is about them.
func (s *List) TwiceOf(ctx context.Context, req web.Request, about func(operation.CreatedTwice) bool) []views.Twice {
	var shown []views.Twice
	for _, t := range ledger.CreatedTwice(ctx, s.Ledger, s.Log, req.View, req.Now) {
		if op := t.Operation; !about(t) || op.State.Final() && req.Now.Sub(op.FinishedAt) >= ledger.TwiceSince {
			continue
		}
		v := views.Twice{
			ID: t.Operation.ID, Name: texts.TargetName(t.Operation), Operation: paths.OperationHref(t.Operation.ID), N: len(t.Snapshots),
			Volume: resource.VolumeLink(req.View, t.Operation.VolumeID, t.Operation.VolumeName),
		}
		s.nameSurplus(req, t, &v)
		shown = append(shown, v)
	}
	return shown
}

// nameSurplus adds the snapshot that can be deleted, unless all others are already being deleted.
func (s *List) nameSurplus(req web.Request, t operation.CreatedTwice, v *views.Twice) {
	staying := 0
	surplus, found := t.Surplus(func(snap inventory.Snapshot) bool {
		return s.LockView(req, snap.ID) != nil || s.Operations.Needed(snap.ID) || s.isLeaving(snap.ID)
	})
	for _, snap := range t.Snapshots {
		if !s.isLeaving(snap.ID) {
			staying++
		}
	}
	if v.Leaving = staying < 2; v.Leaving || !found {
		return
	}
	v.Surplus = ui.Link{Text: texts.DisplayName(surplus.Name, surplus.ID), Href: paths.SnapshotHref(surplus.ID)}
	v.Created, v.Review = new(req.Moment(surplus.Metadata.CreatedDate)), paths.SnapshotHref(surplus.ID)+"/delete"
}

func (s *List) isLeaving(snapshotID string) bool {
	_, leaving := s.Operations.Deletion(snapshotID)
	return leaving
}
