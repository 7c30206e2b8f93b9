package snapshotlist

import (
	"snapdeck/internal/auth"
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/resource"
	"snapdeck/internal/handlers/sourceview"
	"snapdeck/internal/handlers/table"
	"snapdeck/internal/handlers/texts"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/views"
	"snapdeck/internal/views/ui"
)

const maxDescription = 120

// Columns returns the columns of lists of snapshots; see table.Column for how to add one.
func (s *List) Columns() []table.Column[inventory.Snapshot] {
	return table.WithCost(s.Base, []table.Column[inventory.Snapshot]{
		{Key: "mark", Label: "Select", Class: "select", Fixed: true, Right: auth.RightOperate, Cell: snapshotCheckbox},
		{Key: "name", Label: "Name", Class: "main", Sort: "name", Fixed: true, Cell: SnapshotName},
		{Key: "id", Label: "Id", InlineLabel: "Id", Sort: "id", Optional: true, Cell: func(_ web.Request, x *inventory.Snapshot) ui.Cell { return table.CodeCell(x.ID) }},
		{Key: "description", Label: "Description", Class: "wrap", Sort: "description", Optional: true, Cell: snapshotDescription},
		{Key: "state", Label: "State", Sort: "state", Class: "states", Cell: s.SnapshotState},
		{Key: "size", Label: "Size", Class: "num", Sort: "size", Cell: func(_ web.Request, x *inventory.Snapshot) ui.Cell { return table.SizeCell(x.SizeGB) }},
		{Key: "location", Label: "Location", Drop: 1, Sort: "location", Cell: func(_ web.Request, x *inventory.Snapshot) ui.Cell { return table.TextCell(x.Location) }},
		{Key: "source", Label: "Source", Class: "names", Drop: 2, Sort: "source", Cell: snapshotSource},
		{Key: "datacenter", Label: "From data center", InlineLabel: "From", Sort: "datacenter", Optional: true, Cell: snapshotDatacenter},
		{Key: "created", Label: "Created", Sort: "created", Cell: func(req web.Request, x *inventory.Snapshot) ui.Cell {
			return table.WhenCell(req, x.Metadata.CreatedDate)
		}},
		{Key: "by", Label: "By", Class: "mail", Sort: "by", Optional: true, Cell: func(_ web.Request, x *inventory.Snapshot) ui.Cell { return table.MailCell(x.Metadata.CreatedBy) }},
		{Key: "maker", Label: "Created with", InlineLabel: "Created with", Sort: "maker", Drop: 1, Cell: func(req web.Request, x *inventory.Snapshot) ui.Cell {
			badge := sourceview.CreatorBadge(req.View.Creator(*x))
			return ui.Cell{Text: badge.Label, Title: badge.Title}
		}},
		{Key: "modified", Label: "Changed", InlineLabel: "Changed", Sort: "modified", Optional: true, Cell: func(req web.Request, x *inventory.Snapshot) ui.Cell {
			return table.WhenCell(req, x.Metadata.LastModifiedDate)
		}},
		{Key: "modifiedby", Label: "Changed by", Class: "mail", InlineLabel: "Changed by", Sort: "modifiedby", Optional: true, Cell: func(_ web.Request, x *inventory.Snapshot) ui.Cell {
			return table.MailCell(x.Metadata.LastModifiedBy)
		}},
		{Key: "licence", Label: "Licence type", Sort: "licence", Optional: true, Cell: func(_ web.Request, x *inventory.Snapshot) ui.Cell { return table.TextCell(x.LicenceType) }},
		{Key: "labels", Label: "Labels", Sort: "labels", Optional: true, Cell: func(req web.Request, x *inventory.Snapshot) ui.Cell {
			return table.LabelsCell(req.View.LabelsOf(x.ID))
		}},
		{Key: "operation", Label: "Operation", InlineLabel: "Operation", Sort: "operation", Optional: true, Cell: snapshotOperation},
		{Key: "action", Label: "Actions", Class: "act", Fixed: true, Right: auth.RightOperate, Cell: s.snapshotRowActions},
	}, "size", table.SnapshotCostCell)
}

