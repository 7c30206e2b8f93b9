package cloud

import (
	"context"

	sdk "github.com/ionos-cloud/sdk-go/v6"

	"snapdeck/internal/inventory"
)

// Volumes lists the volumes of one data center.
func (c *Client) Volumes(ctx context.Context, datacenterID string) (inventory.Listing[inventory.Volume], error) {
	k := call{op: "list the volumes of data center " + datacenterID, route: "/datacenters/{id}/volumes"}
	if err := k.checkIDs(datacenterID); err != nil {
		return inventory.Listing[inventory.Volume]{}, err
	}
	return list(ctx, c, collection[sdk.Volume, inventory.Volume]{
		call:     k,
		resource: "volume",
		paged:    true,
		fetch: func(ctx context.Context, at pageRange) (envelope[sdk.Volume], *sdk.APIResponse, error) {
			v, resp, err := c.api.VolumesApi.DatacentersVolumesGet(ctx, datacenterID).Depth(1).Offset(at.offset).Limit(at.limit).Execute()
			return envelopeOf(v.Items, v.Limit, v.Links), resp, err
		},
		convert: volumeIn(datacenterID),
	})
}

func volumeIn(datacenterID string) func(sdk.Volume) (inventory.Volume, string) {
	return func(v sdk.Volume) (inventory.Volume, string) {
		p := value(v.Properties)
		return inventory.Volume{
			ID:               value(v.Id),
			DatacenterID:     datacenterID,
			Href:             value(v.Href),
			Metadata:         metadata(v.Metadata),
			Name:             value(p.Name),
			Type:             internedValue(p.Type),
			SizeGB:           gigabytes(p.Size),
			AvailabilityZone: internedValue(p.AvailabilityZone),
			Image:            internedValue(p.Image),
			ImageAlias:       value(p.ImageAlias),
			Bus:              internedValue(p.Bus),
			LicenceType:      internedValue(p.LicenceType),
			ApplicationType:  internedValue(p.ApplicationType),
			BootServerID:     value(p.BootServer),
			BootOrder:        value(p.BootOrder),
			BackupUnitID:     value(p.BackupunitId),
			DeviceNumber:     value(p.DeviceNumber),
			PCISlot:          value(p.PciSlot),

			CPUHotPlug:          inventory.FlagOf(p.CpuHotPlug),
			RAMHotPlug:          inventory.FlagOf(p.RamHotPlug),
			NICHotPlug:          inventory.FlagOf(p.NicHotPlug),
			NICHotUnplug:        inventory.FlagOf(p.NicHotUnplug),
			DiscVirtioHotPlug:   inventory.FlagOf(p.DiscVirtioHotPlug),
			DiscVirtioHotUnplug: inventory.FlagOf(p.DiscVirtioHotUnplug),
			ExposeSerial:        inventory.FlagOf(p.ExposeSerial),
			RequireLegacyBios:   inventory.FlagOf(p.RequireLegacyBios),
		}, value(v.Id)
	}
}
