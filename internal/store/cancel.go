package store

import (
	"context"
	"database/sql"

	"snapdeck/internal/audit"
	"snapdeck/internal/operation"
)

// CancelBatch cancels the operations of a batch that have not been sent, in one transaction, and returns them
// as stored. The statement checks each state itself and raises the versions: a worker that read an operation
// before can no longer start it, and an operation that a worker started first is left alone.
func (l *Ledger) CancelBatch(ctx context.Context, batch string, stage operation.Stage) (cancelled []operation.Operation, err error) {
	if batch == "" {
		return nil, nil // an empty id would match all operations without a batch
	}
	stage.State = operation.Cancelled
	err = l.store.write(ctx, func(tx *sql.Tx) error {
		cancelled, err = cancelBatch(ctx, tx, batch, stage)
		if err != nil {
			return err
		}
		return l.store.notifyOperations(ctx, tx, cancelled...)
	})
	return cancelled, wrap(err, "cancel batch %s", batch)
}

func cancelBatch(ctx context.Context, tx *sql.Tx, batch string, stage operation.Stage) ([]operation.Operation, error) {
	ops, err := queryAll(ctx, tx, scanOperation, `UPDATE operations SET version = version + 1, from_state = state, state = $1,
		settled = TRUE, label_state = $2, failure = '', open_slot = NULL, updated_at = $3, finished_at = $3
		WHERE batch_id = $4 AND state IN ($5, $6) RETURNING `+operationColumns(),
		operation.Cancelled, operation.LabelsDropped, millis(stage.At), batch, operation.Queued, operation.Waiting)
	if err != nil {
		return nil, err
	}
	if err := attachStages(ctx, tx, ops); err != nil {
		return nil, err
	}
	if err := addStages(ctx, tx, ops, stage); err != nil {
		return nil, err
	}
	var lines []audit.Entry
	for _, op := range ops {
		if err := release(ctx, tx, op); err != nil {
			return nil, err
		}
		lines = append(lines, changeLines(operation.Queued, op, &stage)...)
	}
	return ops, appendAudit(ctx, tx, lines...)
}
