package store

import (
	"context"
	"database/sql"
	"fmt"

	"snapdeck/internal/operation"
)

// operationsChannel carries the id of each recorded or saved operation.
const operationsChannel = "snapdeck_operations"

// notifyOperations notifies all replicas, including this one, of changed operations when the transaction
// commits. SQLite has no other replicas.
func (s *Store) notifyOperations(ctx context.Context, tx *sql.Tx, ops ...operation.Operation) error {
	if s.server == nil {
		return nil
	}
	for _, op := range ops {
		if _, err := tx.ExecContext(ctx, `SELECT pg_notify($1, $2)`, operationsChannel, op.ID); err != nil {
			return fmt.Errorf("notify replicas: %w", err)
		}
	}
	return nil
}
