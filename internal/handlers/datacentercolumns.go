package handlers

import (
	"snapdeck/internal/inventory"
	"snapdeck/internal/views"
)

// datacenterColumns are the columns of the list of data centers. See column for how to add one.
func (s *Server) datacenterColumns() []column[inventory.Datacenter] {
	return withCost(s, []column[inventory.Datacenter]{
		{key: "name", label: "Name", class: "main", sort: "name", fixed: true, cell: datacenterName},
		{key: "id", label: "Id", word: "Id", sort: "id", extra: true, cell: func(_ asked, x *inventory.Datacenter) views.Cell { return codeCell(x.ID) }},
		{key: "description", label: "Description", class: "wrap", sort: "description", extra: true, cell: func(_ asked, x *inventory.Datacenter) views.Cell { return textCell(x.Description) }},
		{key: "location", label: "Location", sort: "location", cell: datacenterPlace},
		{key: "state", label: "State", sort: "state", cell: func(_ asked, x *inventory.Datacenter) views.Cell { return pillCell(statePill(x.Metadata.State)) }},
		{key: "volumes", label: "Volumes", class: "num", word: "Volumes", sort: "volumes", cell: func(a asked, x *inventory.Datacenter) views.Cell { return countCell(len(a.view.VolumesOf(x.ID))) }},
		{key: "size", label: "Size", class: "num", sort: "size", cell: func(a asked, x *inventory.Datacenter) views.Cell { return sizeCell(gbOf(a.view.VolumesOf(x.ID))) }},
		{key: "servers", label: "Servers", class: "num", word: "Servers", sort: "servers", cell: func(a asked, x *inventory.Datacenter) views.Cell { return countCell(len(a.view.ServersOf(x.ID))) }},
		{key: "snapshots", label: "Known snapshots", class: "num", word: "Snapshots", sort: "snapshots", cell: func(a asked, x *inventory.Datacenter) views.Cell { return countCell(a.view.SnapshotsFrom(x.ID)) }},
		{key: "requests", label: "Changes in progress", class: "num", word: "In progress", sort: "requests", extra: true, cell: func(a asked, x *inventory.Datacenter) views.Cell { return countCell(len(a.view.OpenRequests(x.ID))) }},
		{key: "created", label: "Created", word: "Created", sort: "created", extra: true, cell: func(a asked, x *inventory.Datacenter) views.Cell { return whenCell(a, x.Metadata.CreatedDate) }},
		{key: "by", label: "Created by", class: "mail", word: "By", sort: "by", extra: true, cell: func(_ asked, x *inventory.Datacenter) views.Cell { return mailCell(x.Metadata.CreatedBy) }},
		{key: "modified", label: "Changed", sort: "modified", cell: func(a asked, x *inventory.Datacenter) views.Cell { return whenCell(a, x.Metadata.LastModifiedDate) }},
		{key: "version", label: "Version", class: "num", word: "Version", sort: "version", extra: true, cell: func(_ asked, x *inventory.Datacenter) views.Cell { return countCell(int(x.Version)) }},
	}, "snapshots", costOfSnapshots, datacenterCost)
}

func datacenterName(_ asked, x *inventory.Datacenter) views.Cell {
	return views.Cell{Text: named(x.Name, x.ID), Href: datacenterHref(x.ID)}
}

func datacenterPlace(a asked, x *inventory.Datacenter) views.Cell {
	place, _ := a.view.Location(x.Location)
	return views.Cell{Text: x.Location, Title: place.Name}
}
