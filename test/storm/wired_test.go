package storm

import (
	"context"

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

// CancelBatch passes the points of undoing a batch.
func (l wiredLedger) CancelBatch(ctx context.Context, batch string, stage operation.Stage) ([]operation.Operation, error) {
	defer l.wire.around("CancelBatch")()
	return l.Ledger.CancelBatch(ctx, batch, stage)
}

// Save passes the points of the state that is saved, or of the labels' progress. Kinds of
// operation other than the first one are told apart.
func (l wiredLedger) Save(ctx context.Context, op operation.Operation, stage *operation.Stage) (operation.Operation, error) {
	what := "Save " + string(op.State)
	if stage == nil {
		what = "Save labels " + string(op.Labels.State)
	}
	if op.Kind != operation.CreateSnapshot {
		what = "Save " + string(op.Kind) + " " + string(op.State)
	}
	defer l.wire.around(what)()
	return l.Ledger.Save(ctx, op, stage)
}
