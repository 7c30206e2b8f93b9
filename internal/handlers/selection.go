package handlers

import (
	"net/url"

	"snapdeck/internal/inventory"
)

// maxSelected bounds how many things one batch may have.
const maxSelected = 5000

// selectedIDs are the ids that a form names, each once: those that are marked in the field, and those
// of the list at the address that it names.
func selectedIDs(form url.Values, field string, matching func(address *url.URL) []string) []string {
	ids := form[field]
	if address, err := url.Parse(localPath(form.Get("match"))); err == nil && form.Get("match") != "" {
		ids = append(ids, matching(address)...)
	}
	seen := map[string]bool{"": true}
	var once []string
	for _, id := range ids {
		if !seen[id] {
			seen[id] = true
			once = append(once, id)
		}
	}
	return once
}

// selectionOrigin is the list that things were chosen in, to go back to.
func selectionOrigin(form url.Values, fallback string) string {
	if back := localPath(form.Get("from")); back != "/" {
		return back
	}
	return fallback
}

// matchingVolumes are the volumes of a list's address, on all of its pages.
func (s *Server) matchingVolumes(req pageRequest, address *url.URL) []string {
	q := parseTableQuery(address, nil, worstFirst())
	datacenterID := q.values.Get("dc")
	if params, ok := matchPath("/datacenters/:dc", address.EscapedPath()); ok {
		datacenterID = params["dc"]
	} else if address.Path != "/volumes" {
		return nil
	}
	query := s.volumeQuery(req, &q, datacenterID)
	query.Paging = inventory.Paging{}
	return idsOf(req.view.FindVolumes(query).Items, func(vol inventory.Volume) string { return vol.ID })
}

// matchingSnapshots are the snapshots of a list's address, on all of its pages.
func (s *Server) matchingSnapshots(req pageRequest, address *url.URL) []string {
	q := parseTableQuery(address, nil, inventory.Order{By: "created", Desc: true})
	var query inventory.SnapshotQuery
	if params, ok := matchPath(volumePath, address.EscapedPath()); ok {
		query.VolumeID = params["vol"]
	} else if address.Path == "/snapshots" {
		query = s.snapshotQuery(req, &q)
	} else {
		return nil
	}
	query.Window = inventory.Paging{}
	return idsOf(req.view.FindSnapshots(query).Items, func(snap inventory.Snapshot) string { return snap.ID })
}

func idsOf[T any](items []T, id func(T) string) []string {
	ids := make([]string, 0, len(items))
	for _, item := range items {
		ids = append(ids, id(item))
	}
	return ids
}
