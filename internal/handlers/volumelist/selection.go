package volumelist

import (
	"net/url"

	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/selection"
	"snapdeck/internal/handlers/table"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
)

// Matching returns the volumes of a list's address, on all of its pages.
func (s *List) Matching(req web.Request, address *url.URL) []string {
	q := table.ParseQuery(address, nil, WorstFirst())
	datacenterID := q.Values.Get("dc")
	if params, ok := paths.Match("/datacenters/:dc", address.EscapedPath()); ok {
		datacenterID = params["dc"]
	} else if address.Path != "/volumes" {
		return nil
	}
	query := s.Query(req, &q, datacenterID)
	query.Paging = inventory.Paging{}
	return selection.IDsOf(req.View.FindVolumes(query).Items, func(vol inventory.Volume) string { return vol.ID })
}
