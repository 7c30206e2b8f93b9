package handlers

import (
	"snapdeck/internal/inventory"
	"snapdeck/internal/views"
)

// datacenterColumns are the columns of the list of data centers. See column for how to add one.
func (s *Server) datacenterColumns() []column[inventory.Datacenter] {
	return withCost(s, []column[inventory.Datacenter]{
		{key: "name", label: "Name", class: "main", sort: "name", fixed: true, cell: datacenterName},
		{key: "id", label: "Id", inlineLabel: "Id", sort: "id", optional: true, cell: func(_ pageRequest, x *inventory.Datacenter) views.Cell { return codeCell(x.ID) }},
		{key: "description", label: "Description", class: "wrap", sort: "description", optional: true, cell: func(_ pageRequest, x *inventory.Datacenter) views.Cell { return textCell(x.Description) }},
		{key: "location", label: "Location", sort: "location", cell: datacenterLocation},
		{key: "state", label: "State", sort: "state", cell: func(_ pageRequest, x *inventory.Datacenter) views.Cell { return stateCell(statePill(x.Metadata.State)) }},
		{key: "volumes", label: "Volumes", class: "num", inlineLabel: "Volumes", sort: "volumes", cell: func(req pageRequest, x *inventory.Datacenter) views.Cell {
			return countCell(len(req.view.VolumesOf(x.ID)))
		}},
		{key: "size", label: "Size", class: "num", sort: "size", cell: func(req pageRequest, x *inventory.Datacenter) views.Cell {
			gb := gbOf(req.view.VolumesOf(x.ID))
			return views.Cell{Text: views.GB(gb), Title: views.Bytes(gb)}
		}},
		{key: "servers", label: "Servers", class: "num", inlineLabel: "Servers", sort: "servers", cell: func(req pageRequest, x *inventory.Datacenter) views.Cell {
			return countCell(len(req.view.ServersOf(x.ID)))
		}},
		{key: "snapshots", label: "Snapshots", class: "num", inlineLabel: "Snapshots", sort: "snapshots", cell: func(req pageRequest, x *inventory.Datacenter) views.Cell {
			totals := req.view.SnapshotTotalsFrom(x.ID)
			return atLeastCell(totals, views.Count(totals.Count))
		}},
		{key: "requests", label: "Changes in progress", class: "num", inlineLabel: "In progress", sort: "requests", optional: true, cell: func(req pageRequest, x *inventory.Datacenter) views.Cell {
			return countCell(len(req.view.OpenRequests(x.ID)))
		}},
		{key: "created", label: "Created", inlineLabel: "Created", sort: "created", optional: true, cell: func(req pageRequest, x *inventory.Datacenter) views.Cell {
			return whenCell(req, x.Metadata.CreatedDate)
		}},
		{key: "by", label: "Created by", class: "mail", inlineLabel: "By", sort: "by", optional: true, cell: func(_ pageRequest, x *inventory.Datacenter) views.Cell { return mailCell(x.Metadata.CreatedBy) }},
		{key: "modified", label: "Changed", sort: "modified", drop: 1, cell: func(req pageRequest, x *inventory.Datacenter) views.Cell {
			return whenCell(req, x.Metadata.LastModifiedDate)
		}},
		{key: "version", label: "Version", class: "num", inlineLabel: "Version", sort: "version", optional: true, cell: func(_ pageRequest, x *inventory.Datacenter) views.Cell { return countCell(int(x.Version)) }},
	}, "snapshots", datacenterCostCell)
}

func datacenterName(_ pageRequest, x *inventory.Datacenter) views.Cell {
	return views.Cell{Text: displayName(x.Name, x.ID), Href: datacenterHref(x.ID)}
}

func datacenterLocation(req pageRequest, x *inventory.Datacenter) views.Cell {
	place, _ := req.view.Location(x.Location)
	return views.Cell{Text: x.Location, Title: place.Name}
}
