package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"snapdeck/internal/operation"
)

// UnsettledOn lists the operations on some snapshots with anything left to do.
func (l *Ledger) UnsettledOn(ctx context.Context, snapshotIDs []string) (ops []operation.Operation, err error) {
	err = l.store.read(ctx, func(tx *sql.Tx) error {
		ops, err = unsettledBy(ctx, tx, `snapshot_id`, snapshotIDs)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list unsettled operations on %d snapshots: %w", len(snapshotIDs), err)
	}
	return ops, nil
}

// Lane lists what decides whether it is an operation's turn.
func (l *Ledger) Lane(ctx context.Context, op operation.Operation) (ops []operation.Operation, err error) {
	err = l.store.read(ctx, func(tx *sql.Tx) error {
		if ops, err = laneOf(ctx, tx, op); err != nil {
			return err
		}
		firsts, err := unsettledBy(ctx, tx, `id`, followed(ops))
		ops = append(ops, firsts...)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list the lane of operation %s: %w", op.ID, err)
	}
	return ops, nil
}

// laneOf are the operations that share a lane with one, and for a data center those that the
// cloud knows of, whose requests are not somebody else's.
func laneOf(ctx context.Context, q querier, op operation.Operation) ([]operation.Operation, error) {
	if op.Kind.OnSnapshot() {
		return unsettledBy(ctx, q, `snapshot_id`, []string{op.SnapshotID})
	}
	return selectOperations(ctx, q, `WHERE NOT settled
		AND (datacenter_id = $1 OR request_id <> '' OR (snapshot_id = $2 AND snapshot_id <> ''))`, op.DatacenterID, op.SnapshotID)
}

// followed are the ids of what operations follow that are not among them.
func followed(ops []operation.Operation) []string {
	var ids []string
	for _, op := range ops {
		first := op.Task.After
		if first != "" && !slices.Contains(ids, first) && !slices.ContainsFunc(ops, func(o operation.Operation) bool { return o.ID == first }) {
			ids = append(ids, first)
		}
	}
	return ids
}

// unsettledBy are the unsettled operations with one of some values in a column. None has an empty one.
func unsettledBy(ctx context.Context, q querier, column string, values []string) (all []operation.Operation, err error) {
	values = slices.DeleteFunc(slices.Clone(values), func(v string) bool { return v == "" })
	for some := range slices.Chunk(values, manyRows) {
		ops, err := selectOperations(ctx, q, `WHERE NOT settled AND `+column+` IN (`+slots(1, len(some))+`)`, anyOf(some)...)
		if err != nil {
			return nil, err
		}
		all = append(all, ops...)
	}
	return all, nil
}
