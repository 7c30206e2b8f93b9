package cloud

import (
	"context"

	sdk "github.com/ionos-cloud/sdk-go/v6"

	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
)

// Server returns one server with the ids of its attached volumes, or an error of kind inventory.ErrNotFound.
func (c *Client) Server(ctx context.Context, datacenterID, id string) (inventory.Server, error) {
	k := call{op: "read server " + id, route: "/datacenters/{id}/servers/{id}"}
	return readByID(ctx, c, k, []string{datacenterID, id}, func(ctx context.Context) (sdk.Server, *sdk.APIResponse, error) {
		return c.api.ServersApi.DatacentersServersFindById(ctx, datacenterID, id).Depth(serversDepth).Execute()
	}, serverIn(datacenterID))
}

// AttachVolume requests that a volume is attached to a server of the same data center, once: it is never
// retried. An Ambiguous error means that the request may have been applied.
func (c *Client) AttachVolume(ctx context.Context, datacenterID, serverID, volumeID string) (operation.Receipt, error) {
	k := call{op: "attach volume " + volumeID + " to server " + serverID, route: "/datacenters/{id}/servers/{id}/volumes", once: true}
	if err := k.checkIDs(datacenterID, serverID, volumeID); err != nil {
		return operation.Receipt{}, err
	}
	_, resp, err := c.api.ServersApi.DatacentersServersVolumesPost(k.in(ctx), datacenterID, serverID).
		Volume(sdk.Volume{Id: &volumeID}).Depth(0).Execute()
	return receiptOf(k, resp, err, operation.Receipt{})
}

// StopServer requests that a server is powered off, once: it is never retried. An Ambiguous error means that
// the request may have been applied.
func (c *Client) StopServer(ctx context.Context, datacenterID, serverID string) (operation.Receipt, error) {
	k := call{op: "stop server " + serverID, route: "/datacenters/{id}/servers/{id}/stop", once: true}
	if err := k.checkIDs(datacenterID, serverID); err != nil {
		return operation.Receipt{}, err
	}
	resp, err := c.api.ServersApi.DatacentersServersStopPost(k.in(ctx), datacenterID, serverID).Execute()
	return receiptOf(k, resp, err, operation.Receipt{})
}

// StartServer requests that a server is started, once: it is never retried. An Ambiguous error means that the
// request may have been applied.
func (c *Client) StartServer(ctx context.Context, datacenterID, serverID string) (operation.Receipt, error) {
	k := call{op: "start server " + serverID, route: "/datacenters/{id}/servers/{id}/start", once: true}
	if err := k.checkIDs(datacenterID, serverID); err != nil {
		return operation.Receipt{}, err
	}
	resp, err := c.api.ServersApi.DatacentersServersStartPost(k.in(ctx), datacenterID, serverID).Execute()
	return receiptOf(k, resp, err, operation.Receipt{})
}
