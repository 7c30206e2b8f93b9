package volumelist

import (
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/texts"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/quantity"
	"snapdeck/internal/views"
	"snapdeck/internal/views/ui"
)

// VolumeRow returns the row of a volume in a review.
func VolumeRow(req web.Request, vol inventory.Volume) views.VolumeRow {
	dc, _ := req.View.Datacenter(vol.DatacenterID)
	return views.VolumeRow{
		ID:         vol.ID,
		Name:       ui.Link{Text: texts.DisplayName(vol.Name, vol.ID), Href: paths.VolumeHref(vol.DatacenterID, vol.ID)},
		Datacenter: ui.Link{Text: texts.DisplayName(dc.Name, dc.ID), Href: paths.DatacenterHref(dc.ID)},
		Location:   dc.Location,
		Size:       quantity.Size(vol.SizeGB),
		Bytes:      quantity.Bytes(vol.SizeGB),
	}
}
