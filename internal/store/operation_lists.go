package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"snapdeck/internal/operation"
)

// pageSize is the default length of a page.
const pageSize = 50

// Incomplete lists the incomplete operations, oldest first.
func (l *Ledger) Incomplete(ctx context.Context) (ops []operation.Operation, err error) {
	err = l.store.read(ctx, func(tx *sql.Tx) error {
		ops, err = selectOperations(ctx, tx, `WHERE NOT settled ORDER BY created_at, id`)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list incomplete operations: %w", err)
	}
	return ops, nil
}

// List returns a page of the matching operations, newest first, and the number of all matches.
func (l *Ledger) List(ctx context.Context, filter operation.Filter) (page []operation.Operation, total int, err error) {
	where, args := conditions(filter)
	limit := filter.Limit
	if limit <= 0 {
		limit = pageSize
	}
	err = l.store.read(ctx, func(tx *sql.Tx) error {
		if err := tx.QueryRowContext(ctx, `SELECT COUNT(*) FROM operations `+where, args...).Scan(&total); err != nil {
			return err
		}
		tail := fmt.Sprintf(` ORDER BY created_at DESC, id DESC LIMIT $%d OFFSET $%d`, len(args)+1, len(args)+2)
		page, err = selectOperations(ctx, tx, where+tail, append(args, limit, max(0, filter.Offset))...)
		return err
	})
	if err != nil {
		return nil, 0, fmt.Errorf("list operations: %w", err)
	}
	return page, total, nil
}

func selectOperations(ctx context.Context, q querier, tail string, args ...any) ([]operation.Operation, error) {
	rows, err := q.QueryContext(ctx, `SELECT `+operationColumns()+` FROM operations `+tail, args...)
	ops, err := collect(rows, err, scanOperation)
	if err != nil {
		return nil, err
	}
	return ops, attachStages(ctx, q, ops)
}

// conditions turns a filter into a WHERE clause and its arguments.
func conditions(f operation.Filter) (where string, args []any) {
	var clauses []string
	add := func(format string, value any) {
		args = append(args, value)
		clauses = append(clauses, fmt.Sprintf(format, len(args)))
	}
	if f.VolumeID != "" {
		args = append(args, f.VolumeID)
		clauses = append(clauses, fmt.Sprintf(`(volume_id = $%[1]d OR made_volume_id = $%[1]d)`, len(args)))
	}
	if f.SnapshotID != "" {
		add(`snapshot_id = $%d`, f.SnapshotID)
	}
	if f.Key != "" {
		add(`form_key = $%d`, f.Key)
	}
	if f.Batch != "" {
		add(`batch_id = $%d`, f.Batch)
	}
	if f.RetryOf != "" {
		add(`retry_of = $%d`, f.RetryOf)
	}
	if f.Chain != "" {
		add(`chain_id <> '' AND chain_id = $%d`, f.Chain) // matches the partial index
	}
	if f.Resent {
		clauses = append(clauses, `possible_sends > 1`)
	}
	if f.Prevented {
		clauses = append(clauses, `prevented <> ''`)
	}
	if f.Actor != "" {
		add(`actor = $%d`, f.Actor)
	}
	if !f.Since.IsZero() {
		add(`created_at >= $%d`, millis(f.Since))
	}
	if query := strings.ToLower(strings.TrimSpace(f.Query)); query != "" {
		add(`search_text LIKE $%d ESCAPE '\'`, "%"+escapeLike(query)+"%")
	}
	if len(f.States) > 0 {
		clauses = append(clauses, `state IN (`+placeholders(len(args)+1, len(f.States))+`)`)
		for _, state := range f.States {
			args = append(args, state)
		}
	}
	if len(f.Kinds) > 0 {
		clauses = append(clauses, `kind IN (`+placeholders(len(args)+1, len(f.Kinds))+`)`)
		for _, kind := range f.Kinds {
			args = append(args, kind)
		}
	}
	if len(clauses) == 0 {
		return "", nil
	}
	return `WHERE ` + strings.Join(clauses, ` AND `), args
}

func escapeLike(s string) string {
	return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(s)
}
