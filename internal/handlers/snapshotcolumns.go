package handlers

import (
	"snapdeck/internal/inventory"
	"snapdeck/internal/views"
)

// maxDescription bounds how much of a description a list shows.
const maxDescription = 120

// snapshotColumns are the columns of lists of snapshots. See column for how to add one.
func (s *Server) snapshotColumns() []column[inventory.Snapshot] {
	return withCost(s, []column[inventory.Snapshot]{
		{key: "mark", label: "Select", class: "select", fixed: true, cell: snapshotCheckbox},
		{key: "name", label: "Name", class: "main", sort: "name", fixed: true, cell: snapshotName},
		{key: "id", label: "Id", inlineLabel: "Id", sort: "id", optional: true, cell: func(_ pageRequest, x *inventory.Snapshot) views.Cell { return codeCell(x.ID) }},
		{key: "description", label: "Description", class: "wrap", sort: "description", optional: true, cell: snapshotDescription},
		{key: "state", label: "State", sort: "state", class: "states", cell: s.snapshotState},
		{key: "size", label: "Size", class: "num", sort: "size", cell: func(_ pageRequest, x *inventory.Snapshot) views.Cell { return sizeCell(x.SizeGB) }},
		{key: "location", label: "Location", drop: 1, sort: "location", cell: func(_ pageRequest, x *inventory.Snapshot) views.Cell { return textCell(x.Location) }},
		{key: "source", label: "Source", class: "names", drop: 2, sort: "source", cell: snapshotSource},
		{key: "datacenter", label: "From data center", inlineLabel: "From", sort: "datacenter", optional: true, cell: snapshotDatacenter},
		{key: "created", label: "Created", sort: "created", cell: func(req pageRequest, x *inventory.Snapshot) views.Cell { return whenCell(req, x.Metadata.CreatedDate) }},
		{key: "by", label: "By", class: "mail", sort: "by", optional: true, cell: func(_ pageRequest, x *inventory.Snapshot) views.Cell { return mailCell(x.Metadata.CreatedBy) }},
		{key: "maker", label: "Made by", inlineLabel: "Made by", sort: "maker", drop: 1, cell: func(req pageRequest, x *inventory.Snapshot) views.Cell {
			return pillCell(creatorBadge(req.view.Creator(*x)))
		}},
		{key: "modified", label: "Changed", inlineLabel: "Changed", sort: "modified", optional: true, cell: func(req pageRequest, x *inventory.Snapshot) views.Cell {
			return whenCell(req, x.Metadata.LastModifiedDate)
		}},
		{key: "modifiedby", label: "Changed by", class: "mail", inlineLabel: "Changed by", sort: "modifiedby", optional: true, cell: func(_ pageRequest, x *inventory.Snapshot) views.Cell { return mailCell(x.Metadata.LastModifiedBy) }},
		{key: "licence", label: "Licence type", sort: "licence", optional: true, cell: func(_ pageRequest, x *inventory.Snapshot) views.Cell { return textCell(x.LicenceType) }},
		{key: "labels", label: "Labels", sort: "labels", optional: true, cell: func(req pageRequest, x *inventory.Snapshot) views.Cell { return labelsCell(req.view.LabelsOf(x.ID)) }},
		{key: "operation", label: "Operation", inlineLabel: "Operation", sort: "operation", optional: true, cell: snapshotOperation},
		{key: "action", label: "Actions", class: "act", fixed: true, cell: snapshotRowActions},
	}, "size", snapshotCostCell)
}

func snapshotID(x *inventory.Snapshot) string { return x.ID }

func snapshotCheckbox(_ pageRequest, x *inventory.Snapshot) views.Cell {
	return views.Cell{Check: &views.Check{Name: "snap", Value: x.ID, Form: "bulk", Label: displayName(x.Name, x.ID)}}
}

// snapshotState is the state of a snapshot, with what protects it or takes it away.
func (s *Server) snapshotState(req pageRequest, x *inventory.Snapshot) views.Cell {
	c, badges := stateCell(snapshotPill(x.Metadata.State)), s.badgesOf(req, x)
	if badges.Any() {
		c.Badges = &badges
	}
	return c
}

// snapshotRowActions are what can be done with a snapshot.
func snapshotRowActions(_ pageRequest, x *inventory.Snapshot) views.Cell {
	home, name := snapshotHref(x.ID), displayName(x.Name, x.ID)
	a := views.RowActions{Subject: name, Menu: []views.Link{{Text: "Edit…", Href: home + "/edit"}, {Text: "Delete…", Href: home + "/delete"}}}
	if x.Metadata.State == inventory.StateAvailable {
		a.Primary, a.Glyph = &views.Button{Text: "Restore", Href: home + "/restore", Label: "Restore " + name}, "back"
		a.Menu = append([]views.Link{{Text: "Restore…", Href: home + "/restore"}}, a.Menu...)
	}
	return views.Cell{Actions: &a}
}

func snapshotName(_ pageRequest, x *inventory.Snapshot) views.Cell {
	return views.Cell{Text: displayName(x.Name, x.ID), Href: snapshotHref(x.ID)}
}

func snapshotDescription(_ pageRequest, x *inventory.Snapshot) views.Cell {
	text := x.PlainDescription()
	if short := truncate(text, maxDescription); short != text {
		return views.Cell{Text: short + "…", Title: text}
	}
	return textCell(text)
}

func snapshotSource(req pageRequest, x *inventory.Snapshot) views.Cell {
	link := sourceLink(req.view, x.ID)
	if link.Text == "" {
		return views.Cell{Text: "source unknown", Muted: true}
	}
	cell := linkCell(link)
	if id := req.view.Source(x.ID).VolumeID; cell.Text == id { // it has no name
		cell.Text, cell.Title = shortID(id), id
	}
	return cell
}

func snapshotDatacenter(req pageRequest, x *inventory.Snapshot) views.Cell {
	id := req.view.Source(x.ID).DatacenterID
	if id == "" {
		return views.Cell{}
	}
	return linkCell(datacenterLink(req.view, id, ""))
}

// snapshotOperation is the operation of Snapdeck that made a snapshot.
func snapshotOperation(req pageRequest, x *inventory.Snapshot) views.Cell {
	id := req.view.Source(x.ID).OperationID
	if id == "" {
		return views.Cell{}
	}
	return views.Cell{Text: shortID(id), Href: operationHref(id), Title: id}
}
