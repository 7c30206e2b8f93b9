package handlers

import (
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/views"
)

// overwriteForm lays out what overwriting a volume with a snapshot means; nil when there is no
// such volume.
func (s *Server) overwriteForm(req pageRequest, snap inventory.Snapshot, volumeID string) *views.OverwriteForm {
	vol, found := req.view.Volume(volumeID)
	if !found {
		return nil
	}
	dc, _ := req.view.Datacenter(vol.DatacenterID)
	name := displayName(vol.Name, vol.ID)
	f := &views.OverwriteForm{
		Action: snapshotHref(snap.ID) + "/overwrite", Key: uuid.NewString(), VolumeID: vol.ID, Snapshot: displayName(snap.Name, snap.ID),
		Volume: volumeLink(req.view, vol.ID, ""), Problem: restoreProblem(req.view, snap, vol, dc),
		Phrase: "overwrite " + name, SafetyName: s.safetyName(req, vol), Errors: map[string]string{},
		Facts: overwriteFacts(req, snap, vol, dc),
	}
	if vol.SizeGB > snap.SizeGB {
		f.Warnings = append(f.Warnings, "The volume is larger than the snapshot. Grow the partition in the guest afterwards.")
	}
	if source := req.view.Source(snap.ID); source.VolumeID != vol.ID {
		f.Warnings = append(f.Warnings, "The snapshot is not known to come from this volume.")
	}
	safety := s.safetyFacts(req, vol.ID)
	f.SafetyProblem, f.Safety = safety.problem, req.url.Query().Get(safetyKey) != "no"
	f.WithoutSafety = snapshotHref(snap.ID) + "/restore?volume=" + queryEscape(vol.ID) + "&" + safetyKey + "=no#overwrite"
	offered, warnings := powerOf(req.view.ServersOn(vol.ID)).view()
	f.Power, f.Facts, f.Running = offered, append(f.Facts, safety.facts...), runningIDs(req.view.ServersOn(vol.ID))
	f.Warnings = slices.Concat(f.Warnings, safety.warnings, warnings)
	return f
}

// overwriteFacts are what somebody should know before a volume is overwritten.
func overwriteFacts(req pageRequest, snap inventory.Snapshot, vol inventory.Volume, dc inventory.Datacenter) []views.Fact {
	made := req.moment(snap.Metadata.CreatedDate)
	size, place := "fits", "fits"
	if vol.SizeGB < snap.SizeGB {
		size = "too small"
	}
	if vol.Type == "DAS" {
		size += ", and it cannot be made larger: a Cube’s template gives its size"
	}
	if !operation.SameLocation(snap.Location, dc.Location) {
		place = "the snapshot is in " + snap.Location
	}
	return []views.Fact{
		{Label: "You lose", Text: "Everything written since the snapshot was created, " + made.Ago, Title: made.Exact},
		{Label: "Newer snapshots", Text: newerText(req, snap, vol.ID), Href: newerHref(req.view, snap, vol)},
		attachedFact(req.view, vol.ID),
		{Label: "Size", Text: fmt.Sprintf("%s; the snapshot has %s: %s", views.Size(vol.SizeGB), views.Size(snap.SizeGB), size)},
		{Label: "Location", Text: fmt.Sprintf("%s, in %s: %s", dc.Location, displayName(dc.Name, dc.ID), place)},
	}
}

// newerText tell what snapshots of a volume are younger than the one it is to be put back
// to. They stay, and can be gone forward to.
func newerText(req pageRequest, snap inventory.Snapshot, volumeID string) string {
	newer := newerThan(req.view, snap, volumeID)
	if len(newer) == 0 {
		return "nothing"
	}
	latest := req.moment(newer[0].Metadata.CreatedDate).Ago
	if len(newer) == 1 {
		return "1 snapshot, " + latest + "; it stays"
	}
	return fmt.Sprintf("%d snapshots, the latest %s; they stay", len(newer), latest)
}

// newerHref leads to the snapshots that are younger, or nowhere when there is none.
func newerHref(v *inventory.View, snap inventory.Snapshot, vol inventory.Volume) string {
	if len(newerThan(v, snap, vol.ID)) == 0 {
		return ""
	}
	return volumeHref(vol.DatacenterID, vol.ID)
}

