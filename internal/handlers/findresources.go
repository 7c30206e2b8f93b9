package handlers

import (
	"slices"
	"strings"

	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/views"
)

func findDatacenters(req pageRequest, text string) foundGroup {
	g := foundGroup{FoundGroup: views.FoundGroup{Name: "Data centers"}}
	matched := matchDatacenters(req, tableQuery{Text: text, Order: inventory.Order{By: inventory.ByMatch}})
	for i := range matched {
		dc := &matched[i]
		g.add(inventory.RankDatacenter(dc, text), views.FoundItem{
			Link: datacenterLink(req.view, dc.ID, ""), Detail: dc.Location, Pill: unusualPill(statePill(dc.Metadata.State)),
		})
	}
	g.All = allLink("/datacenters", text, len(g.Items), len(matched), "data center", "data centers")
	return g
}

func findServers(req pageRequest, text string) foundGroup {
	g := foundGroup{FoundGroup: views.FoundGroup{Name: "Servers"}}
	found := req.view.FindServers(inventory.ServerQuery{Text: text, Order: inventory.Order{By: inventory.ByMatch}, Paging: inventory.Paging{Limit: maxFound}})
	for i := range found.Items {
		server := &found.Items[i]
		dc, _ := req.view.Datacenter(server.DatacenterID)
		g.add(req.view.RankServer(server, text), views.FoundItem{
			Link: serverLink(*server), Detail: dc.Name + ", " + views.Plural(len(server.VolumeIDs), "volume", "volumes"), Pill: unusualPill(vmPill(*server)),
		})
	}
	g.All = allLink(serversPath, text, len(g.Items), found.Total, "server", "servers")
	return g
}

// volumesFound are the volumes that best match a text.
func volumesFound(req pageRequest, text string, most int) inventory.QueryResult[inventory.Volume] {
	return req.view.FindVolumes(inventory.VolumeQuery{Text: text, Order: inventory.Order{By: inventory.ByMatch}, Paging: inventory.Paging{Limit: most}})
}

func findVolumes(req pageRequest, text string) foundGroup {
	g := foundGroup{FoundGroup: views.FoundGroup{Name: "Volumes"}}
	found := volumesFound(req, text, maxFound)
	for i := range found.Items {
		vol := &found.Items[i]
		g.add(req.view.RankVolume(vol, text), views.FoundItem{Link: volumeLink(req.view, vol.ID, ""), Detail: volumeDetail(req, vol), Pill: unusualPill(statePill(vol.Metadata.State))})
	}
	g.All = allLink("/volumes", text, len(g.Items), found.Total, "volume", "volumes")
	return g
}

func volumeDetail(req pageRequest, vol *inventory.Volume) string {
	dc, _ := req.view.Datacenter(vol.DatacenterID)
	return dc.Name + ", " + views.Size(vol.SizeGB)
}

// snapshotsFound are the snapshots that best match a text.
func snapshotsFound(req pageRequest, text string, most int) inventory.QueryResult[inventory.Snapshot] {
	return req.view.FindSnapshots(inventory.SnapshotQuery{Text: text, Order: inventory.Order{By: inventory.ByMatch}, Window: inventory.Paging{Limit: most}})
}

func findSnapshots(req pageRequest, text string) foundGroup {
	g := foundGroup{FoundGroup: views.FoundGroup{Name: "Snapshots"}}
	found := snapshotsFound(req, text, maxFound)
	for i := range found.Items {
		snap := &found.Items[i]
		g.add(req.view.RankSnapshot(snap, text), views.FoundItem{
			Link:   views.Link{Text: displayName(snap.Name, snap.ID), Href: snapshotHref(snap.ID)},
			Detail: req.moment(snap.Metadata.CreatedDate).Ago, Pill: unusualPill(snapshotPill(snap.Metadata.State)),
		})
	}
	g.All = allLink("/snapshots", text, len(g.Items), found.Total, "snapshot", "snapshots")
	return g
}

// unusualPill is the badge of a state that differs from what is usual; that one is silent.
func unusualPill(p views.Pill) views.Pill {
	if p.Tone == "good" {
		return views.Pill{}
	}
	return p
}

// findOperations looks among the operations that are in memory: those that run, and the latest.
func (s *Server) findOperations(req pageRequest, text string) foundGroup {
	g := foundGroup{FoundGroup: views.FoundGroup{Name: "Operations"}}
	for _, op := range s.Operations.All() {
		rank := operationRank(op, text)
		if rank == inventory.NoMatch {
			continue
		}
		g.add(rank, views.FoundItem{
			Link:   views.Link{Text: kindLabel(op.Kind) + " " + targetName(op), Href: operationHref(op.ID)},
			Detail: req.moment(op.CreatedAt).Ago, Pill: operationPill(op),
		})
		if len(g.Items) == maxFound {
			break
		}
	}
	return g
}

// operationRank is how well an operation matches a text. It never comes before the resource that it is about.
func operationRank(op operation.Operation, text string) inventory.MatchRank {
	if op.ID == text || op.RequestID == text {
		return inventory.MatchExact
	}
	named := slices.ContainsFunc([]string{targetName(op), op.VolumeName}, func(name string) bool {
		return strings.Contains(strings.ToLower(name), strings.ToLower(text))
	})
	if named {
		return inventory.MatchDetail
	}
	return inventory.NoMatch
}
