package search

import (
	"slices"
	"strings"

	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/resource"
	"snapdeck/internal/handlers/table"
	"snapdeck/internal/handlers/texts"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/quantity"
	"snapdeck/internal/views"
	"snapdeck/internal/views/ui"
)

func findDatacenters(req web.Request, text string) foundGroup {
	g := foundGroup{FoundGroup: views.FoundGroup{Name: "Data centers"}}
	matched := resource.MatchDatacenters(req, table.Query{Text: text, Order: inventory.Order{By: inventory.ByMatch}})
	for i := range matched {
		dc := &matched[i]
		g.add(inventory.RankDatacenter(dc, text), views.FoundItem{
			Link: resource.DatacenterLink(req.View, dc.ID, ""), Detail: dc.Location, Pill: texts.UnusualPill(texts.StatePill(dc.Metadata.State)),
		})
	}
	g.All = allLink("/datacenters", text, len(g.Items), len(matched), "data center", "data centers")
	return g
}

func findServers(req web.Request, text string) foundGroup {
	g := foundGroup{FoundGroup: views.FoundGroup{Name: "Servers"}}
	found := req.View.FindServers(inventory.ServerQuery{Text: text, Order: inventory.Order{By: inventory.ByMatch}, Paging: inventory.Paging{Limit: maxFound}})
	for i := range found.Items {
		server := &found.Items[i]
		dc, _ := req.View.Datacenter(server.DatacenterID)
		g.add(req.View.RankServer(server, text), views.FoundItem{
			Link: resource.ServerLink(*server), Detail: dc.Name + ", " + quantity.Plural(len(server.VolumeIDs), "volume", "volumes"), Pill: texts.UnusualPill(texts.VMPill(*server)),
		})
	}
	g.All = allLink(paths.ServersPath, text, len(g.Items), found.Total, "server", "servers")
	return g
}

// volumesFound returns the volumes that match a text best.
func volumesFound(req web.Request, text string, most int) inventory.QueryResult[inventory.Volume] {
	return req.View.FindVolumes(inventory.VolumeQuery{Text: text, Order: inventory.Order{By: inventory.ByMatch}, Paging: inventory.Paging{Limit: most}})
}

func findVolumes(req web.Request, text string) foundGroup {
	g := foundGroup{FoundGroup: views.FoundGroup{Name: "Volumes"}}
	found := volumesFound(req, text, maxFound)
	for i := range found.Items {
		vol := &found.Items[i]
		g.add(req.View.RankVolume(vol, text), views.FoundItem{Link: resource.VolumeLink(req.View, vol.ID, ""), Detail: volumeDetail(req, vol), Pill: texts.UnusualPill(texts.StatePill(vol.Metadata.State))})
	}
	g.All = allLink("/volumes", text, len(g.Items), found.Total, "volume", "volumes")
	return g
}

func volumeDetail(req web.Request, vol *inventory.Volume) string {
	dc, _ := req.View.Datacenter(vol.DatacenterID)
	return dc.Name + ", " + quantity.SizeOf(vol.SizeGB, "")
}

// snapshotsFound returns the snapshots that match a text best.
func snapshotsFound(req web.Request, text string, most int) inventory.QueryResult[inventory.Snapshot] {
	return req.View.FindSnapshots(inventory.SnapshotQuery{Text: text, Order: inventory.Order{By: inventory.ByMatch}, Paging: inventory.Paging{Limit: most}})
}

func findSnapshots(req web.Request, text string) foundGroup {
	g := foundGroup{FoundGroup: views.FoundGroup{Name: "Snapshots"}}
	found := snapshotsFound(req, text, maxFound)
	for i := range found.Items {
		snap := &found.Items[i]
		g.add(req.View.RankSnapshot(snap, text), views.FoundItem{
			Link:   ui.Link{Text: texts.DisplayName(snap.Name, snap.ID), Href: paths.SnapshotHref(snap.ID)},
			Detail: req.Moment(snap.Metadata.CreatedDate).Ago, Pill: texts.UnusualPill(texts.SnapshotPill(snap.Metadata.State)),
		})
	}
	g.All = allLink("/snapshots", text, len(g.Items), found.Total, "snapshot", "snapshots")
	return g
}

// findOperations searches the operations in memory: the open and the latest ones.
func (s *Handlers) findOperations(req web.Request, text string) foundGroup {
	g := foundGroup{FoundGroup: views.FoundGroup{Name: "Operations"}}
	for _, op := range s.Operations.All() {
		rank := operationRank(op, text)
		if rank == inventory.NoMatch {
			continue
		}
		g.add(rank, views.FoundItem{
			Link:   ui.Link{Text: texts.KindLabel(op.Kind) + ": " + texts.TargetName(op), Href: paths.OperationHref(op.ID)},
			Detail: req.Moment(op.CreatedAt).Ago, Pill: texts.OperationPill(op),
		})
		if len(g.Items) == maxFound {
			break
		}
	}
	return g
}

// operationRank returns how well an operation matches a text, never better than its own resource.
func operationRank(op operation.Operation, text string) inventory.MatchRank {
	if op.ID == text || op.RequestID == text {
		return inventory.MatchExact
	}
	named := slices.ContainsFunc([]string{texts.TargetName(op), op.VolumeName}, func(name string) bool {
		return strings.Contains(strings.ToLower(name), strings.ToLower(text))
	})
	if named {
		return inventory.MatchDetail
	}
	return inventory.NoMatch
}
