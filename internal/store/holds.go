package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"snapdeck/internal/operation"
)

// hold notes that a holder needs resources to stay, or has them for itself.
func hold(ctx context.Context, tx *sql.Tx, holder string, exclusive bool, resources []string) error {
	for _, resource := range resources {
		_, err := tx.ExecContext(ctx, `INSERT INTO holds (resource, holder, exclusive) VALUES ($1, $2, $3)
			ON CONFLICT (resource, holder) DO NOTHING`, resource, holder, exclusive)
		if err != nil {
			return err
		}
	}
	return nil
}

// release frees what an operation that has ended held: as a witness at once, and of its chain when no
// step of that is open any more.
func release(ctx context.Context, tx *sql.Tx, op operation.Operation) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM holds WHERE holder = $1 AND NOT exclusive AND $1 <> $2`, op.ID, op.Chain); err != nil {
		return err
	}
	if op.Chain == "" {
		return nil
	}
	_, err := tx.ExecContext(ctx, `DELETE FROM holds WHERE holder = $1 AND NOT EXISTS (SELECT 1 FROM operations WHERE chain_id = $1
		AND (state IN ('queued', 'waiting', 'submitting', 'accepted', 'provisioning') OR (state = 'unknown' AND kind = $2)))`,
		op.Chain, operation.RestoreVolume)
	return err
}

// holderOf returns who holds one of some resources, other than one; only those who have it for
// themselves, or anybody.
func holderOf(ctx context.Context, q querier, resources []string, except string, exclusive bool) (holder string, err error) {
	for some := range slices.Chunk(resources, manyRows) {
		args := append(anyOf(some), except)
		query := fmt.Sprintf(`SELECT holder FROM holds WHERE resource IN (%s) AND holder <> $%d`, slots(1, len(some)), len(args))
		if exclusive {
			query += ` AND exclusive`
		}
		err := q.QueryRowContext(ctx, query+` ORDER BY holder LIMIT 1`, args...).Scan(&holder)
		if err == nil || !errors.Is(err, sql.ErrNoRows) {
			return holder, err
		}
	}
	return "", nil
}

// Holder returns the operation that began the chain, or is the deletion, which holds a resource.
func (l *Ledger) Holder(ctx context.Context, resource, except string) (op operation.Operation, found bool, err error) {
	err = l.store.read(ctx, func(tx *sql.Tx) error {
		holder, err := holderOf(ctx, tx, []string{resource}, except, false)
		if err != nil || holder == "" {
			return err
		}
		op, err = loadOperation(ctx, tx, holder)
		found = err == nil
		return err
	})
	if err != nil {
		return operation.Operation{}, false, fmt.Errorf("look who holds %s: %w", resource, err)
	}
	return op, found, nil
}
