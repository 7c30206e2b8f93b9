package handlers

import (
	"slices"

	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/views"
)

// setLinks lead from a batch of snapshots to the restore of them: server by server, or all
// together when they are of one data center and of no server.
func setLinks(req pageRequest, ops []operation.Operation, batch string) []views.Link {
	if commonKind(ops) != operation.CreateSnapshot || slices.ContainsFunc(operation.LatestAttempts(ops), func(op operation.Operation) bool { return !op.State.Final() }) {
		return nil // what is still being created cannot be restored as a whole
	}
	var links []views.Link
	for _, server := range serversOf(req.view, operation.LatestAttempts(ops)) {
		links = append(links, serverLink(server))
		links[len(links)-1].Text = "Restore the set of " + displayName(server.Name, server.ID)
		links[len(links)-1].Href = setHref(server, batch)
	}
	if all, together := setOf(req.view, ops); len(links) == 0 && together && len(all.pairs) > 0 {
		links = append(links, views.Link{Text: "Restore this set", Href: batchHref(batch) + "/restore"})
	}
	return links
}

// serversOf are the servers of which at least two volumes have a snapshot in a batch.
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

// rollbackLinks lead from volumes that were overwritten to their safety snapshots: one by one, or
// as the set of the server that they belong to.
func rollbackLinks(req pageRequest, ops []operation.Operation, batch string) []views.Link {
	var links []views.Link
	var safeties []operation.Operation
	for _, op := range ops {
		safety, taken := operation.SafetySnapshotOf(op, ops)
		if _, exists := req.view.Snapshot(safety.SnapshotID); op.Kind != operation.RestoreVolume || !taken || !exists || !hasStarted(op) {
			continue
		}
		safeties = append(safeties, safety)
		links = append(links, views.Link{
			Text: "Roll back to the safety snapshot", Href: snapshotHref(safety.SnapshotID) + "/restore?volume=" + queryEscape(op.VolumeID) + "#overwrite",
		})
	}
	if servers := serversOf(req.view, safeties); len(links) > 1 && len(servers) == 1 {
		return []views.Link{{Text: "Roll back to the safety snapshots", Href: setHref(servers[0], batch)}}
	}
	for i := range links {
		if len(links) > 1 {
			links[i].Text = "Roll back " + displayName(safeties[i].VolumeName, safeties[i].VolumeID) + " to its safety snapshot"
		}
	}
	return links
}

// hasStarted reports whether a restore was accepted by IONOS Cloud and is over, so that the volume
// may hold something else than before.
func hasStarted(op operation.Operation) bool { return op.RequestID != "" && op.State.Final() }
