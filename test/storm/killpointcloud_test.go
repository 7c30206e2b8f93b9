package storm

import (
	"context"
	"time"

	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
)

// wiredCloud has a tripwire around each call.
type wiredCloud struct {
	operation.Cloud
	wire *tripwire
}

func (c wiredCloud) CreateSnapshot(ctx context.Context, datacenterID, volumeID string, p operation.CreateParams) (operation.Receipt, error) {
	defer c.wire.around("CreateSnapshot")()
	return c.Cloud.CreateSnapshot(ctx, datacenterID, volumeID, p)
}

func (c wiredCloud) EditSnapshot(ctx context.Context, id string, changes []operation.FieldChange) (operation.Receipt, error) {
	defer c.wire.around("EditSnapshot")()
	return c.Cloud.EditSnapshot(ctx, id, changes)
}

func (c wiredCloud) DeleteSnapshot(ctx context.Context, id string) (operation.Receipt, error) {
	defer c.wire.around("DeleteSnapshot")()
	return c.Cloud.DeleteSnapshot(ctx, id)
}

func (c wiredCloud) Snapshot(ctx context.Context, id string) (inventory.Snapshot, error) {
	defer c.wire.around("Snapshot")()
	return c.Cloud.Snapshot(ctx, id)
}

func (c wiredCloud) Snapshots(ctx context.Context) (inventory.Listing[inventory.Snapshot], error) {
	defer c.wire.around("Snapshots")()
	return c.Cloud.Snapshots(ctx)
}

func (c wiredCloud) Request(ctx context.Context, id string) (inventory.Request, error) {
	defer c.wire.around("Request")()
	return c.Cloud.Request(ctx, id)
}

func (c wiredCloud) RequestsSince(ctx context.Context, since time.Time) (inventory.Listing[inventory.Request], error) {
	defer c.wire.around("RequestsSince")()
	return c.Cloud.RequestsSince(ctx, since)
}

func (c wiredCloud) SetSnapshotLabel(ctx context.Context, snapshotID, key, value string) error {
	defer c.wire.around("SetSnapshotLabel " + key)()
	return c.Cloud.SetSnapshotLabel(ctx, snapshotID, key, value)
}

func (c wiredCloud) CreateVolume(ctx context.Context, datacenterID, snapshotID string, v operation.NewVolume) (operation.Receipt, error) {
	defer c.wire.around("CreateVolume")()
	return c.Cloud.CreateVolume(ctx, datacenterID, snapshotID, v)
}

func (c wiredCloud) RestoreSnapshot(ctx context.Context, datacenterID, volumeID, snapshotID string) (operation.Receipt, error) {
	defer c.wire.around("RestoreSnapshot")()
	return c.Cloud.RestoreSnapshot(ctx, datacenterID, volumeID, snapshotID)
}

func (c wiredCloud) AttachVolume(ctx context.Context, datacenterID, serverID, volumeID string) (operation.Receipt, error) {
	defer c.wire.around("AttachVolume")()
	return c.Cloud.AttachVolume(ctx, datacenterID, serverID, volumeID)
}

func (c wiredCloud) StopServer(ctx context.Context, datacenterID, serverID string) (operation.Receipt, error) {
	defer c.wire.around("StopServer")()
	return c.Cloud.StopServer(ctx, datacenterID, serverID)
}

func (c wiredCloud) StartServer(ctx context.Context, datacenterID, serverID string) (operation.Receipt, error) {
	defer c.wire.around("StartServer")()
	return c.Cloud.StartServer(ctx, datacenterID, serverID)
}
