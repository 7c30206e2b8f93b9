package volumelist

import (
	"strings"

	"snapdeck/internal/handlers/export"
	"snapdeck/internal/handlers/table"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/price"
)

// Export returns the export of the list of volumes.
func (s *List) Export(req web.Request) export.List {
	q := table.ParseQuery(req.URL, table.SortKeys(s.Columns()), WorstFirst())
	query := s.Query(req, &q, q.Values.Get("dc"))
	query.Paging = inventory.Paging{}
	l := export.List{Name: "volumes", Headers: []string{
		"id", "name", "datacenterId", "datacenterName", "location", "state", "type", "sizeGB", "licenceType", "servers", "lastSnapshot",
		"coverage", "target", "lastGood", "failureCause", "excludedReason",
	}}
	var costs []price.Sum
	for _, vol := range req.View.FindVolumes(query).Items {
		costs = append(costs, req.View.CostOfVolume(vol.ID))
		dc, _ := req.View.Datacenter(vol.DatacenterID)
		var servers []string
		for _, server := range req.View.ServersOn(vol.ID) {
			servers = append(servers, server.Name)
		}
		l.Lines = append(l.Lines, append([]any{
			vol.ID, vol.Name, dc.ID, dc.Name, dc.Location, string(vol.Metadata.State), vol.Type, vol.SizeGB, vol.LicenceType, strings.Join(servers, ", "),
			export.ExactTimestamp(req.View.LastSnapshotAt(vol.ID)),
		}, export.CoverageValues(req, vol.ID)...))
	}
	l.AddCosts(req, costs)
	return l
}
