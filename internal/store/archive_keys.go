package store

import (
	"context"
	"fmt"
	"slices"

	"snapdeck/internal/operation"
)

// refuseArchived returns operation.ErrArchived when the operations of a form are archived. With the same
// content that always holds; with other content, only if the form is exclusive.
func refuseArchived(ctx context.Context, q querier, s operation.Submission) error {
	archived, err := queryAll(ctx, q, scanPair, `SELECT operation_id, digest FROM archived_keys WHERE form_key = $1`, s.Ops[0].Key)
	if err != nil {
		return fmt.Errorf("look up archived forms: %w", err)
	}
	for _, a := range archived {
		id, digest := a[0], a[1]
		same := slices.ContainsFunc(s.Ops, func(op operation.Operation) bool { return op.Digest == digest })
		if same || s.Exclusive || digest == "" { // rows of older versions have no digest
			return fmt.Errorf("operation %s: %w", id, operation.ErrArchived)
		}
	}
	return nil
}

// Archived reports whether an operation was archived.
func (l *Ledger) Archived(ctx context.Context, id string) (bool, error) {
	var n int
	err := l.store.ro.QueryRowContext(ctx, `SELECT COUNT(*) FROM archived_keys WHERE operation_id = $1`, id).Scan(&n)
	return n > 0, wrap(err, "look up archived operation %s", id)
}
