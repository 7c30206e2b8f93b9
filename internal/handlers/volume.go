package handlers

import (
	"slices"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"snapdeck/internal/coverage"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/views"
)

// endedVisibleFor is how long an operation that has ended still shows on its volume's page.
const endedVisibleFor = time.Hour

// volume is the page of one volume.
func (s *Server) volume(req pageRequest) (page, error) {
	return s.volumePage(req, views.TargetForm{})
}

// volumePage is the page of a volume, with what was typed into the form of its target and what is wrong with it.
func (s *Server) volumePage(req pageRequest, typed views.TargetForm) (page, error) {
	vol, dc, err := findVolume(req)
	if err != nil {
		return page{}, err
	}
	home := volumeHref(vol.DatacenterID, vol.ID)
	p := views.Volume{
		ID:         vol.ID,
		Name:       displayName(vol.Name, vol.ID),
		Head:       s.volumeHead(req, vol),
		Target:     s.targetForm(req, vol, typed),
		Calendar:   s.volumeCalendar(req, vol),
		Facts:      volumeFacts(req, vol),
		API:        volumeJSON(vol),
		Servers:    serverRows(req, vol),
		Operations: s.operationsOn(req, vol.ID),
		Twice:      s.twiceOf(req, func(t operation.CreatedTwice) bool { return t.Operation.VolumeID == vol.ID }),
		Form:       s.newCreateForm(req, vol, dc),
		Address:    home,
		CreateHref: home + "/create",

		RestoreHref: home + "/restore",
	}
	rows := s.volumeSnapshots(req, vol, &p)
	if p.Timeline, err = s.timelineOf(req, parseTableQuery(req.url, nil, inventory.Order{}), []inventory.Volume{vol}); err != nil {
		return page{}, err
	}
	return page{
		title: p.Name + " · Volumes", nav: "volumes", crumbs: crumbsOf(req, &dc, &vol),
		body: func(sh views.PageLayout) templ.Component { return views.VolumePage(sh, p) },
		fragments: []fragment{
			{id: "head", html: views.VolumeHead(p.Head)},
			{id: "restore", html: views.RestoreLatest(p.Head)},
			{id: "operations", html: views.VolumeOperations(p.Operations)},
			{id: "twice", html: views.CreatedTwice(p.Twice)},
			{id: "timeline", html: views.TimelinePanel(p.Timeline)},
			{id: "calendar", html: views.VolumeCalendar(p.Calendar)},
			{id: "list", html: views.VolumeSnapshots(p), rows: rows},
			{id: "likely", html: views.VolumeLikely(p.Likely)},
			{id: "selection", html: views.SnapshotSelection(p.List, p.Address)},
			{id: "target-now", html: views.TargetNow(p.Target)},
			{id: "facts", html: views.VolumeFacts(p.Facts)},
			{id: "servers", html: views.VolumeServers(p.Servers)},
			{id: "consequences", html: views.Consequences(p.Form)},
		},
	}, nil
}

// findVolume returns the volume that an address names, with its data center.
func findVolume(req pageRequest) (inventory.Volume, inventory.Datacenter, error) {
	dc, okDatacenter := req.view.Datacenter(req.params["dc"])
	vol, okVolume := req.view.Volume(req.params["vol"])
	if !okDatacenter || !okVolume || vol.DatacenterID != dc.ID {
		return vol, dc, notFound(req, "Volume "+req.params["vol"], "All volumes", "/volumes")
	}
	return vol, dc, nil
}

// operationsOn are the operations on a volume that run, and those that failed and that nothing has made good.
func (s *Server) operationsOn(req pageRequest, volumeID string) []views.Operation {
	var shown []views.Operation
	for _, op := range s.Operations.OnVolume(volumeID) {
		if !s.callsForAttention(req, op) {
			continue
		}
		o := s.operationView(req, op)
		if f, open := s.openFailureOf(req, op); open {
			action := dismissAction(f.Cause, o.Name, f.At)
			action.Fields = append(action.Fields, views.HiddenField{Name: "volume", Value: volumeID}, views.HiddenField{Name: "back", Value: req.url.Path})
			o.Dismiss = &action
		}
		shown = append(shown, o)
	}
	return shown
}

// openFailureOf is the failure that an operation left open, unless a user dismissed it.
func (s *Server) openFailureOf(req pageRequest, op operation.Operation) (coverage.OpenFailure, bool) {
	for _, g := range s.openFailures(req.ctx, req.report(), req.now) {
		for _, f := range g.Failures {
			if f.OperationID == op.ID {
				return f, true
			}
		}
	}
	return coverage.OpenFailure{}, false
}

// callsForAttention reports whether an operation is shown on its volume's page. What is done shows in what it did.
func (s *Server) callsForAttention(req pageRequest, op operation.Operation) bool {
	switch {
	case !op.State.Final():
		return !op.SetsSource() && op.Kind != operation.DeleteSnapshot // the row of the snapshot says so
	case op.State == operation.Done, op.State == operation.Cancelled && op.Prevented() == "":
		return false
	case op.Kind == operation.CreateSnapshot && op.State == operation.Failed:
		_, open := s.openFailureOf(req, op)
		return open
	default:
		return req.now.Sub(op.FinishedAt) < endedVisibleFor
	}
}

func serverRows(req pageRequest, vol inventory.Volume) []views.ServerRow {
	var rows []views.ServerRow
	for _, server := range req.view.ServersOn(vol.ID) {
		rows = append(rows, views.ServerRow{
			ID: server.ID, Name: serverLink(server), Pill: vmPill(server),
			Type:  server.Type,
			Size:  serverSize(server),
			Boots: server.BootVolumeID == vol.ID || vol.BootServerID == server.ID,
		})
	}
	return rows
}

func volumeFacts(req pageRequest, vol inventory.Volume) []views.Fact {
	created, modified := req.moment(vol.Metadata.CreatedDate), req.moment(vol.Metadata.LastModifiedDate)
	facts := []views.Fact{
		{Label: "Size", Text: views.Size(vol.SizeGB), Title: views.Bytes(vol.SizeGB)},
		{Label: "Type", Text: vol.Type},
		{Label: "Licence type", Text: vol.LicenceType},
		{Label: "Availability zone", Text: vol.AvailabilityZone},
		{Label: "Bus", Text: vol.Bus},
		{Label: "Created from image", Text: vol.Image, Copy: true},
		{Label: "Created", When: &created},
		{Label: "Created by", Text: vol.Metadata.CreatedBy},
		{Label: "Changed", When: &modified},
		{Label: "Id", Text: vol.ID, Copy: true},
	}
	if snap, ok := req.view.Snapshot(vol.Image); ok {
		facts[5] = views.Fact{Label: "Created from snapshot", Text: displayName(snap.Name, snap.ID), Href: snapshotHref(snap.ID)}
	}
	if vol.DeviceNumber != 0 {
		facts = append(facts, views.Fact{Label: "Device number", Text: strconv.FormatInt(vol.DeviceNumber, 10)})
	}
	return slices.Insert(facts, 1, volumeCostFact(req, vol)...)
}
