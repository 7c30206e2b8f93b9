package handlers

import (
	"fmt"
	"net/http"

	"github.com/a-h/templ"
	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/views"
)

// overwriteForm lays out what overwriting a volume with a snapshot means; nil when there is no
// such volume.
func (s *Server) overwriteForm(a asked, snap inventory.Snapshot, volumeID string) *views.OverwriteForm {
	vol, found := a.view.Volume(volumeID)
	if !found {
		return nil
	}
	dc, _ := a.view.Datacenter(vol.DatacenterID)
	made := a.moment(snap.Metadata.CreatedDate)
	f := &views.OverwriteForm{
		Action: snapshotHref(snap.ID) + "/overwrite", Key: uuid.NewString(), VolumeID: vol.ID,
		Volume: volumeLink(a.view, vol.ID, ""), Why: operation.WhyNotOnto(snap, vol.SizeGB, dc.Location),
		Phrase: "overwrite " + named(vol.Name, vol.ID), Safety: true, SafetyName: s.safetyName(a, vol), Errors: map[string]string{},
		Facts: []views.Fact{
			{Label: "What is lost", Text: "Everything written to it since the snapshot was made, " + made.Ago + ", and whatever else it holds now", Title: made.Exact},
			{Label: "Size", Text: fmt.Sprintf("%s; the snapshot has %s", views.GB(vol.SizeGB), views.GB(snap.SizeGB))},
			{Label: "Location", Text: dc.Location + ", in " + named(dc.Name, dc.ID)},
			{Label: "Attached to", Text: attachedWords(a.view, vol.ID)},
		},
	}
	if blocked := blockedBy(a.view, vol); f.Why == "" && blocked != "" {
		f.Why = blocked
	}
	if vol.SizeGB > snap.SizeGB {
		f.Warnings = append(f.Warnings, "The volume is larger than the snapshot; the guest has to grow its partition afterwards.")
	}
	if source := a.view.Source(snap.ID); source.VolumeID != vol.ID {
		f.Warnings = append(f.Warnings, "The snapshot is not known to come from this volume.")
	}
	server, running := runningOn(a.view, vol.ID)
	if running && server.Type == "CUBE" {
		f.Warnings = append(f.Warnings, named(server.Name, server.ID)+" is a Cube, which the API cannot power off. Shut the guest down yourself first, or its running system and the restored disk disagree.")
	} else if running {
		f.Server, f.Stop = named(server.Name, server.ID), true
	}
	return f
}

func attachedWords(v *inventory.View, volumeID string) string {
	servers := v.ServersOn(volumeID)
	if len(servers) == 0 {
		return "no server"
	}
	return named(servers[0].Name, servers[0].ID) + ", which is " + vmPill(servers[0]).Word
}

// runningOn is the server that is attached to a volume and may be writing to it.
func runningOn(v *inventory.View, volumeID string) (inventory.Server, bool) {
	for _, server := range v.ServersOn(volumeID) {
		if server.Running() {
			return server, true
		}
	}
	return inventory.Server{}, false
}

// safetyName is the name of the snapshot that is taken before a volume is overwritten.
func (s *Server) safetyName(a asked, vol inventory.Volume) string {
	dc, _ := a.view.Datacenter(vol.DatacenterID)
	return operation.ExpandName("{volume} before restore {date} {time}", vol, dc, a.now.In(s.Zone))
}

// overwrite records all the steps of a restore over a volume.
func (s *Server) overwrite(c echo.Context) error {
	f, err := s.formOn(c)
	if err != nil {
		return err
	}
	form := s.overwriteForm(f.asked, f.snap, c.FormValue("volume"))
	if form == nil {
		return notFound(f.asked, "Volume "+c.FormValue("volume"), "All volumes", "/volumes")
	}
	form.Stop, form.Safety = c.FormValue("stop") != "", c.FormValue("safety") != ""
	if form.Why == "" && !samePhrase(c.FormValue("phrase"), form.Phrase) {
		form.Errors["phrase"] = "That is not the phrase. Nothing was overwritten."
	}
	if form.Why != "" || len(form.Errors) > 0 {
		p := s.restoreView(f.asked, f.snap)
		p.Overwrite, p.Chosen = form, true
		shown := s.restoreViewPage(f.snap, p)
		return s.send(c, http.StatusUnprocessableEntity, shown.body(s.shell(c, shown, f.asked)))
	}
	vol, _ := f.view.Volume(form.VolumeID)
	wish := operation.RestoreWish{
		Key: f.key, DatacenterID: vol.DatacenterID, Pairs: []operation.RestorePair{{SnapshotID: f.snap.ID, VolumeID: vol.ID}},
		Safety: s.safetyNames(f.asked, form.Safety),
	}
	if server, running := runningOn(f.view, vol.ID); running && form.Server != "" && form.Stop {
		wish.Stop = &operation.ServerRef{ID: server.ID, Name: server.Name}
		wish.Start = wish.Stop
	}
	done, err := s.Engine.RestoreVolumes(f.ctx, wish, f.by)
	if err != nil {
		return fmt.Errorf("record the restore: %w", err)
	}
	return c.Redirect(http.StatusSeeOther, recordedHref(done))
}

// safetyNames names the safety snapshots, or none when they are not wanted.
func (s *Server) safetyNames(a asked, wanted bool) func(inventory.Volume) string {
	return func(vol inventory.Volume) string {
		if !wanted {
			return ""
		}
		return s.safetyName(a, vol)
	}
}

// restoreChoice lists the snapshots that a volume can be restored from.
func (s *Server) restoreChoice(a asked) (page, error) {
	vol, dc, err := findVolume(a)
	if err != nil {
		return page{}, err
	}
	p := views.RestoreChoice{Volume: named(vol.Name, vol.ID), Back: volumeHref(dc.ID, vol.ID)}
	source := func(snap inventory.Snapshot) views.RestoreSource {
		return views.RestoreSource{
			Row: snapshotRow(a, snap), Why: operation.WhyNotOnto(snap, vol.SizeGB, dc.Location),
			Href: snapshotHref(snap.ID) + "/restore?volume=" + queryEscape(vol.ID) + "#overwrite",
		}
	}
	for _, snap := range a.view.SnapshotsOf(vol.ID) {
		p.Own = append(p.Own, source(snap))
	}
	for _, snap := range a.view.Snapshots {
		if a.view.Source(snap.ID).VolumeID == vol.ID || len(p.Others) >= othersShown {
			continue
		}
		if r := source(snap); r.Why == "" {
			p.Others = append(p.Others, r)
		}
	}
	crumbs := crumbsOf(a, &dc, &vol)
	crumbs[len(crumbs)-1].Href = volumeHref(dc.ID, vol.ID)
	return page{
		title: "Restore " + p.Volume, nav: "volumes",
		crumbs: append(crumbs, views.Link{Text: "Restore"}),
		body:   func(sh views.Shell) templ.Component { return views.RestoreChoicePage(sh, p) },
	}, nil
}

// othersShown is how many snapshots of other volumes are offered.
const othersShown = 100
