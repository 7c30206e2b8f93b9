package volumelist

import (
	"strconv"

	"snapdeck/internal/auth"
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/resource"
	"snapdeck/internal/handlers/table"
	"snapdeck/internal/handlers/texts"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/quantity"
	"snapdeck/internal/views/ui"
)

// Columns returns the columns of lists of volumes; see table.Column for how to add one.
func (s *List) Columns() []table.Column[inventory.Volume] {
	return table.WithCost(s.Base, []table.Column[inventory.Volume]{
		{Key: "mark", Label: "Select", Class: "select", Fixed: true, Right: auth.RightOperate, Cell: volumeCheckbox},
		{Key: "name", Label: "Volume", Class: "main", Sort: "name", Fixed: true, Cell: s.VolumeName},
		{Key: "id", Label: "Id", InlineLabel: "Id", Sort: "id", Optional: true, Cell: func(_ web.Request, x *inventory.Volume) ui.Cell { return table.CodeCell(x.ID) }},
		{Key: "coverage", Label: "Protection", Class: "protection", Sort: inventory.ByRank, Cell: VolumeProtection},
		{Key: "days", Label: "Last 14 days", Class: "strip", Cell: s.volumeStrip},
		{Key: "server", Label: "Server", Class: "names", Sort: "server", Drop: 3, Cell: volumeServers},
		{Key: "datacenter", Label: "Data center", Class: "names", Sort: "datacenter", Drop: 1, Cell: volumeDatacenter},
		{Key: "location", Label: "Location", Sort: "location", Optional: true, Drop: 1, Cell: volumeLocation},
		{Key: "state", Label: "State", Sort: "state", Optional: true, Cell: func(_ web.Request, x *inventory.Volume) ui.Cell {
			return table.PillCell(texts.StatePill(x.Metadata.State))
		}},
		{Key: "type", Label: "Type", Sort: "type", Drop: 1, Cell: func(_ web.Request, x *inventory.Volume) ui.Cell { return table.TextCell(x.Type) }},
		{Key: "size", Label: "Size", Class: "num", Sort: "size", Cell: func(_ web.Request, x *inventory.Volume) ui.Cell { return table.SizeCell(x.SizeGB) }},
		{Key: "zone", Label: "Zone", InlineLabel: "Zone", Sort: "zone", Optional: true, Drop: 1, Cell: func(_ web.Request, x *inventory.Volume) ui.Cell { return table.TextCell(x.AvailabilityZone) }},
		{Key: "bus", Label: "Bus", InlineLabel: "Bus", Sort: "bus", Optional: true, Drop: 1, Cell: func(_ web.Request, x *inventory.Volume) ui.Cell { return table.TextCell(x.Bus) }},
		{Key: "image", Label: "Created from", InlineLabel: "Created from", Sort: "image", Optional: true, Drop: 1, Cell: volumeImage},
		{Key: "snapshot", Label: "Last snapshot", InlineLabel: "Last snapshot", Sort: "snapshot", Optional: true, Cell: volumeLastSnapshot},
		{Key: "copies", Label: "Snapshots", Class: "num", InlineLabel: "Snapshots", Sort: "copies", Optional: true, Cell: VolumeSnapshotCount},
		{Key: "copied", Label: "GB of snapshots", Class: "num", InlineLabel: "Of snapshots", Sort: "copied", Optional: true, Cell: volumeSnapshotSize},
		{Key: "licence", Label: "Licence type", Sort: "licence", Optional: true, Drop: 1, Cell: func(_ web.Request, x *inventory.Volume) ui.Cell { return table.TextCell(x.LicenceType) }},
		{Key: "labels", Label: "Labels", Sort: "labels", Optional: true, Cell: func(req web.Request, x *inventory.Volume) ui.Cell {
			return table.LabelsCell(req.View.LabelsOf(x.ID))
		}},
		{Key: "created", Label: "Created", InlineLabel: "Created", Sort: "created", Optional: true, Cell: func(req web.Request, x *inventory.Volume) ui.Cell {
			return table.WhenCell(req, x.Metadata.CreatedDate)
		}},
		{Key: "by", Label: "Created by", Class: "mail", InlineLabel: "By", Sort: "by", Optional: true, Cell: func(_ web.Request, x *inventory.Volume) ui.Cell { return table.MailCell(x.Metadata.CreatedBy) }},
		{Key: "modified", Label: "Changed", InlineLabel: "Changed", Sort: "modified", Optional: true, Cell: func(req web.Request, x *inventory.Volume) ui.Cell {
			return table.WhenCell(req, x.Metadata.LastModifiedDate)
		}},
		{Key: "action", Label: "Actions", Class: "act", Fixed: true, Right: auth.RightOperate, Cell: VolumeRowActions},
	}, "size", func(req web.Request, x *inventory.Volume) ui.Cell {
		return table.AtLeastCost(req, req.View.SnapshotTotalsOf(x.ID))
	})
}

