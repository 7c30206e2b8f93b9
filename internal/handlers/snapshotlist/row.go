package snapshotlist

import (
	"snapdeck/internal/handlers/texts"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/views"
	"snapdeck/internal/views/ui"
)

// Row returns a snapshot that one chooses among a few.
func (s *List) Row(req web.Request, snap inventory.Snapshot) views.SnapshotRow {
	return views.SnapshotRow{
		ID:        snap.ID,
		Name:      ui.Link{Text: texts.DisplayName(snap.Name, snap.ID), Href: web.SnapshotHref(snap.ID)},
		Pill:      texts.SnapshotPill(snap.Metadata.State),
		Size:      ui.Size(snap.SizeGB),
		Bytes:     ui.Bytes(snap.SizeGB),
		Created:   req.Moment(snap.Metadata.CreatedDate),
		CreatedBy: snap.Metadata.CreatedBy,
		Badges:    s.BadgesOf(req, &snap),
	}
}
