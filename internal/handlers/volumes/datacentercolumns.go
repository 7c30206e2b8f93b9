package volumes

import (
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/resource"
	"snapdeck/internal/handlers/table"
	"snapdeck/internal/handlers/texts"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/quantity"
	"snapdeck/internal/views/ui"
)

// datacenterColumns returns the columns of the list of data centers; see table.Column for how to add one.
func (s *Handlers) datacenterColumns() []table.Column[inventory.Datacenter] {
	return table.WithCost(s.Base, []table.Column[inventory.Datacenter]{
		{Key: "name", Label: "Name", Class: "main", Sort: "name", Fixed: true, Cell: datacenterName},
		{Key: "id", Label: "Id", InlineLabel: "Id", Sort: "id", Optional: true, Cell: func(_ web.Request, x *inventory.Datacenter) ui.Cell { return table.CodeCell(x.ID) }},
		{Key: "description", Label: "Description", Class: "wrap", Sort: "description", Optional: true, Cell: func(_ web.Request, x *inventory.Datacenter) ui.Cell { return table.TextCell(x.Description) }},
		{Key: "location", Label: "Location", Sort: "location", Cell: datacenterLocation},
		{Key: "state", Label: "State", Class: "state", Sort: "state", Cell: func(_ web.Request, x *inventory.Datacenter) ui.Cell {
			return table.StateCell(texts.StatePill(x.Metadata.State))
		}},
		{Key: "volumes", Label: "Volumes", Class: "num", InlineLabel: "Volumes", Sort: "volumes", Cell: func(req web.Request, x *inventory.Datacenter) ui.Cell {
			return table.CountCell(len(req.View.VolumesOf(x.ID)))
		}},
		{Key: "size", Label: "Size", Class: "num", Sort: "size", Cell: func(req web.Request, x *inventory.Datacenter) ui.Cell {
			size := resource.TotalOf(req.View.VolumesOf(x.ID))
			return ui.Cell{Text: size.Text(), Title: quantity.Bytes(size.GB)}
		}},
		{Key: "servers", Label: "Servers", Class: "num", InlineLabel: "Servers", Sort: "servers", Cell: func(req web.Request, x *inventory.Datacenter) ui.Cell {
			return table.CountCell(len(req.View.ServersOf(x.ID)))
		}},
		{Key: "snapshots", Label: "Snapshots", Class: "num", InlineLabel: "Snapshots", Sort: "snapshots", Cell: func(req web.Request, x *inventory.Datacenter) ui.Cell {
			totals := req.View.SnapshotTotalsFrom(x.ID)
			return table.AtLeastCell(totals, quantity.Count(totals.Count))
		}},
		{Key: "requests", Label: "Changes in progress", Class: "num", InlineLabel: "In progress", Sort: "requests", Optional: true, Cell: func(req web.Request, x *inventory.Datacenter) ui.Cell {
			return table.CountCell(len(req.View.OpenRequests(x.ID)))
		}},
		{Key: "created", Label: "Created", InlineLabel: "Created", Sort: "created", Optional: true, Cell: func(req web.Request, x *inventory.Datacenter) ui.Cell {
			return table.WhenCell(req, x.Metadata.CreatedDate)
		}},
		{Key: "by", Label: "Created by", Class: "mail", InlineLabel: "By", Sort: "by", Optional: true, Cell: func(_ web.Request, x *inventory.Datacenter) ui.Cell { return table.MailCell(x.Metadata.CreatedBy) }},
		{Key: "modified", Label: "Changed", Sort: "modified", Drop: 1, Cell: func(req web.Request, x *inventory.Datacenter) ui.Cell {
			return table.WhenCell(req, x.Metadata.LastModifiedDate)
		}},
		{Key: "version", Label: "Version", Class: "num", InlineLabel: "Version", Sort: "version", Optional: true, Cell: func(_ web.Request, x *inventory.Datacenter) ui.Cell { return table.CountCell(int(x.Version)) }},
	}, "snapshots", func(req web.Request, x *inventory.Datacenter) ui.Cell {
		return table.AtLeastCost(req, req.View.SnapshotTotalsFrom(x.ID))
	})
}

func datacenterName(_ web.Request, x *inventory.Datacenter) ui.Cell {
	return ui.Cell{Text: texts.DisplayName(x.Name, x.ID), Href: paths.DatacenterHref(x.ID)}
}

func datacenterLocation(req web.Request, x *inventory.Datacenter) ui.Cell {
	location, _ := req.View.Location(x.Location)
	return ui.Cell{Text: x.Location, Title: location.Name}
}
