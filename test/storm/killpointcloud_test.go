package storm

import (
	"context"
	"time"

	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
)

// killPointCloud has a kill point around each call.
type killPointCloud struct {
	operation.Cloud
	point *killPoint
}

func (c killPointCloud) CreateSnapshot(ctx context.Context, datacenterID, volumeID string, p operation.CreateParams) (operation.Receipt, error) {
	defer c.point.passAround("CreateSnapshot")()
	return c.Cloud.CreateSnapshot(ctx, datacenterID, volumeID, p)
}

func (c killPointCloud) EditSnapshot(ctx context.Context, id string, changes []operation.FieldChange) (operation.Receipt, error) {
	defer c.point.passAround("EditSnapshot")()
	return c.Cloud.EditSnapshot(ctx, id, changes)
}

func (c killPointCloud) DeleteSnapshot(ctx context.Context, id string) (operation.Receipt, error) {
	defer c.point.passAround("DeleteSnapshot")()
	return c.Cloud.DeleteSnapshot(ctx, id)
}

func (c killPointCloud) Snapshot(ctx context.Context, id string) (inventory.Snapshot, error) {
	defer c.point.passAround("Snapshot")()
	return c.Cloud.Snapshot(ctx, id)
}

func (c killPointCloud) Snapshots(ctx context.Context) (inventory.Listing[inventory.Snapshot], error) {
	defer c.point.passAround("Snapshots")()
	return c.Cloud.Snapshots(ctx)
}

func (c killPointCloud) Request(ctx context.Context, id string) (inventory.Request, error) {
	defer c.point.passAround("Request")()
	return c.Cloud.Request(ctx, id)
}

func (c killPointCloud) RequestsSince(ctx context.Context, since time.Time) (inventory.Listing[inventory.Request], error) {
	defer c.point.passAround("RequestsSince")()
	return c.Cloud.RequestsSince(ctx, since)
}

func (c killPointCloud) SetSnapshotLabel(ctx context.Context, snapshotID, key, value string) error {
	defer c.point.passAround("SetSnapshotLabel " + key)()
	return c.Cloud.SetSnapshotLabel(ctx, snapshotID, key, value)
}

func (c killPointCloud) CreateVolume(ctx context.Context, datacenterID, snapshotID string, v operation.NewVolume) (operation.Receipt, error) {
	defer c.point.passAround("CreateVolume")()
	return c.Cloud.CreateVolume(ctx, datacenterID, snapshotID, v)
}

func (c killPointCloud) RestoreSnapshot(ctx context.Context, datacenterID, volumeID, snapshotID string) (operation.Receipt, error) {
	defer c.point.passAround("RestoreSnapshot")()
	return c.Cloud.RestoreSnapshot(ctx, datacenterID, volumeID, snapshotID)
}

func (c killPointCloud) AttachVolume(ctx context.Context, datacenterID, serverID, volumeID string) (operation.Receipt, error) {
	defer c.point.passAround("AttachVolume")()
	return c.Cloud.AttachVolume(ctx, datacenterID, serverID, volumeID)
}

func (c killPointCloud) StopServer(ctx context.Context, datacenterID, serverID string) (operation.Receipt, error) {
	defer c.point.passAround("StopServer")()
	return c.Cloud.StopServer(ctx, datacenterID, serverID)
}

func (c killPointCloud) StartServer(ctx context.Context, datacenterID, serverID string) (operation.Receipt, error) {
	defer c.point.passAround("StartServer")()
	return c.Cloud.StartServer(ctx, datacenterID, serverID)
}
