package handlers

import (
	"slices"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/views"
)

// endedVisibleFor is how long an operation that has ended still shows on its volume's page.
const endedVisibleFor = time.Hour

// volume is the page of one volume.
func (s *Server) volume(req pageRequest) (page, error) {
	vol, dc, err := findVolume(req)
	if err != nil {
		return page{}, err
	}
	p := views.Volume{
		ID:         vol.ID,
		Name:       displayName(vol.Name, vol.ID),
		Pill:       statePill(vol.Metadata.State),
		Facts:      volumeFacts(req, vol),
		Servers:    serverRows(req, vol),
		Operations: s.operationsOn(req, vol.ID),
		Twice:      s.twiceOf(req, func(t operation.CreatedTwice) bool { return t.Operation.VolumeID == vol.ID }),
		Form:       s.newCreateForm(req, vol, dc),
		Address:    volumeHref(vol.DatacenterID, vol.ID),
		CreateHref: volumeHref(vol.DatacenterID, vol.ID) + "/create",

		RestoreHref: volumeHref(vol.DatacenterID, vol.ID) + "/restore",
	}
	rows := s.volumeSnapshots(req, vol, &p)
	if p.Timeline, err = s.timelineOf(req, parseTableQuery(req.url, nil, inventory.Order{}), []inventory.Volume{vol}); err != nil {
		return page{}, err
	}
	return page{
		title: p.Name + " · Volumes", nav: "volumes", crumbs: crumbsOf(req, &dc, &vol),
		body: func(sh views.PageLayout) templ.Component { return views.VolumePage(sh, p) },
		fragments: []fragment{
			{id: "state", html: views.HeadingState(p.Pill)},
			{id: "operations", html: views.VolumeOperations(p.Operations)},
			{id: "twice", html: views.CreatedTwice(p.Twice)},
			{id: "timeline", html: views.TimelinePanel(p.Timeline)},
			{id: "list", html: views.VolumeSnapshots(p), rows: rows},
			{id: "selection", html: views.SnapshotSelection(p.List, p.Address)},
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

func (s *Server) operationsOn(req pageRequest, volumeID string) []views.Operation {
	var shown []views.Operation
	for _, op := range s.Operations.OnVolume(volumeID) {
		if op.SetsSource() && (op.State == operation.Done || !op.State.Final()) {
			continue // it is about a snapshot that the list shows, or soon will
		}
		if op.Kind == operation.DeleteSnapshot && !op.State.Final() {
			continue // the snapshot's row says so
		}
		if !op.State.Final() || req.now.Sub(op.FinishedAt) < endedVisibleFor {
			shown = append(shown, s.operationView(req, op))
		}
	}
	return shown
}

func (s *Server) volumeSnapshots(req pageRequest, vol inventory.Volume, p *views.Volume) func() []fragment {
	all := without(s.snapshotColumns(), "location", "source", "licence")
	q := parseTableQuery(req.url, sortKeys(all), inventory.Order{By: "created", Desc: true})
	columns := visibleColumns(&q, all)
	found := req.view.FindSnapshots(inventory.SnapshotQuery{VolumeID: vol.ID, Order: q.Order, Window: q.window()})
	p.List = q.table("Snapshots of this volume", sortableHeaders(q, columns), len(found.Items), found.Total, found.TotalGB, [2]string{"snapshot", "snapshots"}, found.Unsized)
	req.addCost(&p.List, "", found.Cost)
	p.List.Empty = views.Empty{
		Title: "No known snapshot",
		Text:  "No snapshot is known to come from this volume. Snapshots of other tools do not tell their source; look for them among all snapshots of the location.",
		Link:  views.Link{Text: "Unknown sources", Href: sourcesPath},
	}
	p.Snapshots = rowsOf(req, p.List.Columns, columns, found.Items, snapshotID)
	return rowFragments(p.List.Columns, p.Snapshots)
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
		{Label: "Made from image", Text: vol.Image, Copy: true},
		{Label: "Created", When: &created},
		{Label: "By", Text: vol.Metadata.CreatedBy},
		{Label: "Changed", When: &modified},
		{Label: "Id", Text: vol.ID, Copy: true},
	}
	if snap, ok := req.view.Snapshot(vol.Image); ok {
		facts[5] = views.Fact{Label: "Made from snapshot", Text: displayName(snap.Name, snap.ID), Href: snapshotHref(snap.ID)}
	}
	if vol.DeviceNumber != 0 {
		facts = append(facts, views.Fact{Label: "Device number", Text: strconv.FormatInt(vol.DeviceNumber, 10)})
	}
	return slices.Insert(facts, 1, req.costFact("Cost of its snapshots", req.view.CostOfVolume(vol.ID))...)
}
