package snapshotlist

import (
	"snapdeck/internal/handlers/export"
	"snapdeck/internal/handlers/table"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/price"
)

// Export returns the export of the list of snapshots.
func (s *List) Export(req web.Request) export.List {
	q := table.ParseQuery(req.URL, table.SortKeys(s.Columns()), inventory.Order{By: "created", Desc: true})
	query := s.Query(req, &q)
	query.Paging = inventory.Paging{}
	l := export.List{Name: "snapshots", Headers: []string{
		"id", "name", "description", "location", "state", "sizeGB", "licenceType", "created", "createdBy", "sourceVolumeId", "sourceDatacenterId", "operationId",
	}}
	var costs []price.Sum
	for _, snap := range req.View.FindSnapshots(query).Items {
		costs = append(costs, req.View.CostOfSnapshot(snap.ID))
		source := req.View.Source(snap.ID)
		l.Lines = append(l.Lines, []any{
			snap.ID, snap.Name, snap.PlainDescription(), snap.Location, string(snap.Metadata.State), snap.SizeGB, snap.LicenceType,
			export.ExactTimestamp(snap.Metadata.CreatedDate), snap.Metadata.CreatedBy, source.VolumeID, source.DatacenterID, source.OperationID,
		})
	}
	l.AddCosts(req, costs)
	return l
}
