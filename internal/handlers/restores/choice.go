package restores

import (
	"context"
	"net/url"
	"strings"

	"github.com/a-h/templ"

	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/resource"
	"snapdeck/internal/handlers/sourceview"
	"snapdeck/internal/handlers/texts"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/views"
	"snapdeck/internal/views/ui"
)

const maxOthers = 100

// restoreChoice lists the snapshots that a volume can be restored from: its own, those that are probably its own, and
// separately those of other volumes that fit.
func (s *Handlers) restoreChoice(_ context.Context, req web.Request) (web.Page, error) {
	vol, dc, err := resource.FindVolume(req)
	if err != nil {
		return web.Page{}, err
	}
	p := views.RestoreChoice{Volume: texts.DisplayName(vol.Name, vol.ID), Back: paths.VolumeHref(dc.ID, vol.ID)}
	source := func(snap inventory.Snapshot) views.RestoreSource { return s.restoreSource(req, vol, dc, snap) }
	taken := map[string]bool{}
	for _, snap := range req.View.SnapshotsOf(vol.ID) {
		taken[snap.ID] = true
		p.Own = append(p.Own, source(snap))
	}
	for _, snap := range req.View.LikelyOf(vol.ID) {
		taken[snap.ID] = true
		p.Probable = append(p.Probable, source(snap))
	}
	for _, snap := range req.View.Snapshots {
		if taken[snap.ID] || !operation.RestoreProblem(*snap, vol.SizeGB, dc.Location).None() {
			continue
		}
		if p.OtherCount++; p.OtherCount <= maxOthers {
			p.Others = append(p.Others, source(*snap))
		}
	}
	if !markBest(p.Own) {
		markBest(p.Probable)
	}
	crumbs := resource.Crumbs(&dc, &vol)
	crumbs[len(crumbs)-1].Href = paths.VolumeHref(dc.ID, vol.ID)
	return web.Page{
		Title: "Restore " + p.Volume, Nav: "volumes",
		Crumbs: append(crumbs, ui.Link{Text: "Restore"}),
		Body:   func(sh views.PageLayout) templ.Component { return views.RestoreChoicePage(sh, p) },
	}, nil
}

// restoreSource returns the entry of a snapshot in the list, with the reason if the volume cannot be restored from
// it.
func (s *Handlers) restoreSource(req web.Request, vol inventory.Volume, dc inventory.Datacenter, snap inventory.Snapshot) views.RestoreSource {
	source := req.View.SourceOf(snap.ID)
	r := views.RestoreSource{
		Row: s.list.Row(req, snap), Problem: operation.RestoreProblem(snap, vol.SizeGB, dc.Location).Text,
		Href:   paths.SnapshotHref(snap.ID) + "/restore?volume=" + url.QueryEscape(vol.ID),
		Source: sourceview.SourceVolume(req.View, source.VolumeID), Likely: source.Confidence == inventory.Likely, Reason: strings.Join(source.Evidence, " "),
	}
	if source.VolumeID == "" {
		r.Source = ui.Link{}
	}
	if _, open := s.Operations.Deletion(snap.ID); open && r.Problem == "" {
		r.Problem = "Its deletion is planned."
	}
	r.Row.Pill = texts.UnusualPill(r.Row.Pill)
	return r
}

// markBest marks the newest snapshot that can be restored, and reports whether there is one.
func markBest(newestFirst []views.RestoreSource) bool {
	for i := range newestFirst {
		if newestFirst[i].Problem == "" {
			newestFirst[i].Best = true
			return true
		}
	}
	return false
}
