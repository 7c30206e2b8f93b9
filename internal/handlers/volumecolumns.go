package handlers

import (
	"strconv"

	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/views"
)

// volumeColumns are the columns of lists of volumes. See column for how to add one. What the
// snapshots cost stands behind the size.
func (s *Server) volumeColumns() []column[inventory.Volume] {
	return withCost(s, []column[inventory.Volume]{
		{key: "mark", label: "Select", class: "select", fixed: true, cell: volumeCheckbox},
		{key: "name", label: "Volume", class: "main", sort: "name", fixed: true, cell: s.volumeName},
		{key: "id", label: "Id", inlineLabel: "Id", sort: "id", optional: true, cell: func(_ pageRequest, x *inventory.Volume) views.Cell { return codeCell(x.ID) }},
		{key: "coverage", label: "Protection", class: "protection", sort: inventory.ByRank, cell: volumeProtection},
		{key: "days", label: "Last 14 days", class: "strip", cell: s.volumeStrip},
		{key: "server", label: "Server", class: "names", sort: "server", drop: 3, cell: volumeServers},
		{key: "datacenter", label: "Data center", class: "names", sort: "datacenter", drop: 1, cell: volumeDatacenter},
		{key: "location", label: "Location", sort: "location", optional: true, drop: 1, cell: volumeLocation},
		{key: "state", label: "State", sort: "state", optional: true, cell: func(_ pageRequest, x *inventory.Volume) views.Cell { return pillCell(statePill(x.Metadata.State)) }},
		{key: "type", label: "Type", sort: "type", drop: 1, cell: func(_ pageRequest, x *inventory.Volume) views.Cell { return textCell(x.Type) }},
		{key: "size", label: "Size", class: "num", sort: "size", cell: func(_ pageRequest, x *inventory.Volume) views.Cell { return sizeCell(x.SizeGB) }},
		{key: "zone", label: "Zone", inlineLabel: "Zone", sort: "zone", optional: true, drop: 1, cell: func(_ pageRequest, x *inventory.Volume) views.Cell { return textCell(x.AvailabilityZone) }},
		{key: "bus", label: "Bus", inlineLabel: "Bus", sort: "bus", optional: true, drop: 1, cell: func(_ pageRequest, x *inventory.Volume) views.Cell { return textCell(x.Bus) }},
		{key: "image", label: "Created from", inlineLabel: "Created from", sort: "image", optional: true, drop: 1, cell: volumeImage},
		{key: "snapshot", label: "Last snapshot", inlineLabel: "Last snapshot", sort: "snapshot", optional: true, cell: volumeLastSnapshot},
		{key: "copies", label: "Snapshots", class: "num", inlineLabel: "Snapshots", sort: "copies", optional: true, cell: volumeSnapshotCount},
		{key: "copied", label: "GB of snapshots", class: "num", inlineLabel: "Of snapshots", sort: "copied", optional: true, cell: volumeSnapshotSize},
		{key: "licence", label: "Licence type", sort: "licence", optional: true, drop: 1, cell: func(_ pageRequest, x *inventory.Volume) views.Cell { return textCell(x.LicenceType) }},
		{key: "labels", label: "Labels", sort: "labels", optional: true, cell: func(req pageRequest, x *inventory.Volume) views.Cell { return labelsCell(req.view.LabelsOf(x.ID)) }},
		{key: "created", label: "Created", inlineLabel: "Created", sort: "created", optional: true, cell: func(req pageRequest, x *inventory.Volume) views.Cell { return whenCell(req, x.Metadata.CreatedDate) }},
		{key: "by", label: "Created by", class: "mail", inlineLabel: "By", sort: "by", optional: true, cell: func(_ pageRequest, x *inventory.Volume) views.Cell { return mailCell(x.Metadata.CreatedBy) }},
		{key: "modified", label: "Changed", inlineLabel: "Changed", sort: "modified", optional: true, cell: func(req pageRequest, x *inventory.Volume) views.Cell {
			return whenCell(req, x.Metadata.LastModifiedDate)
		}},
		{key: "action", label: "Actions", class: "act", fixed: true, cell: volumeRowActions},
	}, "size", volumeCostCell)
}

func volumeCheckbox(_ pageRequest, x *inventory.Volume) views.Cell {
	return views.Cell{Check: &views.Check{Name: "vol", Value: x.ID, Form: "bulk", Label: displayName(x.Name, x.ID)}}
}

// volumeName is the name of a volume, with its state when that is not as usual and what runs on it.
func (s *Server) volumeName(req pageRequest, x *inventory.Volume) views.Cell {
	c := views.Cell{Text: displayName(x.Name, x.ID), Href: volumeHref(x.DatacenterID, x.ID)}
	if op, running := s.runningOn(x.ID); running {
		c.Pills = []views.Pill{{Tone: "busy", Icon: operationPill(op).Icon, Label: s.shortStage(op), Title: s.stageWord(req, op)}}
	} else if x.Metadata.State != inventory.StateAvailable {
		c.Pills = []views.Pill{statePill(x.Metadata.State)}
	}
	return c
}

// runningOn is the operation that runs on a volume, if any does.
func (s *Server) runningOn(volumeID string) (operation.Operation, bool) {
	for _, op := range s.Operations.OnVolume(volumeID) {
		if !op.State.Final() && !op.Planned() {
			return op, true
		}
	}
	return operation.Operation{}, false
}

func volumeDatacenter(req pageRequest, x *inventory.Volume) views.Cell {
	dc, _ := req.view.Datacenter(x.DatacenterID)
	return views.Cell{Text: displayName(dc.Name, dc.ID), Href: datacenterHref(dc.ID), Title: dc.Location}
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
	if last.IsZero() && req.view.SnapshotTotalsOf(x.ID).AtLeast {
		return views.Cell{Text: "unknown", Muted: true}
	}
	if last.IsZero() {
		return views.Cell{Text: "none", Muted: true}
	}
	return whenCell(req, last)
}

func volumeSnapshotCount(req pageRequest, x *inventory.Volume) views.Cell {
	totals := req.view.SnapshotTotalsOf(x.ID)
	return atLeastCell(totals, strconv.Itoa(totals.Count))
}

func volumeSnapshotSize(req pageRequest, x *inventory.Volume) views.Cell {
	totals := req.view.SnapshotTotalsOf(x.ID)
	return atLeastCell(totals, views.GB(totals.GB))
}

// volumeCostCell is what the snapshots of a volume cost.
func volumeCostCell(req pageRequest, x *inventory.Volume) views.Cell {
	totals := req.view.SnapshotTotalsOf(x.ID)
	return atLeastCost(req, totals)
}

// volumeRowActions are what can be done with a volume.
func volumeRowActions(_ pageRequest, x *inventory.Volume) views.Cell {
	home, name := volumeHref(x.DatacenterID, x.ID), displayName(x.Name, x.ID)
	return views.Cell{Actions: &views.RowActions{
		Subject: name, Glyph: "plus",
		Primary: &views.Button{Text: "Create snapshot", Href: home + "/create", Label: "Create snapshot of " + name, Create: true},
		Menu: []views.Link{
			{Text: "Create snapshot…", Href: home + "/create"}, {Text: "Restore…", Href: home + "/restore"}, {Text: "Restore points", Href: home + "#snapshots-title"},
			{Text: "Change target…", Href: home + "#target"},
		},
	}}
}
