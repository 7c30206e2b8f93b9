package snapshotlist

import (
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/texts"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/quantity"
	"snapdeck/internal/views"
	"snapdeck/internal/views/ui"
)

// Row returns the row of a snapshot in a short list to choose from.
func (s *List) Row(req web.Request, snap inventory.Snapshot) views.SnapshotRow {
	return views.SnapshotRow{
		ID:        snap.ID,
		Name:      ui.Link{Text: texts.DisplayName(snap.Name, snap.ID), Href: paths.SnapshotHref(snap.ID)},
		Pill:      texts.SnapshotPill(snap.Metadata.State),
		Size:      quantity.Size(snap.SizeGB),
		Bytes:     quantity.Bytes(snap.SizeGB),
		Created:   req.Moment(snap.Metadata.CreatedDate),
		CreatedBy: snap.Metadata.CreatedBy,
		Badges:    s.BadgesOf(req, &snap),
	}
}
