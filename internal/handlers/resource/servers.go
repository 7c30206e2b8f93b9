package resource

import (
	"snapdeck/internal/inventory"
)

// RunningIDs returns the IDs of the running servers.
func RunningIDs(servers []inventory.Server) []string {
	var ids []string
	for _, server := range servers {
		if server.Running() {
			ids = append(ids, server.ID)
		}
	}
	return ids
}
