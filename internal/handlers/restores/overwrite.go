package restores

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"snapdeck/internal/handlers/forms"
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/resource"
	"snapdeck/internal/handlers/sets"
	"snapdeck/internal/handlers/texts"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/quantity"
	"snapdeck/internal/views"
	"snapdeck/internal/views/ui"
)

// overwriteForm explains what overwriting a volume with a snapshot does; nil when the volume does not exist.
func (s *Handlers) overwriteForm(req web.Request, snap inventory.Snapshot, volumeID string) *views.OverwriteForm {
	vol, found := req.View.Volume(volumeID)
	if !found {
		return nil
	}
	dc, _ := req.View.Datacenter(vol.DatacenterID)
	f := &views.OverwriteForm{
		Action: paths.SnapshotHref(snap.ID) + "/overwrite", Key: uuid.NewString(), VolumeID: vol.ID, Snapshot: texts.DisplayName(snap.Name, snap.ID),
		Volume: resource.VolumeLink(req.View, vol.ID, ""), Problem: sets.RestoreProblem(req.View, snap, vol, dc).Text,
		Phrase: s.Engine.Phrase(overwriteOf(snap, vol).Requests()...), SafetyName: s.safetyName(req, vol), Errors: map[string]string{},
		Facts: overwriteFacts(req, snap, vol, dc),
	}
	if vol.SizeGB > snap.SizeGB {
		f.Warnings = append(f.Warnings, "The volume is larger than the snapshot. Grow the partition in the guest afterwards.")
	}
	if source := req.View.Source(snap.ID); source.VolumeID != vol.ID {
		f.Warnings = append(f.Warnings, "The snapshot is not known to come from this volume.")
	}
	safety := s.safetyFacts(req, vol.ID)
	f.SafetyProblem, f.Safety = safety.problem, req.URL.Query().Get(safetyKey) != "no"
	f.WithoutSafety = paths.SnapshotHref(snap.ID) + "/restore?volume=" + url.QueryEscape(vol.ID) + "&" + safetyKey + "=no#overwrite"
	offered, warnings := powerOf(req.View.ServersOn(vol.ID)).view()
	f.Power, f.Facts, f.Running = offered, append(f.Facts, safety.facts...), resource.RunningIDs(req.View.ServersOn(vol.ID))
	f.Warnings = slices.Concat(f.Warnings, safety.warnings, warnings)
	return f
}

// overwriteOf is the restore of a snapshot onto a volume, without the choices of its form.
func overwriteOf(snap inventory.Snapshot, vol inventory.Volume) operation.Restore {
	return operation.Restore{DatacenterID: vol.DatacenterID, Pairs: []operation.RestorePair{{SnapshotID: snap.ID, VolumeID: vol.ID}}}
}

// sizesText compares the sizes of a volume and of the snapshot that overwrites it.
func sizesText(volume, snapshot float64) string {
	switch {
	case volume <= 0:
		return "unknown, so it cannot be compared with the snapshot's"
	case snapshot <= 0:
		return quantity.GB(volume) + "; the size of the snapshot is unknown"
	case volume < snapshot:
		return fmt.Sprintf("%s, too small for the snapshot of %s", quantity.GB(volume), quantity.GB(snapshot))
	default:
		return fmt.Sprintf("%s, enough for the snapshot of %s", quantity.GB(volume), quantity.GB(snapshot))
	}
}

// overwriteFacts returns what a user should know before overwriting a volume.
func overwriteFacts(req web.Request, snap inventory.Snapshot, vol inventory.Volume, dc inventory.Datacenter) []ui.Fact {
	made := req.Moment(snap.Metadata.CreatedDate)
	size := sizesText(vol.SizeGB, snap.SizeGB)
	if vol.Type == "DAS" {
		size += "; it cannot grow, because a Cube's template sets its size"
	}
	location := texts.DisplayName(dc.Name, dc.ID) + ", " + dc.Location
	if !operation.SameLocation(snap.Location, dc.Location) {
		location += "; the snapshot is in " + snap.Location
	}
	return []ui.Fact{
		{Label: "You lose", Text: "Everything written since the snapshot was created, " + made.Ago, Title: made.Exact},
		{Label: "Newer snapshots", Text: newerText(req, snap, vol.ID), Href: newerHref(req.View, snap, vol)},
		attachedFact(req.View, vol.ID),
		{Label: "Size", Text: size},
		{Label: "Data center", Text: location},
	}
}

