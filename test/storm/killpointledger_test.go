package storm

import (
	"context"

	"snapdeck/internal/operation"
)

// killPointLedger has a kill point around each write.
type killPointLedger struct {
	operation.Ledger
	point *killPoint
}

// Submit passes the points of recording operations.
func (l killPointLedger) Submit(ctx context.Context, s operation.Submission) (operation.Result, error) {
	defer l.point.passAround("Submit")()
	return l.Ledger.Submit(ctx, s)
}

// Start passes the points of the saved state, as Save does.
func (l killPointLedger) Start(ctx context.Context, op operation.Operation, stage operation.Stage, terms operation.Terms) (operation.Operation, *operation.Blocked, error) {
	defer l.point.passAround(saving(op, &stage))()
	return l.Ledger.Start(ctx, op, stage, terms)
}

// CancelBatch passes the points of undoing a batch.
func (l killPointLedger) CancelBatch(ctx context.Context, batch string, stage operation.Stage) ([]operation.Operation, error) {
	defer l.point.passAround("CancelBatch")()
	return l.Ledger.CancelBatch(ctx, batch, stage)
}

// Save passes the points of the saved state, or of the labels' progress. Their names include the kinds other
// than the first one.
func (l killPointLedger) Save(ctx context.Context, op operation.Operation, stage *operation.Stage) (operation.Operation, error) {
	defer l.point.passAround(saving(op, stage))()
	return l.Ledger.Save(ctx, op, stage)
}

func saving(op operation.Operation, stage *operation.Stage) string {
	switch {
	case op.Kind != operation.CreateSnapshot:
		return "Save " + string(op.Kind) + " " + string(op.State)
	case stage == nil:
		return "Save labels " + string(op.Labels.State)
	default:
		return "Save " + string(op.State)
	}
}
