package cloud

import (
	"context"

	sdk "github.com/ionos-cloud/sdk-go/v6"

	"snapdeck/internal/operation"
)

// CreateSnapshot requests a snapshot, once: it is never retried. Only set fields are sent. An Ambiguous error
// means that the request may have been applied; the receipt then holds what the response contained.
func (c *Client) CreateSnapshot(ctx context.Context, datacenterID, volumeID string, params operation.CreateParams) (operation.Receipt, error) {
	k := call{
		op:    "create a snapshot of volume " + volumeID,
		route: "/datacenters/{id}/volumes/{id}/create-snapshot",
		once:  true,
	}
	if err := k.checkIDs(datacenterID, volumeID); err != nil {
		return operation.Receipt{}, err
	}
	made, resp, err := c.api.VolumesApi.DatacentersVolumesCreateSnapshotPost(k.in(ctx), datacenterID, volumeID).
		Snapshot(createBody(params)).Depth(0).Execute()
	if fault := apiErrorOf(k, resp, err); fault != nil {
		return operation.Receipt{}, fault
	}
	if err != nil {
		made, _, _ = decodeItem[sdk.Snapshot](resp.Payload)
	}
	receipt := operation.Receipt{SnapshotID: value(made.Id), RequestID: acceptedRequestOf(resp.Header)}
	if receipt.SnapshotID == "" {
		return receipt, unreadable(k, resp, errNoID)
	}
	return receipt, nil
}

// createBody avoids the SDK's constructors, which add unwanted values (docs/ionos-api.md 9.2).
func createBody(params operation.CreateParams) sdk.CreateSnapshot {
	var p sdk.CreateSnapshotProperties
	if params.Name != "" {
		p.Name = &params.Name
	}
	if params.Description != "" {
		p.Description = &params.Description
	}
	if params.LicenceType != "" {
		p.LicenceType = &params.LicenceType
	}
	if params.SecAuthProtection {
		p.SecAuthProtection = &params.SecAuthProtection
	}
	return sdk.CreateSnapshot{Properties: &p}
}