// newerText describes the snapshots that are newer than the one to restore; they are kept and can still be restored.
func newerText(req web.Request, snap inventory.Snapshot, volumeID string) string {
	newer := newerThan(req.View, snap, volumeID)
	if len(newer) == 0 {
		return "none"
	}
	latest := req.Moment(newer[0].Metadata.CreatedDate).Ago
	if len(newer) == 1 {
		return "1 snapshot, " + latest + "; it stays"
	}
	return fmt.Sprintf("%d snapshots, the latest %s; they stay", len(newer), latest)
}

// newerHref returns the address of the newer snapshots, or "" when there are none.
func newerHref(v *inventory.View, snap inventory.Snapshot, vol inventory.Volume) string {
	if len(newerThan(v, snap, vol.ID)) == 0 {
		return ""
	}
	return paths.VolumeHref(vol.DatacenterID, vol.ID)
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

// attachedFact describes which server may be writing to a volume.
func attachedFact(v *inventory.View, volumeID string) ui.Fact {
	servers := v.ServersOn(volumeID)
	if len(servers) == 0 {
		return ui.Fact{Label: "Attached to", Text: "no server"}
	}
	home := resource.ServerLink(servers[0])
	kind := ""
	if servers[0].Type == "CUBE" {
		kind = "a Cube, "
	}
	return ui.Fact{Label: "Attached to", Text: home.Text + ", " + kind + "which is " + strings.ToLower(texts.VMPill(servers[0]).Label), Href: home.Href}
}

func (s *Handlers) safetyName(req web.Request, vol inventory.Volume) string {
	dc, _ := req.View.Datacenter(vol.DatacenterID)
	return operation.ExpandName("{volume} before restore {date} {time}", vol, dc, req.Now.In(s.Zone))
}

// overwrite records all steps of a restore over a volume.
func (s *Handlers) overwrite(c echo.Context) error {
	f, err := resource.SnapshotFormOf(s.Base, c)
	if err != nil {
		return err
	}
	if len(f.Earlier) > 0 {
		return f.Again(c, "")
	}
	form := s.overwriteForm(f.Request, f.Snapshot, c.FormValue("volume"))
	if form == nil {
		return resource.NotFound(f.Request, "Volume "+c.FormValue("volume"), "All volumes", "/volumes")
	}
	form.Power, form.Safety = ticked(c, form.Power), c.FormValue("safety") != ""
	if form.Problem == "" {
		form.Problem = powerOf(f.View.ServersOn(form.VolumeID)).stopProblem(form.Power)
	}
	p := s.restoreView(f.Request, f.Snapshot)
	if p.Overwrite = form; form.Problem != "" || len(p.Leaving) > 0 {
		return s.restoreAgain(c, f, p)
	}
	vol, _ := f.View.Volume(form.VolumeID)
	restore := overwriteOf(f.Snapshot, vol)
	restore.Safety = s.safetyNames(f.Request, form.Safety)
	restore.Stop, restore.Start = powerOf(f.View.ServersOn(vol.ID)).serverRefs(form.Power)
	restore.Running = acceptedIn(c, restore.Stop)
	again := func([]operation.Operation) error {
		p.Notice = forms.OtherContent
		return s.restoreAgain(c, f, p)
	}
	err = s.Record(c, f.Sent, "", again, operation.ConfirmedBy(c.FormValue("phrase"), restore.Requests()...)...)
	if forms.Mistyped(err) {
		form.Errors["phrase"] = forms.MistypedText("overwritten")
		return s.restoreAgain(c, f, p)
	}
	return err
}

// restoreAgain shows the forms again with the reason why nothing was recorded.
func (s *Handlers) restoreAgain(c echo.Context, f resource.SnapshotForm, p views.RestorePage) error {
	return s.SendPage(c, forms.StatusOf(len(p.Leaving) > 0 || p.Notice != ""), f.Request, s.restoreViewPage(f.Snapshot, p))
}

// safetyNames returns the function that names a volume's safety snapshot, with "" if none is wanted.
func (s *Handlers) safetyNames(req web.Request, wanted bool) func(volumeID string) string {
	return func(volumeID string) string {
		vol, exists := req.View.Volume(volumeID)
		if !wanted || !exists {
			return ""
		}
		return s.safetyName(req, vol)
	}
}
