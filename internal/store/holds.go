package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"snapdeck/internal/operation"
)

// The kinds of holds; the migration that creates their table explains them.
const (
	needed = "needed"
	wanted = "wanted"
	held   = "held"
)

func hold(ctx context.Context, tx *sql.Tx, holder, kind string, resources []string) error {
	for _, resource := range resources {
		_, err := tx.ExecContext(ctx, `INSERT INTO holds (resource, holder, kind) VALUES ($1, $2, $3)
			ON CONFLICT (resource, holder) DO UPDATE SET kind = excluded.kind WHERE holds.kind = 'wanted'`, resource, holder, kind)
		if err != nil {
			return err
		}
	}
	return nil
}

// holdMade holds what an operation of a chain created, such as a safety snapshot, until the chain has ended.
func holdMade(ctx context.Context, tx *sql.Tx, before, stored operation.Operation) error {
	if before.SnapshotID == stored.SnapshotID {
		return nil
	}
	return wrap(hold(ctx, tx, stored.Chain, needed, stored.Needs()), "hold created resources")
}

// release removes the holds of an operation that is not running. It no longer needs the snapshots that must remain,
// since they are chosen again when it starts. The resources of its chain stay held until all steps have ended.
func release(ctx context.Context, tx *sql.Tx, op operation.Operation) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM holds WHERE holder = $1 AND kind = 'needed' AND $1 <> $2`, op.ID, op.Chain); err != nil {
		return err
	}
	if op.Chain == "" || !op.State.Final() {
		return nil
	}
	_, err := tx.ExecContext(ctx, `DELETE FROM holds WHERE holder = $1 AND NOT EXISTS (SELECT 1 FROM operations WHERE chain_id <> '' AND chain_id = $1
		AND (state IN ('queued', 'waiting', 'submitting', 'accepted', 'provisioning') OR (state = 'unknown' AND kind = $2)))`,
		op.Chain, operation.RestoreVolume)
	return err
}

// holderOf returns another holder of one of some resources, by the kind of the hold.
func holderOf(ctx context.Context, q querier, resources []string, except, kind string) (holder string, err error) {
	for some := range slices.Chunk(resources, maxRowsPerStatement) {
		args := append(toArgs(some), except, kind)
		err := q.QueryRowContext(ctx, fmt.Sprintf(`SELECT holder FROM holds WHERE resource IN (%s) AND holder <> $%d AND kind = $%d
			ORDER BY holder LIMIT 1`, placeholders(1, len(some)), len(args)-1, len(args)), args...).Scan(&holder)
		if err == nil || !errors.Is(err, sql.ErrNoRows) {
			return holder, err
		}
	}
	return "", nil
}

// Holder returns the first operation of the chain that holds or needs a resource, or the deletion that needs
// it.
func (l *Ledger) Holder(ctx context.Context, resource, except string) (op operation.Operation, found bool, err error) {
	err = l.store.read(ctx, func(tx *sql.Tx) error {
		holder, err := holderOf(ctx, tx, []string{resource}, except, held)
		if err == nil && holder == "" {
			holder, err = holderOf(ctx, tx, []string{resource}, except, needed)
		}
		if err != nil || holder == "" {
			return err
		}
		op, err = loadOperation(ctx, tx, holder)
		found = err == nil
		return err
	})
	return op, found, wrap(err, "look up holder of %s", resource)
}
