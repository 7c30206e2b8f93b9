package store

import (
	"context"
	"database/sql"
	"fmt"
)

// operationsChannel is where the id of each operation is sent that was recorded or saved.
const operationsChannel = "snapdeck_operations"

// notifyOperations tells all replicas, this one too, that operations changed, when the transaction
// commits and not otherwise. On SQLite there is nobody else.
func (s *Store) notifyOperations(ctx context.Context, tx *sql.Tx, operationIDs ...string) error {
	if s.server == nil {
		return nil
	}
	for _, id := range operationIDs {
		if _, err := tx.ExecContext(ctx, `SELECT pg_notify($1, $2)`, operationsChannel, id); err != nil {
			return fmt.Errorf("notify the other replicas: %w", err)
		}
	}
	return nil
}
