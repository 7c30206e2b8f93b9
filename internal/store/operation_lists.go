package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"snapdeck/internal/operation"
)

const pageSize = 50

// Incomplete lists the incomplete operations, oldest first.
func (l *Ledger) Incomplete(ctx context.Context) (ops []operation.Operation, err error) {
	err = l.store.read(ctx, func(tx *sql.Tx) error {
		ops, err = selectOperations(ctx, tx, `WHERE NOT settled ORDER BY created_at, id`)
		return err
	})
	return ops, wrap(err, "list incomplete operations")
}

// List returns a page of the matching operations, newest first, and the number of all matches.
func (l *Ledger) List(ctx context.Context, filter operation.Filter) (page []operation.Operation, total int, err error) {
	matching := conditions(filter)
	where, args := matching.text(), matching.args
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
	return page, total, wrap(err, "list operations")
}

func selectOperations(ctx context.Context, q querier, tail string, args ...any) ([]operation.Operation, error) {
	ops, err := queryAll(ctx, q, scanOperation, `SELECT `+operationColumns()+` FROM operations `+tail, args...)
	if err != nil {
		return nil, err
	}
	return ops, attachStages(ctx, q, ops)
}

func conditions(f operation.Filter) (c clauses) {
	for _, equal := range []struct{ column, value string }{
		{"snapshot_id", f.SnapshotID}, {"form_key", f.Key}, {"batch_id", f.Batch}, {"retry_of", f.RetryOf}, {"actor", f.Actor},
	} {
		if equal.value != "" {
			c = c.and(equal.column+` = $%d`, equal.value)
		}
	}
	if f.VolumeID != "" {
		c = c.and(`(volume_id = $%d OR made_volume_id = $%d)`, f.VolumeID, f.VolumeID)
	}
	if f.Chain != "" {
		c = c.and(`chain_id <> '' AND chain_id = $%d`, f.Chain) // matches the partial index
	}
	if f.Resent {
		c = c.and(`possible_sends > 1`)
	}
	if f.Prevented {
		c = c.and(`prevented <> ''`)
	}
	if !f.Since.IsZero() {
		c = c.and(`created_at >= $%d`, millis(f.Since))
	}
	if !f.Until.IsZero() {
		c = c.and(`created_at < $%d`, millis(f.Until))
	}
	if f.Planned {
		c = c.and(`(state = 'queued' AND not_before > 0)`)
	}
	if f.NotPlanned {
		c = c.and(`NOT (state = 'queued' AND not_before > 0)`)
	}
	if f.Leading {
		c = c.and(`(batch_id = '' OR NOT EXISTS (SELECT 1 FROM operations earlier WHERE earlier.batch_id = operations.batch_id
			AND earlier.batch_id <> '' AND (earlier.created_at, earlier.id) < (operations.created_at, operations.id)))`)
	}
	if query := strings.ToLower(strings.TrimSpace(f.Query)); query != "" {
		c = c.and(`search_text LIKE $%d ESCAPE '\'`, "%"+escapeLike(query)+"%")
	}
	return in(in(c, "state", f.States), "kind", f.Kinds)
}

// in adds that a column has one of some values, if there are any.
func in[T ~string](c clauses, column string, values []T) clauses {
	if len(values) == 0 {
		return c
	}
	return c.and(column+` IN (`+strings.Repeat(`$%d, `, len(values)-1)+`$%d)`, toArgs(values)...)
}

func escapeLike(s string) string {
	return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(s)
}