// ID returns the ID of a snapshot, for rows.
func ID(x *inventory.Snapshot) string { return x.ID }

func snapshotCheckbox(_ web.Request, x *inventory.Snapshot) ui.Cell {
	return ui.Cell{Check: &ui.Check{Name: "snap", Value: x.ID, Form: "bulk", Label: texts.DisplayName(x.Name, x.ID)}}
}

// SnapshotState returns the cell of a snapshot's state, with its badges.
func (s *List) SnapshotState(req web.Request, x *inventory.Snapshot) ui.Cell {
	c, badges := table.StateCell(texts.SnapshotPill(x.Metadata.State)), s.BadgesOf(req, x)
	c.Pills = append(c.Pills, texts.UnresolvedPills(s.Operations.OnSnapshot(x.ID))...)
	if badges.Any() {
		c.Badges = views.Badges(badges)
	}
	return c
}

// snapshotRowActions returns the cell of the actions on a snapshot.
func (s *List) snapshotRowActions(_ web.Request, x *inventory.Snapshot) ui.Cell {
	home, name := paths.SnapshotHref(x.ID), texts.DisplayName(x.Name, x.ID)
	a := ui.RowActions{Subject: name, Menu: []ui.MenuItem{{Text: "Edit…", Href: home + "/edit"}, {Text: "Delete…", Href: home + "/delete"}}}
	if _, leaving := s.Operations.Deletion(x.ID); !leaving && x.Metadata.State == inventory.StateAvailable {
		a.Primary, a.Glyph = &ui.Button{Text: "Restore", Href: home + "/restore", Label: "Restore " + name}, "back"
		a.Menu = append([]ui.MenuItem{{Text: "Restore…", Href: home + "/restore"}}, a.Menu...)
	}
	return ui.Cell{Actions: &a}
}

// SnapshotName returns the cell of a snapshot's name.
func SnapshotName(_ web.Request, x *inventory.Snapshot) ui.Cell {
	return ui.Cell{Text: texts.DisplayName(x.Name, x.ID), Href: paths.SnapshotHref(x.ID)}
}

func snapshotDescription(_ web.Request, x *inventory.Snapshot) ui.Cell {
	text := x.PlainDescription()
	if short := texts.Truncate(text, maxDescription); short != text {
		return ui.Cell{Text: short + "…", Title: text}
	}
	return table.TextCell(text)
}

func snapshotSource(req web.Request, x *inventory.Snapshot) ui.Cell {
	link, evidence := resource.BestSource(req.View, x.ID)
	if link.Text == "" {
		return ui.Cell{Text: "source unknown", Muted: true}
	}
	cell := table.LinkCell(link)
	cell.Title = evidence
	if id := req.View.Source(x.ID).VolumeID; cell.Text == id { // it has no name
		cell.Text, cell.Title = texts.ShortID(id), id
	}
	return cell
}

func snapshotDatacenter(req web.Request, x *inventory.Snapshot) ui.Cell {
	id := req.View.Source(x.ID).DatacenterID
	if id == "" {
		return ui.Cell{}
	}
	return table.LinkCell(resource.DatacenterLink(req.View, id, ""))
}

// snapshotOperation returns the cell of the operation that created a snapshot.
func snapshotOperation(req web.Request, x *inventory.Snapshot) ui.Cell {
	id := req.View.Source(x.ID).OperationID
	if id == "" {
		return ui.Cell{}
	}
	return ui.Cell{Text: texts.ShortID(id), Href: paths.OperationHref(id), Title: id}
}

// None returns the text of an empty list of snapshots.
func None() ui.Empty {
	return ui.Empty{
		Title: "No snapshots yet", Text: "The contract has no snapshot. Choose a volume and create one.",
		Link: ui.Link{Text: "Choose a volume", Href: "/volumes"},
	}
}
