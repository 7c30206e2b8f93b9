package handlers

import (
	"fmt"
	"net/url"

	"github.com/a-h/templ"

	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/views"
)

// The addresses of a server and of a set of its volumes.
const (
	serverPath = "/datacenters/:dc/servers/:server"
	setPath    = serverPath + "/sets/:set"
)

// maxSetOperations is how many of a volume's operations are looked at for sets.
const maxSetOperations = 100

func serverHref(datacenterID, serverID string) string {
	return datacenterHref(datacenterID) + "/servers/" + url.PathEscape(serverID)
}

func setHref(server inventory.Server, id string) string {
	return serverHref(server.DatacenterID, server.ID) + "/sets/" + url.PathEscape(id)
}

func serverLink(server inventory.Server) views.Link {
	return views.Link{Text: displayName(server.Name, server.ID), Href: serverHref(server.DatacenterID, server.ID)}
}

// serverPage is the page of one server: its volumes, and the sets of them that were taken together.
func (s *Server) serverPage(req pageRequest) (page, error) {
	server, dc, err := findServer(req)
	if err != nil {
		return page{}, err
	}
	sets, err := s.setsOf(req, server)
	if err != nil {
		return page{}, err
	}
	p := views.Server{
		ID: server.ID, Name: displayName(server.Name, server.ID), Pill: vmPill(server), Facts: serverFacts(req, server),
		Operations: s.operationsOnServer(req, server), Idle: len(server.VolumeIDs) == 0,
	}
	attached := volumesAt(req.view, server)
	if p.Timeline, err = s.timelineOf(req, parseTableQuery(req.url, nil, inventory.Order{}), attached); err != nil {
		return page{}, err
	}
	p.List, p.Volumes = s.serverVolumes(req, server, attached)
	p.SetList, p.Sets = serverSets(req, server, sets)
	return page{
		title: p.Name + " · Servers", nav: "servers", crumbs: serverCrumbs(dc, server),
		body: func(sh views.PageLayout) templ.Component { return views.ServerPage(sh, p) },
		fragments: []fragment{
			{id: "state", html: views.HeadingState(p.Pill)},
			{id: "operations", html: views.ServerOperations(p.Operations)},
			{id: "timeline", html: views.TimelinePanel(p.Timeline)},
			{id: "list", html: views.ServerVolumes(p), rows: rowFragments(p.List.Columns, p.Volumes)},
			{id: "sets", html: views.ServerSets(p), rows: rowFragments(p.SetList.Columns, p.Sets)},
			{id: "facts", html: views.ServerFacts(p.Facts)},
		},
	}, nil
}

// findServer returns the server that an address names, with its data center.
func findServer(req pageRequest) (inventory.Server, inventory.Datacenter, error) {
	dc, found := req.view.Datacenter(req.params["dc"])
	if server, exists := serverIn(req.view, dc.ID, req.params["server"]); found && exists {
		return server, dc, nil
	}
	return inventory.Server{}, dc, notFound(req, "Server "+req.params["server"], "All servers", serversPath)
}

func serverIn(v *inventory.View, datacenterID, id string) (inventory.Server, bool) {
	for _, server := range v.ServersOf(datacenterID) {
		if server.ID == id {
			return server, true
		}
	}
	return inventory.Server{}, false
}

func serverCrumbs(dc inventory.Datacenter, server inventory.Server) []views.Link {
	return []views.Link{
		{Text: "Servers", Href: serversPath}, {Text: displayName(dc.Name, dc.ID), Href: serversPath + "?dc=" + queryEscape(dc.ID)},
		{Text: displayName(server.Name, server.ID)},
	}
}

func serverFacts(req pageRequest, server inventory.Server) []views.Fact {
	created, modified := req.moment(server.Metadata.CreatedDate), req.moment(server.Metadata.LastModifiedDate)
	boots := volumeLink(req.view, server.BootVolumeID, "none")
	facts := []views.Fact{
		{Label: "Type", Text: server.Type},
		{Label: "Size", Text: serverSize(server)},
		{Label: "Boots from", Text: boots.Text, Href: boots.Href},
		{Label: "Created", When: &created},
		{Label: "Changed", When: &modified},
		{Label: "Id", Text: server.ID, Copy: true},
	}
	if server.Type == "CUBE" {
		facts = append(facts, views.Fact{Label: "Limits", Text: "A Cube cannot be powered off through the API, and its direct-attached storage (DAS) keeps the size that its template gives."})
	}
	return facts
}

