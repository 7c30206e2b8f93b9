package volumes

import (
	"time"

	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/snapshotlist"
	"snapdeck/internal/handlers/table"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/quantity"
	"snapdeck/internal/views"
	"snapdeck/internal/views/ui"
)

// pointColumns returns the columns of a volume's restore points, with the time first, because their names are often
// equal.
func (s *Handlers) pointColumns(volumeID string) []table.Column[inventory.Snapshot] {
	all := table.Without(s.list.Columns(), "location", "source", "licence", "created", "state")
	for i := range all {
		if all[i].Key == "name" {
			all[i].Cell = s.pointName
		}
	}
	point := table.Column[inventory.Snapshot]{Key: "created", Label: "Restore point", Class: "point", Sort: "created", Cell: func(req web.Request, x *inventory.Snapshot) ui.Cell {
		return pointCell(req, volumeID, x)
	}}
	return append([]table.Column[inventory.Snapshot]{all[0], point}, all[1:]...)
}

// pointName returns the cell of a snapshot's name, with a state that needs attention and the badges.
func (s *Handlers) pointName(req web.Request, x *inventory.Snapshot) ui.Cell {
	c := s.list.SnapshotState(req, x)
	name := snapshotlist.SnapshotName(req, x)
	c.Text, c.Href = name.Text, name.Href
	return c
}

// pointCell returns the cell of a snapshot's time, marked if it is the one to restore.
func pointCell(req web.Request, volumeID string, x *inventory.Snapshot) ui.Cell {
	at := x.Metadata.CreatedDate
	vol, _ := req.Report().Of(volumeID)
	p := views.RestorePoint{Age: req.Age(at), Latest: x.ID == vol.LastGood().ID}
	if !at.IsZero() {
		p.Clock = clockText(at, req.Now, req.Zone)
		midnight := req.Now.In(req.Zone)
		req.Expiry.Limit(time.Date(midnight.Year(), midnight.Month(), midnight.Day()+1, 0, 0, 0, 0, req.Zone))
	}
	return ui.Cell{Drawing: &p}
}

// volumeSnapshots adds the restore points of a volume: those with a known or certain source as a list, and the likely
// ones beside it.
func (s *Handlers) volumeSnapshots(req web.Request, vol inventory.Volume, p *views.Volume) func() []web.Fragment {
	all := s.pointColumns(vol.ID)
	q := table.ParseQuery(req.URL, table.SortKeys(all), inventory.Order{By: "created", Desc: true})
	columns := table.VisibleColumns(&q, all)
	found := req.View.FindSnapshots(inventory.SnapshotQuery{VolumeID: vol.ID, Order: q.Order, Paging: q.Window()})
	p.List = q.Table("Restore points", table.SortableHeaders(q, columns), len(found.Items), found.Total, quantity.Total{GB: found.TotalGB, Unsized: found.Unsized}, [2]string{"restore point", "restore points"})
	table.AddCost(req, &p.List, found.Cost)
	p.List.Empty = ui.Empty{Title: "No restore points yet", Text: "No snapshot is known to come from this volume."}
	p.Snapshots = table.PlainRows(req, columns, found.Items, snapshotlist.ID)
	if likely := req.View.LikelyOf(vol.ID); len(likely) > 0 {
		p.List.Empty = ui.Empty{Title: "No confirmed restore points", Text: "The snapshots below probably come from this volume."}
		p.Likely = s.likelyPoints(req, vol, likely)
	}
	return table.RowFragments(p.List.Columns, p.Snapshots)
}

func (s *Handlers) likelyPoints(req web.Request, vol inventory.Volume, likely []inventory.Snapshot) views.LikelyPoints {
	columns := s.pointColumns(vol.ID)
	for i := range columns {
		columns[i].Sort = ""
	}
	columns = table.Without(columns, "mark", "id", "description", "datacenter", "by", "modified", "modifiedby", "labels", "operation")
	headers := table.SortableHeaders(table.Query{}, columns)
	list := table.SinglePageTable("Probably of this volume", headers, len(likely), len(likely), quantity.Total{}, [2]string{"snapshot", "snapshots"})
	return views.LikelyPoints{List: list, Rows: table.PlainRows(req, columns, likely, snapshotlist.ID), Confirm: paths.SourcesPath}
}
