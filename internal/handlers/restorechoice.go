package handlers

import (
	"strings"

	"github.com/a-h/templ"

	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/views"
)

// maxOthers is how many snapshots of other volumes are offered.
const maxOthers = 100

// restoreChoice lists the snapshots that a volume can be restored from: its own, those that probably are, and
// apart from them those of other volumes that fit.
func (s *Server) restoreChoice(req pageRequest) (page, error) {
	vol, dc, err := findVolume(req)
	if err != nil {
		return page{}, err
	}
	p := views.RestoreChoice{Volume: displayName(vol.Name, vol.ID), Back: volumeHref(dc.ID, vol.ID)}
	source := func(snap inventory.Snapshot) views.RestoreSource { return s.restoreSource(req, vol, dc, snap) }
	taken := map[string]bool{}
	for _, snap := range req.view.SnapshotsOf(vol.ID) {
		taken[snap.ID] = true
		p.Own = append(p.Own, source(snap))
	}
	for _, snap := range req.view.LikelyOf(vol.ID) {
		taken[snap.ID] = true
		p.Probable = append(p.Probable, source(snap))
	}
	for _, snap := range req.view.Snapshots {
		if taken[snap.ID] || operation.RestoreProblem(*snap, vol.SizeGB, dc.Location) != "" {
			continue
		}
		if p.OtherCount++; p.OtherCount <= maxOthers {
			p.Others = append(p.Others, source(*snap))
		}
	}
	if !markBest(p.Own) {
		markBest(p.Probable)
	}
	crumbs := crumbsOf(req, &dc, &vol)
	crumbs[len(crumbs)-1].Href = volumeHref(dc.ID, vol.ID)
	return page{
		title: "Restore " + p.Volume, nav: "volumes",
		crumbs: append(crumbs, views.Link{Text: "Restore"}),
		body:   func(sh views.PageLayout) templ.Component { return views.RestoreChoicePage(sh, p) },
	}, nil
}

// restoreSource is a snapshot that a volume can be restored from, or why it cannot.
func (s *Server) restoreSource(req pageRequest, vol inventory.Volume, dc inventory.Datacenter, snap inventory.Snapshot) views.RestoreSource {
	answer := req.view.SourceOf(snap.ID)
	r := views.RestoreSource{
		Row: s.snapshotRow(req, snap), Problem: operation.RestoreProblem(snap, vol.SizeGB, dc.Location),
		Href:   snapshotHref(snap.ID) + "/restore?volume=" + queryEscape(vol.ID),
		Source: sourceVolume(req.view, answer.VolumeID), Likely: answer.Confidence == inventory.Likely, Reason: strings.Join(answer.Evidence, " "),
	}
	if answer.VolumeID == "" {
		r.Source = views.Link{}
	}
	if _, open := s.Operations.Deletion(snap.ID); open && r.Problem == "" {
		r.Problem = "Its deletion is planned."
	}
	r.Row.Pill = unusualPill(r.Row.Pill)
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
