package handlers

import (
	"net/url"

	"snapdeck/internal/inventory"
)

// maxChosen bounds how many things one batch may have.
const maxChosen = 5000

// picked are the ids that a form names, each once: those that are marked in the field, and those
// of the list at the address that it names.
func picked(form url.Values, field string, matching func(address *url.URL) []string) []string {
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

// cameFrom is the list that things were chosen in, to go back to.
func cameFrom(form url.Values, fallback string) string {
	if back := localPath(form.Get("from")); back != "/" {
		return back
	}
	return fallback
}

// matchingVolumes are the volumes of a list's address, on all of its pages.
func matchingVolumes(a asked, address *url.URL) []string {
	l := parseListing(address, nil, inventory.Order{By: "name"})
	datacenterID := l.values.Get("dc")
	if params, ok := matchPath("/datacenters/:dc", address.EscapedPath()); ok {
		datacenterID = params["dc"]
	} else if address.Path != "/volumes" {
		return nil
	}
	q := volumeQuery(&l, datacenterID, a.now)
	q.Window = inventory.Window{}
	return idsOf(a.view.FindVolumes(q).Items, func(vol inventory.Volume) string { return vol.ID })
}

// matchingSnapshots are the snapshots of a list's address, on all of its pages.
func (s *Server) matchingSnapshots(a asked, address *url.URL) []string {
	l := parseListing(address, nil, inventory.Order{By: "created", Desc: true})
	var q inventory.SnapshotQuery
	if params, ok := matchPath(volumePath, address.EscapedPath()); ok {
		q.VolumeID = params["vol"]
	} else if address.Path == "/snapshots" {
		q = s.snapshotQuery(a, &l)
	} else {
		return nil
	}
	q.Window = inventory.Window{}
	return idsOf(a.view.FindSnapshots(q).Items, func(snap inventory.Snapshot) string { return snap.ID })
}

func idsOf[T any](items []T, id func(T) string) []string {
	ids := make([]string, 0, len(items))
	for _, item := range items {
		ids = append(ids, id(item))
	}
	return ids
}
