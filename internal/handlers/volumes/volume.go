package volumes

import (
	"context"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"snapdeck/internal/coverage"
	"snapdeck/internal/handlers/opview"
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

func (s *Handlers) volume(ctx context.Context, req web.Request) (web.Page, error) {
	return s.volumePage(ctx, req, views.TargetForm{})
}

// volumePage returns the page of a volume, with the typed values and errors of its target form.
func (s *Handlers) volumePage(ctx context.Context, req web.Request, typed views.TargetForm) (web.Page, error) {
	vol, dc, err := resource.FindVolume(req)
	if err != nil {
		return web.Page{}, err
	}
	home := paths.VolumeHref(vol.DatacenterID, vol.ID)
	p := views.Volume{
		ID:         vol.ID,
		Name:       texts.DisplayName(vol.Name, vol.ID),
		Head:       s.volumeHead(req, vol),
		Target:     s.targetForm(ctx, req, vol, typed),
		Calendar:   s.volumeCalendar(ctx, req, vol),
		Facts:      volumeFacts(req, vol),
		API:        volumeJSON(vol),
		Servers:    serverRows(req, vol),
		Operations: s.operationsOn(ctx, req, vol.ID),
		Twice:      s.list.TwiceOf(ctx, req, func(t operation.CreatedTwice) bool { return t.Operation.VolumeID == vol.ID }),
		Form:       s.forms.Form(req, vol, dc),
		Address:    home,
		CreateHref: home + "/create",

		RestoreHref: home + "/restore",
	}
	rows := s.volumeSnapshots(req, vol, &p)
	if p.Timeline, err = s.timeline.Of(ctx, req, table.ParseQuery(req.URL, nil, inventory.Order{}), []inventory.Volume{vol}); err != nil {
		return web.Page{}, err
	}
	return web.Page{
		Title: p.Name + " · Volumes", Nav: "volumes", Crumbs: resource.Crumbs(&dc, &vol),
		Body: func(sh views.PageLayout) templ.Component { return views.VolumePage(sh, p) },
		Fragments: []web.Fragment{
			{ID: "head", HTML: views.VolumeHead(p.Head)},
			{ID: "restore", HTML: views.RestoreLatest(p.Head)},
			{ID: "operations", HTML: views.VolumeOperations(p.Operations)},
			{ID: "twice", HTML: views.CreatedTwice(p.Twice)},
			{ID: "timeline", HTML: views.TimelinePanel(p.Timeline)},
			{ID: "calendar", HTML: views.VolumeCalendar(p.Calendar)},
			{ID: "list", HTML: ui.ListTable("list", p.List, p.Snapshots), Rows: rows},
			{ID: "likely", HTML: views.VolumeLikely(p.Likely)},
			{ID: "selection", HTML: views.SnapshotSelection(p.List, p.Address)},
			{ID: "target-now", HTML: views.TargetNow(p.Target)},
			{ID: "facts", HTML: views.PageFacts(p.Facts)},
			{ID: "servers", HTML: views.VolumeServers(p.Servers)},
			{ID: "consequences", HTML: views.Consequences(p.Form)},
		},
	}, nil
}

// operationsOn returns the running operations on a volume, and the failed ones that nothing has made up for.
func (s *Handlers) operationsOn(ctx context.Context, req web.Request, volumeID string) []views.Operation {
	var shown []views.Operation
	for _, op := range s.Operations.OnVolume(volumeID) {
		if !s.callsForAttention(ctx, req, op) {
			continue
		}
		o := s.ops.View(req, op)
		if f, open := s.openFailureOf(ctx, req, op); open {
			action := opview.DismissAction(f.Cause, o.Name, f.At)
			action.Fields = append(action.Fields, ui.HiddenField{Name: "volume", Value: volumeID}, ui.HiddenField{Name: "back", Value: req.URL.EscapedPath()})
			o.Dismiss = &action
		}
		shown = append(shown, o)
	}
	return shown
}

// openFailureOf returns the open failure of an operation, unless a user dismissed it.
func (s *Handlers) openFailureOf(ctx context.Context, req web.Request, op operation.Operation) (coverage.OpenFailure, bool) {
	for _, g := range s.Failures.Of(ctx, req.Report(), req.Now) {
		for _, f := range g.Failures {
			if f.OperationID == op.ID {
				return f, true
			}
		}
	}
	return coverage.OpenFailure{}, false
}

// callsForAttention reports whether an operation is shown on its volume's page, where a completed one shows through
// its result.
func (s *Handlers) callsForAttention(ctx context.Context, req web.Request, op operation.Operation) bool {
	switch {
	case !op.State.Final():
		return !op.SetsSource() && op.Kind != operation.DeleteSnapshot // the snapshot's row shows it
	case op.State == operation.Unknown:
		return true // until a user resolves it
	case op.State == operation.Done, op.State == operation.Cancelled && op.Prevented() == "", s.Operations.Retried(op.ID):
		return false
	case op.Kind == operation.CreateSnapshot && op.State == operation.Failed:
		_, open := s.openFailureOf(ctx, req, op)
		return open
	default:
		return req.Now.Sub(op.FinishedAt) < opview.EndedVisibleFor
	}
}

func serverRows(req web.Request, vol inventory.Volume) []views.ServerRow {
	var rows []views.ServerRow
	for _, server := range req.View.ServersOn(vol.ID) {
		rows = append(rows, views.ServerRow{
			ID: server.ID, Name: resource.ServerLink(server), Pill: texts.VMPill(server),
			Type:  server.Type,
			Size:  resource.ServerSize(server),
			Boots: server.BootVolumeID == vol.ID || vol.BootServerID == server.ID,
		})
	}
	return rows
}

func volumeFacts(req web.Request, vol inventory.Volume) []ui.Fact {
	facts := []ui.Fact{
		{Label: "Size", Text: quantity.Size(vol.SizeGB), Title: quantity.Bytes(vol.SizeGB)},
		{Label: "Type", Text: vol.Type},
		{Label: "Licence type", Text: vol.LicenceType},
		{Label: "Availability zone", Text: vol.AvailabilityZone},
		{Label: "Bus", Text: vol.Bus},
		{Label: "Created from image", Text: vol.Image, Copy: true},
		{Label: "Created", When: new(req.Moment(vol.Metadata.CreatedDate))},
		{Label: "Created by", Text: vol.Metadata.CreatedBy},
		{Label: "Changed", When: new(req.Moment(vol.Metadata.LastModifiedDate))},
		{Label: "Id", Text: vol.ID, Copy: true},
	}
	if snap, ok := req.View.Snapshot(vol.Image); ok {
		facts[5] = ui.Fact{Label: "Created from snapshot", Text: texts.DisplayName(snap.Name, snap.ID), Href: paths.SnapshotHref(snap.ID)}
	}
	if vol.DeviceNumber != 0 {
		facts = append(facts, ui.Fact{Label: "Device number", Text: strconv.FormatInt(vol.DeviceNumber, 10)})
	}
	return slices.Insert(facts, 1, costFact(req, req.View.SnapshotTotalsOf(vol.ID))...)
}
