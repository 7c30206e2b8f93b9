package resource

import (
	"cmp"
	"fmt"
	"strings"

	"snapdeck/internal/inventory"
	"snapdeck/internal/quantity"
)

func compareDatacenters(v *inventory.View, by string, x, y inventory.Datacenter) int {
	switch by {
	case "location":
		return strings.Compare(x.Location, y.Location)
	case "state":
		return cmp.Compare(x.Metadata.State, y.Metadata.State)
	case "volumes":
		return cmp.Compare(len(v.VolumesOf(x.ID)), len(v.VolumesOf(y.ID)))
	case "size":
		return cmp.Compare(TotalOf(v.VolumesOf(x.ID)).GB, TotalOf(v.VolumesOf(y.ID)).GB)
	case "servers":
		return cmp.Compare(len(v.ServersOf(x.ID)), len(v.ServersOf(y.ID)))
	case "snapshots":
		return cmp.Compare(v.SnapshotsFrom(x.ID), v.SnapshotsFrom(y.ID))
	case "cost":
		return v.CostOfDatacenter(x.ID).Compare(v.CostOfDatacenter(y.ID))
	case "id":
		return strings.Compare(x.ID, y.ID)
	case "description":
		return strings.Compare(strings.ToLower(x.Description), strings.ToLower(y.Description))
	case "requests":
		return cmp.Compare(len(v.OpenRequests(x.ID)), len(v.OpenRequests(y.ID)))
	case "by":
		return strings.Compare(x.Metadata.CreatedBy, y.Metadata.CreatedBy)
	case "version":
		return cmp.Compare(x.Version, y.Version)
	case "created":
		return x.Metadata.CreatedDate.Compare(y.Metadata.CreatedDate)
	case "modified":
		return x.Metadata.LastModifiedDate.Compare(y.Metadata.LastModifiedDate)
	default:
		return strings.Compare(strings.ToLower(x.Name), strings.ToLower(y.Name))
	}
}

// TotalOf returns the total size of volumes.
func TotalOf(volumes []inventory.Volume) quantity.Total {
	return quantity.TotalOf(volumes, func(vol inventory.Volume) float64 { return vol.SizeGB })
}

// ServerSize returns a server's cores and memory.
func ServerSize(server inventory.Server) string {
	cores, memory := "cores unknown", "memory unknown"
	if server.Cores > 0 {
		cores = fmt.Sprintf("%d cores", server.Cores)
	}
	if server.RAMMB > 0 {
		memory = quantity.GB(float64(server.RAMMB) / 1024)
	}
	return cores + ", " + memory
}
