package handlers

import (
	"snapdeck/internal/inventory"
	"snapdeck/internal/views"
)

// volumeColumns are the columns of lists of volumes. See column for how to add one. What the
// snapshots cost takes the room of the licence type.
func (s *Server) volumeColumns() []column[inventory.Volume] {
	return withCost(s, []column[inventory.Volume]{
		{key: "mark", label: "Mark", class: "select", fixed: true, cell: volumeCheckbox},
		{key: "name", label: "Name", class: "main", sort: "name", fixed: true, cell: volumeName},
		{key: "id", label: "Id", inlineLabel: "Id", sort: "id", optional: true, cell: func(_ pageRequest, x *inventory.Volume) views.Cell { return codeCell(x.ID) }},
		{key: "datacenter", label: "Data center", sort: "datacenter", cell: volumeDatacenter},
		{key: "location", label: "Location", sort: "location", optional: true, cell: volumeLocation},
		{key: "state", label: "State", sort: "state", cell: func(_ pageRequest, x *inventory.Volume) views.Cell { return pillCell(statePill(x.Metadata.State)) }},
		{key: "type", label: "Type", sort: "type", cell: func(_ pageRequest, x *inventory.Volume) views.Cell { return textCell(x.Type) }},
		{key: "size", label: "Size", class: "num", sort: "size", cell: func(_ pageRequest, x *inventory.Volume) views.Cell { return sizeCell(x.SizeGB) }},
		{key: "zone", label: "Zone", inlineLabel: "Zone", sort: "zone", optional: true, cell: func(_ pageRequest, x *inventory.Volume) views.Cell { return textCell(x.AvailabilityZone) }},
		{key: "bus", label: "Bus", inlineLabel: "Bus", sort: "bus", optional: true, cell: func(_ pageRequest, x *inventory.Volume) views.Cell { return textCell(x.Bus) }},
		{key: "image", label: "Made from", inlineLabel: "Made from", sort: "image", optional: true, cell: volumeImage},
		{key: "server", label: "Attached to", sort: "server", cell: volumeServers},
		{key: "snapshot", label: "Last snapshot", inlineLabel: "Last snapshot", sort: "snapshot", cell: volumeLastSnapshot},
		{key: "copies", label: "Snapshots", class: "num", inlineLabel: "Snapshots", sort: "copies", optional: true, cell: volumeSnapshotCount},
		{key: "copied", label: "GB of snapshots", class: "num", inlineLabel: "Of snapshots", sort: "copied", optional: true, cell: volumeSnapshotSize},
		{key: "licence", label: "Licence type", sort: "licence", optional: s.priced(), cell: func(_ pageRequest, x *inventory.Volume) views.Cell { return textCell(x.LicenceType) }},
		{key: "labels", label: "Labels", sort: "labels", optional: true, cell: func(req pageRequest, x *inventory.Volume) views.Cell { return labelsCell(req.view.LabelsOf(x.ID)) }},
		{key: "created", label: "Created", inlineLabel: "Created", sort: "created", optional: true, cell: func(req pageRequest, x *inventory.Volume) views.Cell { return whenCell(req, x.Metadata.CreatedDate) }},
		{key: "by", label: "Created by", class: "mail", inlineLabel: "By", sort: "by", optional: true, cell: func(_ pageRequest, x *inventory.Volume) views.Cell { return mailCell(x.Metadata.CreatedBy) }},
		{key: "modified", label: "Changed", inlineLabel: "Changed", sort: "modified", optional: true, cell: func(req pageRequest, x *inventory.Volume) views.Cell {
			return whenCell(req, x.Metadata.LastModifiedDate)
		}},
		{key: "action", label: "Action", class: "act", fixed: true, cell: s.volumeAction},
	}, "snapshot", costOfSnapshots, volumeCost)
}

func volumeCheckbox(_ pageRequest, x *inventory.Volume) views.Cell {
	return views.Cell{Check: &views.Check{Name: "vol", Value: x.ID, Form: "bulk", Label: displayName(x.Name, x.ID)}}
}

func volumeName(_ pageRequest, x *inventory.Volume) views.Cell {
	return views.Cell{Text: displayName(x.Name, x.ID), Href: volumeHref(x.DatacenterID, x.ID)}
}

func volumeDatacenter(req pageRequest, x *inventory.Volume) views.Cell {
	dc, _ := req.view.Datacenter(x.DatacenterID)
	return views.Cell{Text: displayName(dc.Name, dc.ID), Href: datacenterHref(dc.ID), Note: dc.Location}
}

func volumeLocation(req pageRequest, x *inventory.Volume) views.Cell {
	dc, _ := req.view.Datacenter(x.DatacenterID)
	return textCell(dc.Location)
}

func volumeImage(req pageRequest, x *inventory.Volume) views.Cell {
	c := views.Cell{Text: req.view.ImageName(x), Title: x.Image}
	if c.Text == x.Image {
		c.Text = shortID(x.Image)
	}
	if _, ok := req.view.Snapshot(x.Image); ok {
		c.Href = snapshotHref(x.Image)
	}
	return c
}

func volumeServers(req pageRequest, x *inventory.Volume) views.Cell {
	servers := req.view.ServersOn(x.ID)
	if len(servers) == 0 {
		return views.Cell{Text: "not attached", Muted: true}
	}
	c := views.Cell{Tags: make([]views.Link, 0, len(servers))}
	for i := range servers {
		c.Tags = append(c.Tags, serverLink(servers[i]))
	}
	return c
}

func volumeLastSnapshot(req pageRequest, x *inventory.Volume) views.Cell {
	last := req.view.LastSnapshotAt(x.ID)
	if last.IsZero() {
		return views.Cell{Text: "none known", Muted: true}
	}
	return whenCell(req, last)
}

func volumeSnapshotCount(req pageRequest, x *inventory.Volume) views.Cell {
	return countCell(req.view.CountSnapshotsOf(x.ID))
}

func volumeSnapshotSize(req pageRequest, x *inventory.Volume) views.Cell {
	return sizeCell(req.view.SnapshotGBOf(x.ID))
}

// volumeAction is what can be done with a volume, beside what is being done with it.
func (s *Server) volumeAction(req pageRequest, x *inventory.Volume) views.Cell {
	c := views.Cell{Button: &views.Button{
		Text: "Create snapshot", Href: volumeHref(x.DatacenterID, x.ID) + "/create", Label: "Create snapshot of " + displayName(x.Name, x.ID), Create: true,
	}}
	for _, op := range s.Operations.OnVolume(x.ID) {
		if !op.State.Final() && !op.Planned() {
			c.Note = s.stageWord(req, op)
			break
		}
	}
	return c
}
