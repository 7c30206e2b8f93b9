package restores

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/a-h/templ"
	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"snapdeck/internal/handlers/forms"
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/resource"
	"snapdeck/internal/handlers/table"
	"snapdeck/internal/handlers/texts"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/quantity"
	"snapdeck/internal/views"
	"snapdeck/internal/views/ui"
)

// restorePage offers to create a volume from a snapshot or to overwrite one with it.
func (s *Handlers) restorePage(_ context.Context, req web.Request) (web.Page, error) {
	snap, err := resource.FindSnapshot(req)
	if err != nil {
		return web.Page{}, err
	}
	p := s.restoreView(req, snap)
	if id := req.URL.Query().Get("volume"); id != "" {
		p.Overwrite = s.overwriteForm(req, snap, id)
	}
	return s.restoreViewPage(snap, p), nil
}

func (s *Handlers) restoreViewPage(snap inventory.Snapshot, p views.RestorePage) web.Page {
	return resource.SnapshotFormPage("Restore", p.Name, snap.ID, func(sh views.PageLayout) templ.Component { return views.RestoreView(sh, p) })
}

func (s *Handlers) restoreView(req web.Request, snap inventory.Snapshot) views.RestorePage {
	created := req.Moment(snap.Metadata.CreatedDate)
	source, evidence := resource.BestSource(req.View, snap.ID)
	pill := texts.SnapshotPill(snap.Metadata.State)
	p := views.RestorePage{
		Name: texts.DisplayName(snap.Name, snap.ID), Href: paths.SnapshotHref(snap.ID), Leaving: s.ops.Leaving(req, snap.ID),
		Facts: []ui.Fact{
			{Label: "State", Pill: &pill},
			{Label: "Created", When: &created},
			{Label: "Size", Text: quantity.Size(snap.SizeGB), Title: quantity.Bytes(snap.SizeGB)},
			{Label: "Location", Text: snap.Location},
			{Label: "Source", Text: texts.DisplayName(source.Text, "unknown"), Href: source.Href, Title: evidence},
			{Label: "Licence type", Text: snap.LicenceType},
		},
	}
	if reason := operation.RestoreProblem(snap, snap.SizeGB, snap.Location).Text; reason != "" {
		p.Problem = reason + " Nothing can be restored from it."
		return p
	}
	if len(p.Leaving) > 0 {
		return p
	}
	form := s.newVolumeForm(req, snap)
	p.New = &form
	p.Targets = targetsOf(req.View, snap)
	return p
}

func (s *Handlers) newVolumeForm(req web.Request, snap inventory.Snapshot) views.NewVolumeForm {
	source := req.View.Source(snap.ID)
	origin, _ := req.View.Volume(source.VolumeID)
	size := strconv.FormatFloat(snap.SizeGB, 'f', -1, 64)
	return views.NewVolumeForm{
		Action: paths.SnapshotHref(snap.ID) + "/volume", Key: uuid.NewString(), Location: snap.Location,
		Name: texts.DisplayName(origin.Name, texts.DisplayName(snap.Name, "volume")) + "-restored", Size: size, Smallest: size,
		Types: table.OptionsOf(volumeTypes(), defaultVolumeType(origin.Type)), Zones: table.OptionsOf(zones(), "AUTO"),
		Datacenters: datacentersIn(req.View, snap.Location, cmp.Or(origin.DatacenterID, source.DatacenterID)),
		Servers:     serversIn(req.View, snap.Location, ""),
		Quota:       s.freeText(req),
	}
}

func volumeTypes() []string { return []string{"HDD", "SSD Standard", "SSD Premium", "SSD"} }

// defaultVolumeType returns the source's volume type, unless it is direct-attached storage, which only comes with a
// Cube.
func defaultVolumeType(source string) string {
	if slices.Contains(volumeTypes(), source) {
		return source
	}
	return "SSD Standard"
}

func zones() []string { return []string{"AUTO", "ZONE_1", "ZONE_2", "ZONE_3"} }

func datacentersIn(v *inventory.View, location, selected string) []ui.Option {
	var options []ui.Option
	for _, dc := range v.Datacenters {
		if operation.SameLocation(location, dc.Location) {
			options = append(options, ui.Option{Value: dc.ID, Text: texts.DisplayName(dc.Name, dc.ID), Selected: dc.ID == selected})
		}
	}
	return options
}

func serversIn(v *inventory.View, location, selected string) []ui.Option {
	options := []ui.Option{{Text: "No server"}}
	for _, dc := range v.Datacenters {
		if !operation.SameLocation(location, dc.Location) {
			continue
		}
		for _, server := range v.ServersOf(dc.ID) {
			options = append(options, ui.Option{
				Value: server.ID, Text: texts.DisplayName(server.Name, server.ID) + " in " + texts.DisplayName(dc.Name, dc.ID), Selected: server.ID == selected,
			})
		}
	}
	return options
}

// maxTargets limits the volumes that are offered as targets, of which the source comes first.
const maxTargets = 500

