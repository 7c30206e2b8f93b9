package snapshots

import (
	"slices"

	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/sourceview"
	"snapdeck/internal/handlers/texts"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/quantity"
	"snapdeck/internal/views"
	"snapdeck/internal/views/ui"
)

// chainAround limits the volume's snapshots that are shown on either side of the page's own.
const chainAround = 4

// isLatestGood reports whether a snapshot is the newest good one of its known source volume.
func isLatestGood(v *inventory.View, snap inventory.Snapshot) bool {
	good := v.CopiesOf(v.Source(snap.ID).VolumeID).Good
	return good != nil && good.ID == snap.ID
}

// chainOf returns the position of a snapshot among those of its volume, oldest first; nil when its source is unknown.
func (s *Handlers) chainOf(req web.Request, snap inventory.Snapshot) *views.SnapshotChain {
	source := req.View.Source(snap.ID)
	if !source.Known() {
		return nil
	}
	all := req.View.SnapshotsOf(source.VolumeID)
	slices.Reverse(all)
	at := slices.IndexFunc(all, func(x inventory.Snapshot) bool { return x.ID == snap.ID })
	if at < 0 {
		return nil
	}
	from, to := max(0, at-chainAround), min(len(all), at+chainAround+1)
	c := &views.SnapshotChain{Volume: sourceview.SourceVolume(req.View, source.VolumeID), Total: len(all), Older: from, Newer: len(all) - to, Remaining: s.remainingText(req, snap)}
	for _, other := range all[from:to] {
		c.Items = append(c.Items, views.ChainItem{
			Snapshot: ui.Link{Text: texts.DisplayName(other.Name, other.ID), Href: paths.SnapshotHref(other.ID)}, Created: req.Moment(other.Metadata.CreatedDate),
			Size: quantity.SizeOf(other.SizeGB, ""), Pill: texts.UnusualPill(texts.SnapshotPill(other.Metadata.State)), Current: other.ID == snap.ID, Latest: isLatestGood(req.View, other),
		})
	}
	return c
}
