package handlers

import (
	"time"

	"snapdeck/internal/inventory"
	"snapdeck/internal/views"
)

// pointColumns are the columns of the restore points of a volume. The time comes first, since their names are
// often the same.
func (s *Server) pointColumns(volumeID string) []column[inventory.Snapshot] {
	all := without(s.snapshotColumns(), "location", "source", "licence", "created", "state")
	for i := range all {
		if all[i].key == "name" {
			all[i].cell = s.pointName
		}
	}
	point := column[inventory.Snapshot]{key: "created", label: "Restore point", class: "point", sort: "created", cell: func(req pageRequest, x *inventory.Snapshot) views.Cell {
		return pointCell(req, volumeID, x)
	}}
	return append([]column[inventory.Snapshot]{all[0], point}, all[1:]...)
}

// pointName is the name of a snapshot, with its state when that calls for attention and what protects it.
func (s *Server) pointName(req pageRequest, x *inventory.Snapshot) views.Cell {
	c := s.snapshotState(req, x)
	name := snapshotName(req, x)
	c.Text, c.Href = name.Text, name.Href
	return c
}

// pointCell is when a snapshot was created, and whether it is the one to restore.
func pointCell(req pageRequest, volumeID string, x *inventory.Snapshot) views.Cell {
	at := x.Metadata.CreatedDate
	p := views.RestorePoint{Age: req.age(at), Latest: x.ID == lastGoodID(req.report(), volumeID)}
	if !at.IsZero() {
		p.Clock = clockText(at, req.now, req.zone)
		midnight := req.now.In(req.zone)
		req.expiry.limit(time.Date(midnight.Year(), midnight.Month(), midnight.Day()+1, 0, 0, 0, 0, req.zone))
	}
	return views.Cell{Point: &p}
}

// volumeSnapshots are the restore points of a volume: those that are known or certain in a list, the likely ones
// beside it.
func (s *Server) volumeSnapshots(req pageRequest, vol inventory.Volume, p *views.Volume) func() []fragment {
	all := s.pointColumns(vol.ID)
	q := parseTableQuery(req.url, sortKeys(all), inventory.Order{By: "created", Desc: true})
	columns := visibleColumns(&q, all)
	found := req.view.FindSnapshots(inventory.SnapshotQuery{VolumeID: vol.ID, Order: q.Order, Window: q.window()})
	p.List = q.table("Restore points", sortableHeaders(q, columns), len(found.Items), found.Total, found.TotalGB, [2]string{"restore point", "restore points"})
	req.addCost(&p.List, "", found.Cost)
	p.List.Empty = views.Empty{Title: "No restore points yet", Text: "No snapshot is known to come from this volume."}
	p.Snapshots = pointRows(req, columns, found.Items)
	if likely := req.view.LikelyOf(vol.ID); len(likely) > 0 {
		p.Likely = s.likelyPoints(req, vol, likely)
	}
	return rowFragments(p.List.Columns, p.Snapshots)
}

// likelyPoints are the snapshots that likely come from a volume.
func (s *Server) likelyPoints(req pageRequest, vol inventory.Volume, likely []inventory.Snapshot) views.LikelyPoints {
	columns := s.pointColumns(vol.ID)
	for i := range columns {
		columns[i].sort = ""
	}
	columns = without(columns, "mark", "id", "description", "datacenter", "by", "modified", "modifiedby", "labels", "operation")
	headers := sortableHeaders(tableQuery{}, columns)
	list := singlePageTable("Probably of this volume", headers, len(likely), len(likely), 0, [2]string{"snapshot", "snapshots"})
	return views.LikelyPoints{List: list, Rows: pointRows(req, columns, likely), Confirm: sourcesPath}
}

// pointRows are rows that are not remembered: the same snapshot reads otherwise in other lists.
func pointRows(req pageRequest, columns []column[inventory.Snapshot], items []inventory.Snapshot) []views.Row {
	rows := make([]views.Row, 0, len(items))
	for i := range items {
		row, _ := rowOf(req, items[i].ID, columns, &items[i])
		rows = append(rows, row)
	}
	return rows
}
