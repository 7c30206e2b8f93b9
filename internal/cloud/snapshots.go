package cloud

import (
	"context"

	sdk "github.com/ionos-cloud/sdk-go/v6"

	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
)

// Snapshots lists all snapshots of the contract in one response, since the API does not page them (docs/ionos-api.md
// 2.2).
func (c *Client) Snapshots(ctx context.Context) (inventory.Listing[inventory.Snapshot], error) {
	return list(ctx, c, collection[sdk.Snapshot, inventory.Snapshot]{
		call:     call{op: "list the snapshots", route: "/snapshots"},
		resource: "snapshot",
		fetch: func(ctx context.Context, _ pageRange) (envelope[sdk.Snapshot], *sdk.APIResponse, error) {
			v, resp, err := c.api.SnapshotsApi.SnapshotsGet(ctx).Depth(1).Execute()
			return envelopeOf(v.Items, nil, nil), resp, err
		},
		convert: snapshot,
		cache:   c.snapshots,
	})
}

// Snapshot returns one snapshot, or an error of kind inventory.ErrNotFound.
func (c *Client) Snapshot(ctx context.Context, id string) (inventory.Snapshot, error) {
	k := call{op: "read snapshot " + id, route: "/snapshots/{id}"}
	return readByID(ctx, c, k, []string{id}, func(ctx context.Context) (sdk.Snapshot, *sdk.APIResponse, error) {
		return c.api.SnapshotsApi.SnapshotsFindById(ctx, id).Depth(0).Execute()
	}, snapshot)
}

// DeleteSnapshot requests the deletion of a snapshot, once: it is never retried. An Ambiguous error means that
// the request may have been applied.
func (c *Client) DeleteSnapshot(ctx context.Context, id string) (operation.Receipt, error) {
	k := call{op: "delete snapshot " + id, route: "/snapshots/{id}", once: true}
	if err := k.checkIDs(id); err != nil {
		return operation.Receipt{}, err
	}
	resp, err := c.api.SnapshotsApi.SnapshotsDelete(k.in(ctx), id).Execute()
	return receiptOf(k, resp, err, operation.Receipt{SnapshotID: id})
}

func snapshot(s sdk.Snapshot) (inventory.Snapshot, string) {
	p := value(s.Properties)
	return inventory.Snapshot{
		ID:                value(s.Id),
		Href:              value(s.Href),
		Metadata:          metadata(s.Metadata),
		Name:              value(p.Name),
		Description:       value(p.Description),
		Location:          internedValue(p.Location),
		SizeGB:            gigabytes(p.Size),
		SecAuthProtection: inventory.FlagOf(p.SecAuthProtection),
		LicenceType:       internedValue(p.LicenceType),
		ApplicationType:   internedValue(p.ApplicationType),

		CPUHotPlug:          inventory.FlagOf(p.CpuHotPlug),
		CPUHotUnplug:        inventory.FlagOf(p.CpuHotUnplug),
		RAMHotPlug:          inventory.FlagOf(p.RamHotPlug),
		RAMHotUnplug:        inventory.FlagOf(p.RamHotUnplug),
		NICHotPlug:          inventory.FlagOf(p.NicHotPlug),
		NICHotUnplug:        inventory.FlagOf(p.NicHotUnplug),
		DiscVirtioHotPlug:   inventory.FlagOf(p.DiscVirtioHotPlug),
		DiscVirtioHotUnplug: inventory.FlagOf(p.DiscVirtioHotUnplug),
		DiscScsiHotPlug:     inventory.FlagOf(p.DiscScsiHotPlug),
		DiscScsiHotUnplug:   inventory.FlagOf(p.DiscScsiHotUnplug),
		ExposeSerial:        inventory.FlagOf(p.ExposeSerial),
		RequireLegacyBios:   inventory.FlagOf(p.RequireLegacyBios),
	}, value(s.Id)
}
