package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"snapdeck/internal/operation"
)

// errBlocked rolls back the transaction of an operation that cannot start.
var errBlocked = errors.New("it cannot start yet")

// Start is Save for an operation that starts, if it is its turn and its resources are free. See
// operation.Ledger.
func (l *Ledger) Start(ctx context.Context, op operation.Operation, stage operation.Stage, t operation.Terms) (stored operation.Operation, blocked *operation.Blocked, err error) {
	err = l.store.writeAlone(ctx, func(tx *sql.Tx) error {
		b, err := position(ctx, tx, op, t, t.Width)
		if err != nil {
			return err
		}
		if stopped(b, t) {
			blocked = &b
			return errBlocked
		}
		blocked = nil
		if err := l.acquireHolds(ctx, tx, op, t); err != nil {
			return err
		}
		stored, err = l.save(ctx, tx, op, &stage)
		return err
	})
	if errors.Is(err, errBlocked) {
		return op, blocked, nil
	}
	if err != nil {
		return op, nil, fmt.Errorf("start operation %s: %w", op.ID, err)
	}
	return stored, nil, nil
}

func stopped(b operation.Blocked, t operation.Terms) bool {
	return b.Lost || b.Chain != "" || b.QueuePosition >= t.Width || b.Until.After(t.Now)
}

// acquireHolds stores the resources that an operation holds from now on, and the snapshots that must remain until it
// ends.
func (l *Ledger) acquireHolds(ctx context.Context, tx *sql.Tx, op operation.Operation, t operation.Terms) error {
	if op.Chain != "" && (op.Kind.Destroys() || len(op.Task.Holds) > 0) {
		if err := hold(ctx, tx, op.Chain, held, op.Touches()); err != nil {
			return fmt.Errorf("hold resources of the chain: %w", err)
		}
	}
	remaining := make([]string, 0, len(t.Remaining))
	for _, id := range t.Remaining {
		remaining = append(remaining, "snapshot:"+id)
	}
	return wrap(hold(ctx, tx, op.ID, needed, remaining), "hold remaining snapshots")
}
