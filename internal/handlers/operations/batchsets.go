package operations

import (
	"net/url"
	"slices"

	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/resource"
	"snapdeck/internal/handlers/sets"
	"snapdeck/internal/handlers/texts"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/views/ui"
)

// setLinks links a batch of snapshots to the restore of its sets: by server, or all together if they are of one data
// center and no server.
func setLinks(req web.Request, ops []operation.Operation, batch string) []ui.Link {
	if texts.CommonKind(ops) != operation.CreateSnapshot || slices.ContainsFunc(operation.LatestAttempts(ops), func(op operation.Operation) bool { return !op.State.Final() }) {
		return nil // a set that is still being created cannot be restored
	}
	var links []ui.Link
	for _, server := range serversOf(req.View, operation.LatestAttempts(ops)) {
		links = append(links, resource.ServerLink(server))
		links[len(links)-1].Text = "Restore the set of " + texts.DisplayName(server.Name, server.ID)
		links[len(links)-1].Href = paths.ServerSetHref(server, batch)
	}
	if all, together := sets.Of(req.View, ops); len(links) == 0 && together && len(all.Pairs) > 0 {
		links = append(links, ui.Link{Text: "Restore this set", Href: paths.BatchHref(batch) + "/restore"})
	}
	return links
}

// serversOf returns the servers with at least two volumes in a batch.
func serversOf(v *inventory.View, ops []operation.Operation) []inventory.Server {
	var found []inventory.Server
	n := map[string]int{}
	for _, op := range ops {
		if _, exists := v.Snapshot(op.SnapshotID); !exists {
			continue
		}
		for _, server := range v.ServersOn(op.VolumeID) {
			if n[server.ID]++; n[server.ID] == 2 {
				found = append(found, server)
			}
		}
	}
	return found
}

// rollbackLinks links overwritten volumes to their safety snapshots, one by one or as the set of their server.
func rollbackLinks(req web.Request, ops []operation.Operation, batch string) []ui.Link {
	var links []ui.Link
	var safeties []operation.Operation
	for _, op := range ops {
		if op.Kind != operation.RestoreVolume || !hasStarted(op) {
			continue
		}
		safety, taken := operation.SafetySnapshotOf(op, ops)
		if _, exists := req.View.Snapshot(safety.SnapshotID); !taken || !exists || containsOperation(safeties, safety.ID) {
			continue
		}
		safeties = append(safeties, safety)
		links = append(links, ui.Link{
			Text: "Roll back to the safety snapshot", Href: paths.SnapshotHref(safety.SnapshotID) + "/restore?volume=" + url.QueryEscape(op.VolumeID) + "#overwrite",
		})
	}
	if servers := serversOf(req.View, safeties); len(links) > 1 && len(servers) == 1 && areAllOn(req.View, safeties, servers[0]) {
		return []ui.Link{{Text: "Roll back to the safety snapshots", Href: paths.ServerSetHref(servers[0], batch)}}
	}
	for i := range links {
		if len(links) > 1 {
			links[i].Text = "Roll back " + texts.DisplayName(safeties[i].VolumeName, safeties[i].VolumeID) + " to its safety snapshot"
		}
	}
	return links
}

// containsOperation reports whether an operation is among some. That of a restore which was tried again is found twice.
func containsOperation(ops []operation.Operation, id string) bool {
	return slices.ContainsFunc(ops, func(op operation.Operation) bool { return op.ID == id })
}

// areAllOn reports whether the volumes of operations are all attached to a server.
func areAllOn(v *inventory.View, ops []operation.Operation, server inventory.Server) bool {
	return !slices.ContainsFunc(ops, func(op operation.Operation) bool {
		return !slices.ContainsFunc(v.ServersOn(op.VolumeID), func(x inventory.Server) bool { return x.ID == server.ID })
	})
}

// hasStarted reports whether a restore was accepted by IONOS Cloud and has ended, so the volume's content may have
// changed.
func hasStarted(op operation.Operation) bool { return op.RequestID != "" && op.State.Final() }
