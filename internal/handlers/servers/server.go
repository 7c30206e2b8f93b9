package servers

import (
	"context"
	"slices"

	"github.com/a-h/templ"

	"snapdeck/internal/auth"
	"snapdeck/internal/handlers/resource"
	"snapdeck/internal/handlers/sets"
	"snapdeck/internal/handlers/table"
	"snapdeck/internal/handlers/texts"
	"snapdeck/internal/handlers/volumelist"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/views"
	"snapdeck/internal/views/ui"
)

func (s *Handlers) serverPage(ctx context.Context, req web.Request) (web.Page, error) {
	server, dc, err := resource.FindServer(req)
	if err != nil {
		return web.Page{}, err
	}
	sets, err := sets.OfServer(ctx, s.Base, req, server)
	if err != nil {
		return web.Page{}, err
	}
	p := views.Server{
		ID: server.ID, Name: texts.DisplayName(server.Name, server.ID), Pill: texts.VMPill(server), Facts: serverFacts(req, server),
		Operations: s.operationsOnServer(req, server), Idle: len(server.VolumeIDs) == 0,
	}
	attached := volumesAt(req.View, server)
	if p.Timeline, err = s.timeline.Of(ctx, req, table.ParseQuery(req.URL, nil, inventory.Order{}), attached); err != nil {
		return web.Page{}, err
	}
	p.List, p.Volumes = s.serverVolumes(req, server, attached)
	p.SetList, p.Sets = serverSets(req, server, sets)
	return web.Page{
		Title: p.Name + " · Servers", Nav: "servers", Crumbs: resource.ServerCrumbs(dc, server),
		Body: func(sh views.PageLayout) templ.Component { return views.ServerPage(sh, p) },
		Fragments: []web.Fragment{
			{ID: "state", HTML: ui.HeadingState(p.Pill)},
			{ID: "operations", HTML: views.ServerOperations(p.Operations)},
			{ID: "timeline", HTML: views.TimelinePanel(p.Timeline)},
			{ID: "list", HTML: ui.ListTable("list", p.List, p.Volumes), Rows: table.RowFragments(p.List.Columns, p.Volumes)},
			{ID: "sets", HTML: ui.ListTable("sets", p.SetList, p.Sets), Rows: table.RowFragments(p.SetList.Columns, p.Sets)},
			{ID: "facts", HTML: views.PageFacts(p.Facts)},
		},
	}, nil
}

func serverFacts(req web.Request, server inventory.Server) []ui.Fact {
	boots := resource.VolumeLink(req.View, server.BootVolumeID, "none")
	facts := []ui.Fact{
		{Label: "Type", Text: server.Type},
		{Label: "Size", Text: resource.ServerSize(server)},
		{Label: "Boots from", Text: boots.Text, Href: boots.Href},
		{Label: "Created", When: new(req.Moment(server.Metadata.CreatedDate))},
		{Label: "Changed", When: new(req.Moment(server.Metadata.LastModifiedDate))},
		{Label: "Id", Text: server.ID, Copy: true},
	}
	if server.Type == "CUBE" {
		facts = append(facts, ui.Fact{Label: "Limits", Text: "A Cube cannot be powered off through the API, and its direct-attached storage (DAS) keeps the size that its template gives."})
	}
	return facts
}

// operationsOnServer returns the operations on a server or its volumes that run or that a user has to resolve,
// without the steps that wait for another, because their batch shows them.
func (s *Handlers) operationsOnServer(req web.Request, server inventory.Server) []views.Operation {
	own := map[string]bool{}
	for _, id := range server.VolumeIDs {
		own[id] = true
	}
	var shown []views.Operation
	for _, op := range slices.Concat(s.Operations.Running(), s.Operations.Unresolved()) {
		about := own[op.VolumeID] || op.Task.Server != nil && op.Task.Server.ID == server.ID
		if about && !s.Operations.WaitsForDependency(op) {
			shown = append(shown, s.ops.View(req, op))
		}
	}
	return shown
}

func (s *Handlers) serverVolumeColumns(server inventory.Server) []table.Column[inventory.Volume] {
	return []table.Column[inventory.Volume]{
		{Label: "Name", Class: "main", Cell: func(req web.Request, x *inventory.Volume) ui.Cell {
			c := s.volumeList.VolumeName(req, x)
			c.Note = x.Type
			if server.BootVolumeID == x.ID || x.BootServerID == server.ID {
				c.Note += " · boots from it"
			}
			return c
		}},
		{Label: "Protection", Class: "protection", Cell: volumelist.VolumeProtection},
		{Label: "Size", Class: "num", Cell: func(_ web.Request, x *inventory.Volume) ui.Cell { return table.SizeCell(x.SizeGB) }},
		{Label: "Snapshots", Class: "num", InlineLabel: "Snapshots", Cell: volumelist.VolumeSnapshotCount},
		{Label: "Action", Class: "act", Right: auth.RightOperate, Cell: volumelist.VolumeRowActions},
	}
}

// volumesAt returns the volumes attached to a server, in the API's order.
func volumesAt(v *inventory.View, server inventory.Server) []inventory.Volume {
	var attached []inventory.Volume
	for _, id := range server.VolumeIDs {
		if vol, exists := v.Volume(id); exists {
			attached = append(attached, vol)
		}
	}
	return attached
}

func (s *Handlers) serverVolumes(req web.Request, server inventory.Server, attached []inventory.Volume) (ui.List, []ui.Row) {
	columns := s.serverVolumeColumns(server)
	rows := table.PlainRows(req, columns, attached, func(x *inventory.Volume) string { return x.ID })
	list := table.SinglePageTable("Volumes of this server", table.SortableHeaders(table.Query{}, columns), len(rows), len(rows), resource.TotalOf(attached), [2]string{"volume", "volumes"})
	list.Empty = ui.Empty{Title: "No volumes", Text: "This server has no volumes, so no snapshots can be created."}
	return list, rows
}
