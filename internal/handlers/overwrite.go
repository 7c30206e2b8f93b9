package handlers

import (
	"fmt"
	"slices"
	"strings"

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
	name := named(vol.Name, vol.ID)
	f := &views.OverwriteForm{
		Action: snapshotHref(snap.ID) + "/overwrite", Key: uuid.NewString(), VolumeID: vol.ID, Snapshot: named(snap.Name, snap.ID),
		Volume: volumeLink(a.view, vol.ID, ""), Why: whyNot(a.view, snap, vol, dc),
		Phrase: "overwrite " + name, Safety: true, SafetyName: s.safetyName(a, vol), Errors: map[string]string{},
		Facts: overwriteFacts(a, snap, vol, dc),
	}
	if vol.SizeGB > snap.SizeGB {
		f.Warnings = append(f.Warnings, "The volume is larger than the snapshot; the guest has to grow its partition afterwards.")
	}
	if source := a.view.Source(snap.ID); source.VolumeID != vol.ID {
		f.Warnings = append(f.Warnings, "The snapshot is not known to come from this volume.")
	}
	facts, short := s.safetyFacts(a, vol.ID)
	offered, warnings := powerOf(a.view.ServersOn(vol.ID)).view()
	f.Power, f.Facts, f.Running = offered, append(f.Facts, facts...), runningIDs(a.view.ServersOn(vol.ID))
	f.Warnings = slices.Concat(f.Warnings, short, warnings)
	return f
}

// overwriteFacts are what somebody should know before a volume is overwritten.
func overwriteFacts(a asked, snap inventory.Snapshot, vol inventory.Volume, dc inventory.Datacenter) []views.Fact {
	made := a.moment(snap.Metadata.CreatedDate)
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
		{Label: "What is lost", Text: "Everything written to it since the snapshot was made, " + made.Ago, Title: made.Exact},
		{Label: "Snapshotted since", Text: sinceWords(a, snap, vol.ID), Href: sinceHref(a.view, snap, vol)},
		attachedFact(a.view, vol.ID),
		{Label: "Size", Text: fmt.Sprintf("%s; the snapshot has %s: %s", views.GB(vol.SizeGB), views.GB(snap.SizeGB), size)},
		{Label: "Location", Text: fmt.Sprintf("%s, in %s: %s", dc.Location, named(dc.Name, dc.ID), place)},
	}
}

// sinceWords tell what snapshots of a volume are younger than the one it is to be put back
// to. They stay, and can be gone forward to.
func sinceWords(a asked, snap inventory.Snapshot, volumeID string) string {
	newer := newerThan(a.view, snap, volumeID)
	if len(newer) == 0 {
		return "nothing"
	}
	latest := a.moment(newer[0].Metadata.CreatedDate).Ago
	if len(newer) == 1 {
		return "1 snapshot, " + latest + "; it stays"
	}
	return fmt.Sprintf("%d snapshots, the latest %s; they stay", len(newer), latest)
}

// sinceHref leads to the snapshots that are younger, or nowhere when there is none.
func sinceHref(v *inventory.View, snap inventory.Snapshot, vol inventory.Volume) string {
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
	home := machineLink(servers[0])
	kind := ""
	if servers[0].Type == "CUBE" {
		kind = "a Cube, "
	}
	return views.Fact{Label: "Attached to", Text: home.Text + ", " + kind + "which is " + strings.ToLower(vmPill(servers[0]).Word), Href: home.Href}
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
	if len(f.earlier) > 0 {
		return again(c, f.earlier, f.earlierHref())
	}
	form := s.overwriteForm(f.asked, f.snap, c.FormValue("volume"))
	if form == nil {
		return notFound(f.asked, "Volume "+c.FormValue("volume"), "All volumes", "/volumes")
	}
	form.Power, form.Safety = ticked(c, form.Power), c.FormValue("safety") != ""
	if form.Why == "" {
		form.Why = powerOf(f.view.ServersOn(form.VolumeID)).unseen(form.Power)
	}
	if form.Why == "" && !samePhrase(c.FormValue("phrase"), form.Phrase) {
		form.Errors["phrase"] = "That is not the phrase. Nothing was overwritten."
	}
	p := s.restoreView(f.asked, f.snap)
	if p.Overwrite = form; form.Why != "" || len(form.Errors) > 0 || len(p.Leaving) > 0 {
		return s.overwriteAgain(c, f, p)
	}
	vol, _ := f.view.Volume(form.VolumeID)
	restore := operation.Restore{
		DatacenterID: vol.DatacenterID, Pairs: []operation.RestorePair{{SnapshotID: f.snap.ID, VolumeID: vol.ID}},
		Safety: s.safetyNames(f.asked, form.Safety),
	}
	restore.Stop, restore.Start = powerOf(f.view.ServersOn(vol.ID)).wanted(form.Power)
	restore.Running = acceptedIn(c, restore.Stop)
	done, err := s.Engine.Submit(f.ctx, f.by, f.key, restore.Requests()...)
	if err != nil {
		return s.notRecorded(c, err, func(*operation.KeyUsedError) error {
			p.Notice = otherContent
			return s.overwriteAgain(c, f, p)
		})
	}
	return recorded(c, done, recordedHref(done))
}

// overwriteAgain shows the form as it was filled in, and why nothing was recorded.
func (s *Server) overwriteAgain(c echo.Context, f snapshotForm, p views.RestorePage) error {
	shown := s.restoreViewPage(f.snap, p)
	return s.send(c, statusOf(len(p.Leaving) > 0 || p.Notice != ""), shown.body(s.shell(c, shown, f.asked)))
}

// safetyNames names the safety snapshots, or none when they are not wanted.
func (s *Server) safetyNames(a asked, wanted bool) func(volumeID string) string {
	return func(volumeID string) string {
		vol, there := a.view.Volume(volumeID)
		if !wanted || !there {
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
			Row: s.snapshotRow(a, snap), Why: operation.WhyNotOnto(snap, vol.SizeGB, dc.Location),
			Href: snapshotHref(snap.ID) + "/restore?volume=" + queryEscape(vol.ID),
		}
	}
	for _, snap := range a.view.SnapshotsOf(vol.ID) {
		p.Own = append(p.Own, source(snap))
	}
	for _, snap := range a.view.Snapshots {
		if a.view.Source(snap.ID).VolumeID == vol.ID || len(p.Others) >= othersShown {
			continue
		}
		if r := source(*snap); r.Why == "" {
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