func volumeCheckbox(_ web.Request, x *inventory.Volume) ui.Cell {
	return ui.Cell{Check: &ui.Check{Name: "vol", Value: x.ID, Form: "bulk", Label: texts.DisplayName(x.Name, x.ID)}}
}

// VolumeName returns the cell of a volume's name, with its state when unusual, its running operation and the one that
// a user has to resolve.
func (s *List) VolumeName(req web.Request, x *inventory.Volume) ui.Cell {
	c := ui.Cell{Text: texts.DisplayName(x.Name, x.ID), Href: paths.VolumeHref(x.DatacenterID, x.ID)}
	ops := s.Operations.OnVolume(x.ID)
	if op, running := runningOf(ops); running {
		c.Pills = []ui.Pill{{Tone: "busy", Icon: texts.OperationPill(op).Icon, Label: s.ops.ShortStage(op), Title: s.ops.StageWord(req, op)}}
	} else if x.Metadata.State != inventory.StateAvailable {
		c.Pills = []ui.Pill{texts.StatePill(x.Metadata.State)}
	}
	c.Pills = append(c.Pills, texts.UnresolvedPills(ops)...)
	return c
}

// runningOf returns the running one of a volume's operations, if any.
func runningOf(ops []operation.Operation) (operation.Operation, bool) {
	for _, op := range ops {
		if !op.State.Final() && !op.Planned() {
			return op, true
		}
	}
	return operation.Operation{}, false
}

func volumeDatacenter(req web.Request, x *inventory.Volume) ui.Cell {
	dc, _ := req.View.Datacenter(x.DatacenterID)
	return ui.Cell{Text: texts.DisplayName(dc.Name, dc.ID), Href: paths.DatacenterHref(dc.ID), Title: dc.Location}
}

func volumeLocation(req web.Request, x *inventory.Volume) ui.Cell {
	dc, _ := req.View.Datacenter(x.DatacenterID)
	return table.TextCell(dc.Location)
}

func volumeImage(req web.Request, x *inventory.Volume) ui.Cell {
	c := ui.Cell{Text: req.View.ImageName(x), Title: x.Image}
	if c.Text == x.Image {
		c.Text = texts.ShortID(x.Image)
	}
	if _, ok := req.View.Snapshot(x.Image); ok {
		c.Href = paths.SnapshotHref(x.Image)
	}
	return c
}

func volumeServers(req web.Request, x *inventory.Volume) ui.Cell {
	servers := req.View.ServersOn(x.ID)
	if len(servers) == 0 {
		return ui.Cell{Text: "not attached", Muted: true}
	}
	c := ui.Cell{Tags: make([]ui.Link, 0, len(servers))}
	for i := range servers {
		c.Tags = append(c.Tags, resource.ServerLink(servers[i]))
	}
	return c
}

func volumeLastSnapshot(req web.Request, x *inventory.Volume) ui.Cell {
	last := req.View.LastSnapshotAt(x.ID)
	if last.IsZero() && req.View.SnapshotTotalsOf(x.ID).AtLeast {
		return ui.Cell{Text: "unknown", Muted: true}
	}
	if last.IsZero() {
		return ui.Cell{Text: "none", Muted: true}
	}
	return table.WhenCell(req, last)
}

// VolumeSnapshotCount returns the cell of a volume's number of snapshots.
func VolumeSnapshotCount(req web.Request, x *inventory.Volume) ui.Cell {
	totals := req.View.SnapshotTotalsOf(x.ID)
	return table.AtLeastCell(totals, strconv.Itoa(totals.Count))
}

func volumeSnapshotSize(req web.Request, x *inventory.Volume) ui.Cell {
	totals := req.View.SnapshotTotalsOf(x.ID)
	return table.AtLeastCell(totals, quantity.GB(totals.GB))
}

// VolumeRowActions returns the cell of the actions on a volume.
func VolumeRowActions(_ web.Request, x *inventory.Volume) ui.Cell {
	home, name := paths.VolumeHref(x.DatacenterID, x.ID), texts.DisplayName(x.Name, x.ID)
	return ui.Cell{Actions: &ui.RowActions{
		Subject: name, Glyph: "plus",
		Primary: &ui.Button{Text: "Create snapshot", Href: home + "/create", Label: "Create snapshot of " + name, Create: true},
		Menu: []ui.MenuItem{
			{Text: "Create snapshot…", Href: home + "/create"}, {Text: "Restore…", Href: home + "/restore"}, {Text: "Restore points", Href: home + "#snapshots-title"},
			{Text: "Change target…", Href: home + "#target", Right: string(auth.RightMaintain)},
		},
	}}
}
