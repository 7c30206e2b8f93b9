package model

import (
	"context"
	"time"

	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
)

// ledger has a point after each call.
type ledger struct{ operation.Ledger }

func (l ledger) Submit(ctx context.Context, s operation.Submission) (operation.Result, error) {
	defer pass(ctx, "after Submit")
	return l.Ledger.Submit(ctx, s)
}

func (l ledger) Operation(ctx context.Context, id string) (operation.Operation, error) {
	defer pass(ctx, "after Operation")
	return l.Ledger.Operation(ctx, id)
}

func (l ledger) Save(ctx context.Context, op operation.Operation, stage *operation.Stage) (operation.Operation, error) {
	defer pass(ctx, "after Save "+string(op.State))
	return l.Ledger.Save(ctx, op, stage)
}

func (l ledger) Start(ctx context.Context, op operation.Operation, stage operation.Stage, t operation.Terms) (operation.Operation, *operation.Blocked, error) {
	defer pass(ctx, "after Start")
	return l.Ledger.Start(ctx, op, stage, t)
}

func (l ledger) Position(ctx context.Context, op operation.Operation, t operation.Terms) (operation.Blocked, error) {
	defer pass(ctx, "after Position")
	return l.Ledger.Position(ctx, op, t)
}

func (l ledger) Move(ctx context.Context, ids []string, rank int64, stage operation.Stage) ([]operation.Operation, error) {
	defer pass(ctx, "after Move")
	return l.Ledger.Move(ctx, ids, rank, stage)
}

func (l ledger) CancelBatch(ctx context.Context, batch string, stage operation.Stage) ([]operation.Operation, error) {
	defer pass(ctx, "after CancelBatch")
	return l.Ledger.CancelBatch(ctx, batch, stage)
}

func (l ledger) IncompleteOn(ctx context.Context, ids []string) ([]operation.Operation, error) {
	defer pass(ctx, "after UnsettledOn")
	return l.Ledger.IncompleteOn(ctx, ids)
}

func (l ledger) Owners(ctx context.Context, ids []string) (map[string]string, error) {
	defer pass(ctx, "after Owners")
	return l.Ledger.Owners(ctx, ids)
}

func (l ledger) List(ctx context.Context, f operation.Filter) ([]operation.Operation, int, error) {
	defer pass(ctx, "after List")
	return l.Ledger.List(ctx, f)
}

// cloud has a point after each call, except for the listings that the engine shares between jobs, which hold a
// lock.
type cloud struct{ operation.Cloud }

func (c cloud) CreateSnapshot(ctx context.Context, dc, vol string, p operation.CreateParams) (operation.Receipt, error) {
	defer pass(ctx, "after CreateSnapshot")
	return c.Cloud.CreateSnapshot(ctx, dc, vol, p)
}

func (c cloud) DeleteSnapshot(ctx context.Context, id string) (operation.Receipt, error) {
	defer pass(ctx, "after DeleteSnapshot")
	return c.Cloud.DeleteSnapshot(ctx, id)
}

func (c cloud) Snapshot(ctx context.Context, id string) (inventory.Snapshot, error) {
	defer pass(ctx, "after Snapshot")
	return c.Cloud.Snapshot(ctx, id)
}

func (c cloud) EditSnapshot(ctx context.Context, id string, changes []operation.FieldChange) (operation.Receipt, error) {
	defer pass(ctx, "after EditSnapshot")
	return c.Cloud.EditSnapshot(ctx, id, changes)
}

func (c cloud) SnapshotLabels(ctx context.Context, id string) (map[string]string, error) {
	defer pass(ctx, "after SnapshotLabels")
	return c.Cloud.SnapshotLabels(ctx, id)
}

func (c cloud) SetSnapshotLabel(ctx context.Context, id, key, value string) error {
	defer pass(ctx, "after SetSnapshotLabel")
	return c.Cloud.SetSnapshotLabel(ctx, id, key, value)
}

func (c cloud) RemoveSnapshotLabel(ctx context.Context, id, key string) error {
	defer pass(ctx, "after RemoveSnapshotLabel")
	return c.Cloud.RemoveSnapshotLabel(ctx, id, key)
}

func (c cloud) Volume(ctx context.Context, dc, id string) (inventory.Volume, error) {
	defer pass(ctx, "after Volume")
	return c.Cloud.Volume(ctx, dc, id)
}

func (c cloud) CreateVolume(ctx context.Context, dc, snapshot string, v operation.NewVolume) (operation.Receipt, error) {
	defer pass(ctx, "after CreateVolume")
	return c.Cloud.CreateVolume(ctx, dc, snapshot, v)
}

func (c cloud) RestoreSnapshot(ctx context.Context, dc, vol, snapshot string) (operation.Receipt, error) {
	defer pass(ctx, "after RestoreSnapshot")
	return c.Cloud.RestoreSnapshot(ctx, dc, vol, snapshot)
}

func (c cloud) Server(ctx context.Context, dc, id string) (inventory.Server, error) {
	defer pass(ctx, "after Server")
	return c.Cloud.Server(ctx, dc, id)
}

func (c cloud) Servers(ctx context.Context, dc string) (inventory.Listing[inventory.Server], error) {
	defer pass(ctx, "after Servers")
	return c.Cloud.Servers(ctx, dc)
}

func (c cloud) AttachVolume(ctx context.Context, dc, server, volume string) (operation.Receipt, error) {
	defer pass(ctx, "after AttachVolume")
	return c.Cloud.AttachVolume(ctx, dc, server, volume)
}

func (c cloud) StopServer(ctx context.Context, dc, server string) (operation.Receipt, error) {
	defer pass(ctx, "after StopServer")
	return c.Cloud.StopServer(ctx, dc, server)
}

func (c cloud) StartServer(ctx context.Context, dc, server string) (operation.Receipt, error) {
	defer pass(ctx, "after StartServer")
	return c.Cloud.StartServer(ctx, dc, server)
}

func (c cloud) Request(ctx context.Context, id string) (inventory.Request, error) {
	defer pass(ctx, "after Request")
	return c.Cloud.Request(ctx, id)
}

func (c cloud) RequestsSince(ctx context.Context, since time.Time) (inventory.Listing[inventory.Request], error) {
	defer pass(ctx, "after RequestsSince")
	return c.Cloud.RequestsSince(ctx, since)
}
