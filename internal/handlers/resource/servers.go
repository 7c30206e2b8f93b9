package resource

import (
	"snapdeck/internal/inventory"
)

// BlockReason explains why a volume cannot be snapshotted now, or returns "".
func BlockReason(vol inventory.Volume) string {
	switch {
	case vol.Type == "ISO":
		return "An ISO image cannot be snapshotted."
	case vol.Metadata.State == inventory.StateInactive:
		return "The volume is de-provisioned (INACTIVE). IONOS Cloud cannot snapshot it."
	default:
		return ""
	}
}

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
