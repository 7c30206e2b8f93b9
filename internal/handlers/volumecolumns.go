package handlers

import (
	"snapdeck/internal/inventory"
	"snapdeck/internal/views"
)

// volumeColumns are the columns of lists of volumes. See column for how to add one. What the
// snapshots cost takes the room of the licence type.
func (s *Server) volumeColumns() []column[inventory.Volume] {
	return withCost(s, []column[inventory.Volume]{
		{key: "mark", label: "Mark", class: "select", fixed: true, cell: volumeMark},
		{key: "name", label: "Name", class: "main", sort: "name", fixed: true, cell: volumeName},
		{key: "id", label: "Id", word: "Id", sort: "id", extra: true, cell: func(_ asked, x *inventory.Volume) views.Cell { return codeCell(x.ID) }},
		{key: "datacenter", label: "Data center", sort: "datacenter", cell: volumeDatacenter},
		{key: "location", label: "Location", sort: "location", extra: true, cell: volumeLocation},
		{key: "state", label: "State", sort: "state", cell: func(_ asked, x *inventory.Volume) views.Cell { return pillCell(statePill(x.Metadata.State)) }},
		{key: "type", label: "Type", sort: "type", cell: func(_ asked, x *inventory.Volume) views.Cell { return textCell(x.Type) }},
		{key: "size", label: "Size", class: "num", sort: "size", cell: func(_ asked, x *inventory.Volume) views.Cell { return sizeCell(x.SizeGB) }},
		{key: "zone", label: "Zone", word: "Zone", sort: "zone", extra: true, cell: func(_ asked, x *inventory.Volume) views.Cell { return textCell(x.AvailabilityZone) }},
		{key: "bus", label: "Bus", word: "Bus", sort: "bus", extra: true, cell: func(_ asked, x *inventory.Volume) views.Cell { return textCell(x.Bus) }},
		{key: "image", label: "Made from", word: "Made from", sort: "image", extra: true, cell: volumeImage},
		{key: "server", label: "Attached to", sort: "server", cell: volumeServers},
		{key: "snapshot", label: "Last snapshot", word: "Last snapshot", sort: "snapshot", cell: volumeLast},
		{key: "copies", label: "Snapshots", class: "num", word: "Snapshots", sort: "copies", extra: true, cell: volumeCopies},
		{key: "copied", label: "GB of snapshots", class: "num", word: "Of snapshots", sort: "copied", extra: true, cell: volumeCopied},
		{key: "licence", label: "Licence type", sort: "licence", extra: s.priced(), cell: func(_ asked, x *inventory.Volume) views.Cell { return textCell(x.LicenceType) }},
		{key: "labels", label: "Labels", sort: "labels", extra: true, cell: func(a asked, x *inventory.Volume) views.Cell { return labelsCell(a.view.LabelsOf(x.ID)) }},
		{key: "created", label: "Created", word: "Created", sort: "created", extra: true, cell: func(a asked, x *inventory.Volume) views.Cell { return whenCell(a, x.Metadata.CreatedDate) }},
		{key: "by", label: "Created by", class: "mail", word: "By", sort: "by", extra: true, cell: func(_ asked, x *inventory.Volume) views.Cell { return mailCell(x.Metadata.CreatedBy) }},
		{key: "modified", label: "Changed", word: "Changed", sort: "modified", extra: true, cell: func(a asked, x *inventory.Volume) views.Cell { return whenCell(a, x.Metadata.LastModifiedDate) }},
		{key: "action", label: "Action", class: "act", fixed: true, cell: s.volumeAction},
	}, "snapshot", costOfSnapshots, volumeCost)
}

func volumeMark(_ asked, x *inventory.Volume) views.Cell {
	return views.Cell{Check: &views.Check{Name: "vol", Value: x.ID, Form: "bulk", Label: named(x.Name, x.ID)}}
}

func volumeName(_ asked, x *inventory.Volume) views.Cell {
	return views.Cell{Text: named(x.Name, x.ID), Href: volumeHref(x.DatacenterID, x.ID)}
}

func volumeDatacenter(a asked, x *inventory.Volume) views.Cell {
	dc, _ := a.view.Datacenter(x.DatacenterID)
	return views.Cell{Text: named(dc.Name, dc.ID), Href: datacenterHref(dc.ID), Note: dc.Location}
}

func volumeLocation(a asked, x *inventory.Volume) views.Cell {
	dc, _ := a.view.Datacenter(x.DatacenterID)
	return textCell(dc.Location)
}

func volumeImage(a asked, x *inventory.Volume) views.Cell {
	c := views.Cell{Text: a.view.ImageName(x), Title: x.Image}
	if c.Text == x.Image {
		c.Text = shortID(x.Image)
	}
	if _, ok := a.view.Snapshot(x.Image); ok {
		c.Href = snapshotHref(x.Image)
	}
	return c
}

func volumeServers(a asked, x *inventory.Volume) views.Cell {
	servers := a.view.ServersOn(x.ID)
	if len(servers) == 0 {
		return views.Cell{Text: "not attached", Quiet: true}
	}
	c := views.Cell{Tags: make([]views.Link, 0, len(servers))}
	for i := range servers {
		c.Tags = append(c.Tags, machineLink(servers[i]))
	}
	return c
}

func volumeLast(a asked, x *inventory.Volume) views.Cell {
	last := a.view.LastSnapshotAt(x.ID)
	if last.IsZero() {
		return views.Cell{Text: "none known", Quiet: true}
	}
	return whenCell(a, last)
}

func volumeCopies(a asked, x *inventory.Volume) views.Cell {
	return countCell(a.view.CountSnapshotsOf(x.ID))
}

func volumeCopied(a asked, x *inventory.Volume) views.Cell {
	return sizeCell(a.view.SnapshotGBOf(x.ID))
}

// volumeAction is what can be done with a volume, beside what is being done with it.
func (s *Server) volumeAction(a asked, x *inventory.Volume) views.Cell {
	c := views.Cell{Button: &views.Button{
		Text: "Create snapshot", Href: volumeHref(x.DatacenterID, x.ID) + "/create", Label: "Create snapshot of " + named(x.Name, x.ID), Create: true,
	}}
	for _, op := range s.Board.OnVolume(x.ID) {
		if !op.State.Final() && !op.Planned() {
			c.Note = s.stageWord(a, op)
			break
		}
	}
	return c
}
