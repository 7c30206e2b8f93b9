package resource

import (
	"snapdeck/internal/inventory"
)

// BlockReason says why no snapshot of a volume can be made now, or "".
func BlockReason(_ *inventory.View, vol inventory.Volume) string {
	switch {
	case vol.Type == "ISO":
		return "An ISO image cannot be snapshotted."
	case vol.Metadata.State == inventory.StateInactive:
		return "The volume is de-provisioned (INACTIVE). IONOS Cloud cannot snapshot it."
	default:
		return ""
	}
}

// RunningIDs are the ids of the servers that run, which a form shows as running.
func RunningIDs(servers []inventory.Server) []string {
	var ids []string
	for _, server := range servers {
		if server.Running() {
			ids = append(ids, server.ID)
		}
	}
	return ids
}