func newerThan(v *inventory.View, snap inventory.Snapshot, volumeID string) []inventory.Snapshot {
	var newer []inventory.Snapshot
	for _, other := range v.SnapshotsOf(volumeID) {
		if other.Metadata.CreatedDate.After(snap.Metadata.CreatedDate) && other.Metadata.State == inventory.StateAvailable {
			newer = append(newer, other)
		}
	}
	return newer
}

// attachedFact tells what may be writing to a volume.
func attachedFact(v *inventory.View, volumeID string) views.Fact {
	servers := v.ServersOn(volumeID)
	if len(servers) == 0 {
		return views.Fact{Label: "Attached to", Text: "no server"}
	}
	home := serverLink(servers[0])
	kind := ""
	if servers[0].Type == "CUBE" {
		kind = "a Cube, "
	}
	return views.Fact{Label: "Attached to", Text: home.Text + ", " + kind + "which is " + strings.ToLower(vmPill(servers[0]).Label), Href: home.Href}
}

// safetyName is the name of the snapshot that is taken before a volume is overwritten.
func (s *Server) safetyName(req pageRequest, vol inventory.Volume) string {
	dc, _ := req.view.Datacenter(vol.DatacenterID)
	return operation.ExpandName("{volume} before restore {date} {time}", vol, dc, req.now.In(s.Zone))
}

// overwrite records all the steps of a restore over a volume.
func (s *Server) overwrite(c echo.Context) error {
	f, err := s.snapshotFormOf(c)
	if err != nil {
		return err
	}
	if len(f.earlier) > 0 {
		return again(c, f.earlier, f.earlierHref())
	}
	form := s.overwriteForm(f.pageRequest, f.snapshot, c.FormValue("volume"))
	if form == nil {
		return notFound(f.pageRequest, "Volume "+c.FormValue("volume"), "All volumes", "/volumes")
	}
	form.Power, form.Safety = ticked(c, form.Power), c.FormValue("safety") != ""
	if form.Problem == "" {
		form.Problem = powerOf(f.view.ServersOn(form.VolumeID)).stopProblem(form.Power)
	}
	if form.Problem == "" && !samePhrase(c.FormValue("phrase"), form.Phrase) {
		form.Errors["phrase"] = "That is not the phrase. Nothing was overwritten."
	}
	p := s.restoreView(f.pageRequest, f.snapshot)
	if p.Overwrite = form; form.Problem != "" || len(form.Errors) > 0 || len(p.Leaving) > 0 {
		return s.overwriteAgain(c, f, p)
	}
	vol, _ := f.view.Volume(form.VolumeID)
	restore := operation.Restore{
		DatacenterID: vol.DatacenterID, Pairs: []operation.RestorePair{{SnapshotID: f.snapshot.ID, VolumeID: vol.ID}},
		Safety: s.safetyNames(f.pageRequest, form.Safety),
	}
	restore.Stop, restore.Start = powerOf(f.view.ServersOn(vol.ID)).serverRefs(form.Power)
	restore.Running = acceptedIn(c, restore.Stop)
	done, err := s.Engine.Submit(f.ctx, f.by, f.key, restore.Requests()...)
	if err != nil {
		return s.notRecorded(c, err, func(*operation.KeyUsedError) error {
			p.Notice = otherContent
			return s.overwriteAgain(c, f, p)
		})
	}
	return recorded(c, done, resultHref(done))
}

// overwriteAgain shows the form as it was filled in, and why nothing was recorded.
func (s *Server) overwriteAgain(c echo.Context, f snapshotForm, p views.RestorePage) error {
	shown := s.restoreViewPage(f.snapshot, p)
	return s.send(c, statusOf(len(p.Leaving) > 0 || p.Notice != ""), shown.body(s.layout(c, shown, f.pageRequest)))
}

// safetyNames names the safety snapshots, or none when they are not wanted.
func (s *Server) safetyNames(req pageRequest, wanted bool) func(volumeID string) string {
	return func(volumeID string) string {
		vol, exists := req.view.Volume(volumeID)
		if !wanted || !exists {
			return ""
		}
		return s.safetyName(req, vol)
	}
}
