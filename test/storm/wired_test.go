package storm

import (
	"context"
	"time"

	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
)

// wiredLedger has a tripwire around each write.
type wiredLedger struct {
	operation.Ledger
	wire *tripwire
}

// Record passes the points of recording an operation.
func (l wiredLedger) Record(ctx context.Context, op operation.Operation) (operation.Operation, bool, error) {
	defer l.wire.around("Record")()
	return l.Ledger.Record(ctx, op)
}

// RecordAll passes the points of recording several.
func (l wiredLedger) RecordAll(ctx context.Context, ops []operation.Operation) ([]operation.Operation, error) {
	defer l.wire.around("RecordAll")()
	return l.Ledger.RecordAll(ctx, ops)
}

// Save passes the points of the state that is saved, or of the labels' progress.
func (l wiredLedger) Save(ctx context.Context, op operation.Operation, stage *operation.Stage) (operation.Operation, error) {
	what := "Save " + string(op.State)
	if stage == nil {
		what = "Save labels " + string(op.Labels.State)
	}
	defer l.wire.around(what)()
	return l.Ledger.Save(ctx, op, stage)
}

// wiredCloud has a tripwire around each call.
type wiredCloud struct {
	operation.Cloud
	wire *tripwire
}

func (c wiredCloud) CreateSnapshot(ctx context.Context, datacenterID, volumeID string, p operation.CreateParams) (operation.Receipt, error) {
	defer c.wire.around("CreateSnapshot")()
	return c.Cloud.CreateSnapshot(ctx, datacenterID, volumeID, p)
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
