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
	machinePath = "/datacenters/:dc/servers/:server"
	setPath     = machinePath + "/sets/:set"
)

// setsLookedAt is how many of a volume's operations are looked at for sets.
const setsLookedAt = 100

func machineHref(datacenterID, serverID string) string {
	return datacenterHref(datacenterID) + "/servers/" + url.PathEscape(serverID)
}

func setHref(server inventory.Server, id string) string {
	return machineHref(server.DatacenterID, server.ID) + "/sets/" + url.PathEscape(id)
}

func machineLink(server inventory.Server) views.Link {
	return views.Link{Text: named(server.Name, server.ID), Href: machineHref(server.DatacenterID, server.ID)}
}

// machine is the page of one server: its volumes, and the sets of them that were taken together.
func (s *Server) machine(a asked) (page, error) {
	server, dc, err := findMachine(a)
	if err != nil {
		return page{}, err
	}
	sets, err := s.setsOf(a, server)
	if err != nil {
		return page{}, err
	}
	p := views.Machine{
		ID: server.ID, Name: named(server.Name, server.ID), Pill: vmPill(server), Facts: machineFacts(a, server),
		Operations: s.operationsOnMachine(a, server), Idle: len(server.VolumeIDs) == 0,
	}
	attached := volumesAt(a.view, server)
	if p.Timeline, err = s.timelineOf(a, parseListing(a.url, nil, inventory.Order{}), attached); err != nil {
		return page{}, err
	}
	p.List, p.Volumes = s.machineVolumes(a, server, attached)
	p.SetList, p.Sets = machineSets(a, server, sets)
	return page{
		title: p.Name + " · Servers", nav: "datacenters", crumbs: machineCrumbs(dc, server),
		body: func(sh views.Shell) templ.Component { return views.MachinePage(sh, p) },
		fragments: []fragment{
			{id: "state", html: views.StateOf(p.Pill)},
			{id: "operations", html: views.MachineOperations(p.Operations)},
			{id: "timeline", html: views.TimelinePanel(p.Timeline)},
			{id: "list", html: views.MachineVolumes(p), rows: rowFragments(p.List.Columns, p.Volumes)},
			{id: "sets", html: views.MachineSets(p), rows: rowFragments(p.SetList.Columns, p.Sets)},
			{id: "facts", html: views.MachineFacts(p.Facts)},
		},
	}, nil
}

// findMachine returns the server that an address names, with its data center.
func findMachine(a asked) (inventory.Server, inventory.Datacenter, error) {
	dc, found := a.view.Datacenter(a.params["dc"])
	if server, there := serverIn(a.view, dc.ID, a.params["server"]); found && there {
		return server, dc, nil
	}
	return inventory.Server{}, dc, notFound(a, "Server "+a.params["server"], "All volumes", "/volumes")
}

func serverIn(v *inventory.View, datacenterID, id string) (inventory.Server, bool) {
	for _, server := range v.ServersOf(datacenterID) {
		if server.ID == id {
			return server, true
		}
	}
	return inventory.Server{}, false
}

func machineCrumbs(dc inventory.Datacenter, server inventory.Server) []views.Link {
	return []views.Link{
		{Text: "Data centers", Href: "/datacenters"}, {Text: dc.Location, Href: "/datacenters?location=" + queryEscape(dc.Location)},
		{Text: named(dc.Name, dc.ID), Href: datacenterHref(dc.ID)}, {Text: named(server.Name, server.ID)},
	}
}

func machineFacts(a asked, server inventory.Server) []views.Fact {
	created, modified := a.moment(server.Metadata.CreatedDate), a.moment(server.Metadata.LastModifiedDate)
	boots := volumeLink(a.view, server.BootVolumeID, "none")
	facts := []views.Fact{
		{Label: "Type", Text: server.Type},
		{Label: "Size", Text: machineSize(server)},
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

func machineSize(server inventory.Server) string {
	return fmt.Sprintf("%d cores, %s", server.Cores, views.GB(float64(server.RAMMB)/1024))
}

// operationsOnMachine are those on any of its volumes, or on itself, that run. Steps that
// wait for another one are left out: their batch shows them in their order.
func (s *Server) operationsOnMachine(a asked, server inventory.Server) []views.Operation {
	mine := map[string]bool{}
	for _, id := range server.VolumeIDs {
		mine[id] = true
	}
	var shown []views.Operation
	running := s.Board.Running()
	for _, op := range running {
		about := mine[op.VolumeID] || op.Task.Server != nil && op.Task.Server.ID == server.ID
		if about && !op.State.Final() && !s.Board.HeldBack(op) {
			shown = append(shown, s.operationView(a, op))
		}
	}
	return shown
}

// machineColumns are the columns of the volumes of a server.
func (s *Server) machineColumns(server inventory.Server) []column[inventory.Volume] {
	return []column[inventory.Volume]{
		{label: "Name", class: "main", cell: func(a asked, x *inventory.Volume) views.Cell {
			c := volumeName(a, x)
			c.Note = x.Type
			if server.BootVolumeID == x.ID || x.BootServerID == server.ID {
				c.Note += " · boots from it"
			}
			return c
		}},
		{label: "State", cell: func(_ asked, x *inventory.Volume) views.Cell { return pillCell(statePill(x.Metadata.State)) }},
		{label: "Size", class: "num", cell: func(_ asked, x *inventory.Volume) views.Cell { return sizeCell(x.SizeGB) }},
		{label: "Snapshots", class: "num", word: "Snapshots", cell: volumeCopies},
		{label: "Last snapshot", word: "Last snapshot", cell: volumeLast},
		{label: "Action", class: "act", cell: s.volumeAction},
	}
}

// volumesAt are the volumes that are attached to a server, in the API's order.
func volumesAt(v *inventory.View, server inventory.Server) []inventory.Volume {
	var attached []inventory.Volume
	for _, id := range server.VolumeIDs {
		if vol, there := v.Volume(id); there {
			attached = append(attached, vol)
		}
	}
	return attached
}

func (s *Server) machineVolumes(a asked, server inventory.Server, attached []inventory.Volume) (views.List, []views.Row) {
	columns := s.machineColumns(server)
	rows := make([]views.Row, 0, len(attached))
	for i := range attached {
		row, _ := rowOf(a, attached[i].ID, columns, &attached[i])
		rows = append(rows, row)
	}
	list := wholeList("Volumes of this server", headsOf(listing{}, columns), len(rows), len(rows), gbOf(attached), [2]string{"volume", "volumes"})
	list.Empty = views.Empty{Title: "No volumes", Text: "Nothing is attached to this server, so there is nothing to take a snapshot of."}
	return list, rows
}

// setsOf finds the sets of a server's volumes.
func (s *Server) setsOf(a asked, server inventory.Server) ([]operation.Set, error) {
	var made []operation.Operation
	for _, id := range server.VolumeIDs {
		ops, _, err := s.Ledger.List(a.ctx, operation.Filter{VolumeID: id, Kinds: []operation.Kind{operation.CreateSnapshot}, Limit: setsLookedAt})
		if err != nil {
			return nil, fmt.Errorf("read the snapshots asked for of volume %s: %w", id, err)
		}
		made = append(made, ops...)
	}
	return operation.SetsOf(a.view, server.VolumeIDs, made), nil
}
