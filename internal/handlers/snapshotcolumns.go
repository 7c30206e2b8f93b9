package handlers

import (
	"snapdeck/internal/inventory"
	"snapdeck/internal/views"
)

// maxShownText bounds how much of a description a list shows.
const maxShownText = 120

// snapshotColumns are the columns of lists of snapshots. See column for how to add one.
func (s *Server) snapshotColumns() []column[inventory.Snapshot] {
	return withCost(s, []column[inventory.Snapshot]{
		{key: "mark", label: "Mark", class: "select", fixed: true, cell: snapshotMark},
		{key: "name", label: "Name", class: "main", sort: "name", fixed: true, cell: snapshotName},
		{key: "id", label: "Id", word: "Id", sort: "id", extra: true, cell: func(_ asked, x *inventory.Snapshot) views.Cell { return codeCell(x.ID) }},
		{key: "description", label: "Description", class: "wrap", sort: "description", extra: true, cell: snapshotText},
		{key: "state", label: "State", sort: "state", class: "states", cell: s.snapshotState},
		{key: "size", label: "Size", class: "num", sort: "size", cell: func(_ asked, x *inventory.Snapshot) views.Cell { return sizeCell(x.SizeGB) }},
		{key: "location", label: "Location", sort: "location", cell: func(_ asked, x *inventory.Snapshot) views.Cell { return textCell(x.Location) }},
		{key: "source", label: "Source", sort: "source", cell: snapshotSource},
		{key: "datacenter", label: "From data center", word: "From", sort: "datacenter", extra: true, cell: snapshotDatacenter},
		{key: "created", label: "Created", sort: "created", cell: func(a asked, x *inventory.Snapshot) views.Cell { return whenCell(a, x.Metadata.CreatedDate) }},
		{key: "by", label: "By", class: "mail", sort: "by", extra: true, cell: func(_ asked, x *inventory.Snapshot) views.Cell { return mailCell(x.Metadata.CreatedBy) }},
		{key: "maker", label: "Made by", word: "Made by", sort: "maker", cell: func(a asked, x *inventory.Snapshot) views.Cell { return pillCell(makerBadge(a.view.Making(*x))) }},
		{key: "modified", label: "Changed", word: "Changed", sort: "modified", extra: true, cell: func(a asked, x *inventory.Snapshot) views.Cell { return whenCell(a, x.Metadata.LastModifiedDate) }},
		{key: "modifiedby", label: "Changed by", class: "mail", word: "Changed by", sort: "modifiedby", extra: true, cell: func(_ asked, x *inventory.Snapshot) views.Cell { return mailCell(x.Metadata.LastModifiedBy) }},
		{key: "licence", label: "Licence type", sort: "licence", extra: true, cell: func(_ asked, x *inventory.Snapshot) views.Cell { return textCell(x.LicenceType) }},
		{key: "labels", label: "Labels", sort: "labels", extra: true, cell: func(a asked, x *inventory.Snapshot) views.Cell { return labelsCell(a.view.LabelsOf(x.ID)) }},
		{key: "operation", label: "Operation", word: "Operation", sort: "operation", extra: true, cell: snapshotOperation},
	}, "size", "Cost / 30 days", snapshotCost)
}

func snapshotID(x *inventory.Snapshot) string { return x.ID }

func snapshotMark(_ asked, x *inventory.Snapshot) views.Cell {
	return views.Cell{Check: &views.Check{Name: "snap", Value: x.ID, Form: "bulk", Label: named(x.Name, x.ID)}}
}

// snapshotState is the state of a snapshot, with what protects it or takes it away.
func (s *Server) snapshotState(a asked, x *inventory.Snapshot) views.Cell {
	c, marks := pillCell(snapshotPill(x.Metadata.State)), s.marksOf(a, x)
	if marks.Any() {
		c.Marks = &marks
	}
	return c
}

func snapshotName(_ asked, x *inventory.Snapshot) views.Cell {
	return views.Cell{Text: named(x.Name, x.ID), Href: snapshotHref(x.ID)}
}

func snapshotText(_ asked, x *inventory.Snapshot) views.Cell {
	text := x.PlainDescription()
	if short := clip(text, maxShownText); short != text {
		return views.Cell{Text: short + "…", Title: text}
	}
	return textCell(text)
}

func snapshotSource(a asked, x *inventory.Snapshot) views.Cell {
	link := sourceLink(a.view, x.ID)
	if link.Text == "" {
		return views.Cell{Text: "source unknown", Quiet: true}
	}
	cell := linkCell(link)
	if id := a.view.Source(x.ID).VolumeID; cell.Text == id { // it has no name
		cell.Text, cell.Title = shortID(id), id
	}
	return cell
}

func snapshotDatacenter(a asked, x *inventory.Snapshot) views.Cell {
	id := a.view.Source(x.ID).DatacenterID
	if id == "" {
		return views.Cell{}
	}
	return linkCell(datacenterLink(a.view, id, ""))
}

// snapshotOperation is the operation of Snapdeck that made a snapshot.
func snapshotOperation(a asked, x *inventory.Snapshot) views.Cell {
	id := a.view.Source(x.ID).OperationID
	if id == "" {
		return views.Cell{}
	}
	return views.Cell{Text: shortID(id), Href: operationHref(id), Title: id}
}
