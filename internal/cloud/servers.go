package cloud

import (
	"context"

	sdk "github.com/ionos-cloud/sdk-go/v6"

	"snapdeck/internal/inventory"
)

// serversDepth is the depth that includes the ids of attached volumes, however levels are counted (docs/ionos-api.md
// 2.1 and 4.5).
const serversDepth = 3

// Servers lists the servers of one data center with the ids of their attached volumes.
func (c *Client) Servers(ctx context.Context, datacenterID string) (inventory.Listing[inventory.Server], error) {
	k := call{op: "list the servers of data center " + datacenterID, route: "/datacenters/{id}/servers"}
	if err := k.checkIDs(datacenterID); err != nil {
		return inventory.Listing[inventory.Server]{}, err
	}
	return list(ctx, c, collection[sdk.Server, inventory.Server]{
		call:     k,
		resource: "server",
		paged:    true,
		fetch: func(ctx context.Context, at pageRange) (envelope[sdk.Server], *sdk.APIResponse, error) {
			v, resp, err := c.api.ServersApi.DatacentersServersGet(ctx, datacenterID).Depth(serversDepth).Offset(at.offset).Limit(at.limit).Execute()
			return envelopeOf(v.Items, v.Limit, v.Links), resp, err
		},
		convert: serverIn(datacenterID),
	})
}

func serverIn(datacenterID string) func(sdk.Server) (inventory.Server, string) {
	return func(s sdk.Server) (inventory.Server, string) {
		p := value(s.Properties)
		volumes := value(value(s.Entities).Volumes)
		return inventory.Server{
			VolumesUnknown: volumes.Items == nil,

			ID:           value(s.Id),
			DatacenterID: datacenterID,
			Metadata:     metadata(s.Metadata),
			Name:         value(p.Name),
			Type:         value(p.Type),
			VMState:      value(p.VmState),
			Cores:        value(p.Cores),
			RAMMB:        value(p.Ram),
			BootVolumeID: value(value(p.BootVolume).Id),
			VolumeIDs:    attached(volumes),
		}, value(s.Id)
	}
}

func attached(volumes sdk.AttachedVolumes) []string {
	var ids []string
	for _, v := range value(volumes.Items) {
		if id := value(v.Id); id != "" {
			ids = append(ids, id)
		}
	}
	return ids
}
