package store

import (
	"context"
	"database/sql"
	"slices"

	"snapdeck/internal/operation"
)

func addStage(ctx context.Context, tx *sql.Tx, operationID string, stage operation.Stage) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO operation_stages (operation_id, seq, state, at, note)
		VALUES ($1, (SELECT COUNT(*) + 1 FROM operation_stages WHERE operation_id = $1), $2, $3, $4)`,
		operationID, stage.State, millis(stage.At), stage.Note)
	return err
}

// addStages adds the same stage to operations with all their stages loaded, in the database and in the list.
func addStages(ctx context.Context, tx *sql.Tx, ops []operation.Operation, stage operation.Stage) error {
	rows := make([][]any, 0, len(ops))
	for i := range ops {
		op := &ops[i]
		op.Stages = append(op.Stages, operation.Stage{State: stage.State, At: stage.At, Note: stage.Note})
		rows = append(rows, []any{op.ID, len(op.Stages), stage.State, millis(stage.At), stage.Note})
	}
	return insertMany(ctx, tx, `operation_stages (operation_id, seq, state, at, note)`, rows, ``)
}

// attachStages loads the stages of operations, oldest first.
func attachStages(ctx context.Context, q querier, ops []operation.Operation) error {
	for some := range slices.Chunk(ops, maxRowsPerStatement) {
		if err := attachBatch(ctx, q, some); err != nil {
			return err
		}
	}
	return nil
}

func attachBatch(ctx context.Context, q querier, ops []operation.Operation) error {
	at := make(map[string]int, len(ops))
	ids := make([]any, len(ops))
	for i, op := range ops {
		at[op.ID], ids[i] = i, op.ID
	}
	type entry struct {
		id    string
		stage operation.Stage
	}
	entries, err := queryAll(ctx, q, func(r row) (e entry, err error) {
		err = r.Scan(&e.id, &e.stage.State, timeInto{&e.stage.At}, &e.stage.Note)
		return e, err
	}, `SELECT operation_id, state, at, note FROM operation_stages
		WHERE operation_id IN (`+placeholders(1, len(ids))+`) ORDER BY operation_id, seq`, ids...)
	for _, e := range entries {
		op := &ops[at[e.id]]
		op.Stages = append(op.Stages, e.stage)
	}
	return err
}