func serverSize(server inventory.Server) string {
	return fmt.Sprintf("%d cores, %s", server.Cores, views.GB(float64(server.RAMMB)/1024))
}

// operationsOnServer are those on any of its volumes, or on itself, that run. Steps that
// wait for another one are left out: their batch shows them in their order.
func (s *Server) operationsOnServer(req pageRequest, server inventory.Server) []views.Operation {
	own := map[string]bool{}
	for _, id := range server.VolumeIDs {
		own[id] = true
	}
	var shown []views.Operation
	running := s.Operations.Running()
	for _, op := range running {
		about := own[op.VolumeID] || op.Task.Server != nil && op.Task.Server.ID == server.ID
		if about && !op.State.Final() && !s.Operations.WaitsForDependency(op) {
			shown = append(shown, s.operationView(req, op))
		}
	}
	return shown
}

// serverVolumeColumns are the columns of the volumes of a server.
func (s *Server) serverVolumeColumns(server inventory.Server) []column[inventory.Volume] {
	return []column[inventory.Volume]{
		{label: "Name", class: "main", cell: func(req pageRequest, x *inventory.Volume) views.Cell {
			c := s.volumeName(req, x)
			c.Note = x.Type
			if server.BootVolumeID == x.ID || x.BootServerID == server.ID {
				c.Note += " · boots from it"
			}
			return c
		}},
		{label: "State", cell: func(_ pageRequest, x *inventory.Volume) views.Cell { return pillCell(statePill(x.Metadata.State)) }},
		{label: "Size", class: "num", cell: func(_ pageRequest, x *inventory.Volume) views.Cell { return sizeCell(x.SizeGB) }},
		{label: "Snapshots", class: "num", inlineLabel: "Snapshots", cell: volumeSnapshotCount},
		{label: "Last snapshot", inlineLabel: "Last snapshot", cell: volumeLastSnapshot},
		{label: "Action", class: "act", cell: volumeRowActions},
	}
}

// volumesAt are the volumes that are attached to a server, in the API's order.
func volumesAt(v *inventory.View, server inventory.Server) []inventory.Volume {
	var attached []inventory.Volume
	for _, id := range server.VolumeIDs {
		if vol, exists := v.Volume(id); exists {
			attached = append(attached, vol)
		}
	}
	return attached
}

func (s *Server) serverVolumes(req pageRequest, server inventory.Server, attached []inventory.Volume) (views.List, []views.Row) {
	columns := s.serverVolumeColumns(server)
	rows := make([]views.Row, 0, len(attached))
	for i := range attached {
		row, _ := rowOf(req, attached[i].ID, columns, &attached[i])
		rows = append(rows, row)
	}
	list := singlePageTable("Volumes of this server", sortableHeaders(tableQuery{}, columns), len(rows), len(rows), gbOf(attached), [2]string{"volume", "volumes"})
	list.Empty = views.Empty{Title: "No volumes", Text: "Nothing is attached to this server, so there is nothing to take a snapshot of."}
	return list, rows
}

// setsOf finds the sets of a server's volumes.
func (s *Server) setsOf(req pageRequest, server inventory.Server) ([]operation.Set, error) {
	var made []operation.Operation
	for _, id := range server.VolumeIDs {
		ops, _, err := s.Ledger.List(req.ctx, operation.Filter{VolumeID: id, Kinds: []operation.Kind{operation.CreateSnapshot}, Limit: maxSetOperations})
		if err != nil {
			return nil, fmt.Errorf("read the snapshots asked for of volume %s: %w", id, err)
		}
		made = append(made, ops...)
	}
	return operation.SetsOf(req.view, server.VolumeIDs, made), nil
}