// targetsOf returns the volumes that a snapshot fits onto, its source first.
func targetsOf(v *inventory.View, snap inventory.Snapshot) []ui.Option {
	source := v.Source(snap.ID).VolumeID
	var fitting []inventory.Volume
	for _, vol := range v.Volumes {
		dc, _ := v.Datacenter(vol.DatacenterID)
		if operation.RestoreProblem(snap, vol.SizeGB, dc.Location).None() && operation.CreateProblem(vol).None() {
			fitting = append(fitting, vol)
		}
	}
	slices.SortStableFunc(fitting, func(x, y inventory.Volume) int {
		switch source {
		case x.ID:
			return -1
		case y.ID:
			return 1
		}
		return cmp.Compare(x.Name, y.Name)
	})
	var options []ui.Option
	for _, vol := range fitting[:min(len(fitting), maxTargets)] {
		dc, _ := v.Datacenter(vol.DatacenterID)
		text := fmt.Sprintf("%s in %s, %s", texts.DisplayName(vol.Name, vol.ID), texts.DisplayName(dc.Name, dc.ID), quantity.SizeOf(vol.SizeGB, ""))
		if vol.ID == source {
			text += " (its source)"
		}
		options = append(options, ui.Option{Value: vol.ID, Text: text, Selected: vol.ID == source})
	}
	return options
}

func (s *Handlers) newVolume(c echo.Context) error {
	f, err := resource.SnapshotFormOf(s.Base, c)
	if err != nil {
		return err
	}
	if len(f.Earlier) > 0 {
		return f.Again(c, "")
	}
	requests, wrong := s.volumeRequests(c, f)
	p := s.restoreView(f.Request, f.Snapshot)
	if len(wrong) > 0 || p.New == nil {
		return s.newVolumeAgain(c, f, p, wrong)
	}
	again := func([]operation.Operation) error {
		p.Notice = forms.OtherContent
		return s.newVolumeAgain(c, f, p, nil)
	}
	return s.Record(c, f.Sent, "", again, requests...)
}

// newVolumeAgain shows the form again with the reason why nothing was recorded.
func (s *Handlers) newVolumeAgain(c echo.Context, f resource.SnapshotForm, p views.RestorePage, wrong map[string]string) error {
	if p.New != nil {
		p.New.Errors = wrong
		p.New.Name, p.New.Size = c.FormValue("name"), c.FormValue("size")
		p.New.Types, p.New.Zones = table.OptionsOf(volumeTypes(), c.FormValue("type")), table.OptionsOf(zones(), c.FormValue("zone"))
		p.New.Datacenters = datacentersIn(f.View, f.Snapshot.Location, c.FormValue("datacenter"))
		p.New.Servers = serversIn(f.View, f.Snapshot.Location, c.FormValue("server"))
	}
	return s.restoreAgain(c, f, p)
}

// volumeRequests reads the form for a new volume, and refuses what IONOS Cloud would refuse.
func (s *Handlers) volumeRequests(c echo.Context, f resource.SnapshotForm) ([]operation.Request, map[string]string) {
	wrong := map[string]string{}
	clean, errs := operation.CreateParams{Name: c.FormValue("name")}.Clean()
	if clean.Name == "" {
		wrong["name"] = "Enter a name for the volume."
	}
	if errs["name"] != "" {
		wrong["name"] = errs["name"]
	}
	dc, found := f.View.Datacenter(c.FormValue("datacenter"))
	switch {
	case !found:
		wrong["datacenter"] = "Choose a data center."
	case !operation.SameLocation(f.Snapshot.Location, dc.Location):
		wrong["datacenter"] = operation.RestoreProblem(f.Snapshot, f.Snapshot.SizeGB, dc.Location).Text
	}
	size, err := strconv.ParseFloat(c.FormValue("size"), 64)
	if err != nil || size != float64(int64(size)) {
		wrong["size"] = "Enter the size in whole GB."
	} else if reason := operation.RestoreProblem(f.Snapshot, size, f.Snapshot.Location).Text; reason != "" {
		wrong["size"] = reason
	}
	if !slices.Contains(volumeTypes(), c.FormValue("type")) {
		wrong["type"] = "Choose one of the types in the list."
	}
	if !slices.Contains(zones(), c.FormValue("zone")) {
		wrong["zone"] = "Choose one of the zones in the list."
	}
	volume := operation.NewVolume{Name: clean.Name, Type: c.FormValue("type"), SizeGB: size, AvailabilityZone: c.FormValue("zone")}
	var attach *operation.ServerRef
	if id := c.FormValue("server"); id != "" {
		i := slices.IndexFunc(f.View.ServersOf(dc.ID), func(srv inventory.Server) bool { return srv.ID == id })
		if i < 0 {
			wrong["server"] = "That server is in another data center. A volume can be attached within its own only."
		} else {
			attach = &operation.ServerRef{ID: id, Name: f.View.ServersOf(dc.ID)[i].Name}
		}
	}
	return operation.NewVolumeRequests(dc.ID, f.Snapshot.ID, volume, attach), wrong
}
