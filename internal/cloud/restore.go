package cloud

import (
	"context"

	sdk "github.com/ionos-cloud/sdk-go/v6"

	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
)

// Volume returns one volume, or an error of kind inventory.ErrNotFound.
func (c *Client) Volume(ctx context.Context, datacenterID, id string) (inventory.Volume, error) {
	k := call{op: "read volume " + id, route: "/datacenters/{id}/volumes/{id}"}
	return readByID(ctx, c, k, []string{datacenterID, id}, func(ctx context.Context) (sdk.Volume, *sdk.APIResponse, error) {
		return c.api.VolumesApi.DatacentersVolumesFindById(ctx, datacenterID, id).Depth(0).Execute()
	}, volumeIn(datacenterID))
}

// CreateVolume requests a new volume from a snapshot, once: it is never retried. An Ambiguous error means that
// the request may have been applied; the receipt then holds what the response contained.
func (c *Client) CreateVolume(ctx context.Context, datacenterID, snapshotID string, v operation.NewVolume) (operation.Receipt, error) {
	k := call{op: "create a volume from snapshot " + snapshotID, route: "/datacenters/{id}/volumes", once: true}
	if err := k.checkIDs(datacenterID, snapshotID); err != nil {
		return operation.Receipt{}, err
	}
	made, resp, err := c.api.VolumesApi.DatacentersVolumesPost(k.in(ctx), datacenterID).
		Volume(newVolumeBody(snapshotID, v)).Depth(0).Execute()
	if fault := apiErrorOf(k, resp, err); fault != nil {
		return operation.Receipt{}, fault
	}
	if err != nil {
		made, _, _ = decodeItem[sdk.Volume](resp.Payload)
	}
	receipt := operation.Receipt{VolumeID: value(made.Id), RequestID: acceptedRequestOf(resp.Header)}
	if receipt.VolumeID == "" {
		return receipt, unreadable(k, resp, errNoID)
	}
	return receipt, nil
}

func newVolumeBody(snapshotID string, v operation.NewVolume) sdk.Volume {
	p := sdk.VolumeProperties{Name: &v.Name, Type: &v.Type, Size: new(float32(v.SizeGB)), Image: &snapshotID}
	if v.AvailabilityZone != "" {
		p.AvailabilityZone = &v.AvailabilityZone
	}
	return sdk.Volume{Properties: &p}
}

// RestoreSnapshot requests that a volume is overwritten with a snapshot, once: it is never retried. An
// Ambiguous error means that the request may have been applied.
func (c *Client) RestoreSnapshot(ctx context.Context, datacenterID, volumeID, snapshotID string) (operation.Receipt, error) {
	k := call{
		op:    "restore snapshot " + snapshotID + " onto volume " + volumeID,
		route: "/datacenters/{id}/volumes/{id}/restore-snapshot", once: true,
	}
	if err := k.checkIDs(datacenterID, volumeID, snapshotID); err != nil {
		return operation.Receipt{}, err
	}
	body := sdk.RestoreSnapshot{Properties: &sdk.RestoreSnapshotProperties{SnapshotId: &snapshotID}}
	resp, err := c.api.VolumesApi.DatacentersVolumesRestoreSnapshotPost(k.in(ctx), datacenterID, volumeID).RestoreSnapshot(body).Execute()
	return receiptOf(k, resp, err, operation.Receipt{SnapshotID: snapshotID})
}
