package snapshotlist

import (
	"net/url"

	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/selection"
	"snapdeck/internal/handlers/table"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
)

// Matching returns the snapshots of a list's address, on all of its pages.
func (s *List) Matching(req web.Request, address *url.URL) []string {
	q := table.ParseQuery(address, nil, inventory.Order{By: "created", Desc: true})
	var query inventory.SnapshotQuery
	if params, ok := paths.Match(paths.VolumePath, address.EscapedPath()); ok {
		query.VolumeID = params["vol"]
	} else if address.Path == "/snapshots" {
		query = s.Query(req, &q)
	} else {
		return nil
	}
	query.Paging = inventory.Paging{}
	return selection.IDsOf(req.View.FindSnapshots(query).Items, func(snap inventory.Snapshot) string { return snap.ID })
}
