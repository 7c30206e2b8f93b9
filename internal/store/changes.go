package store

import (
	"context"
	"database/sql"
	"fmt"
)

// OperationsChannel is where the id of each operation is told that was recorded or saved.
const OperationsChannel = "snapdeck_operations"

// announce tells all replicas, this one too, that operations changed, when the transaction
// commits and not otherwise.
func (s *Store) announce(ctx context.Context, tx *sql.Tx, operationIDs ...string) error {
	for _, id := range operationIDs {
		if err := s.notify(ctx, tx, OperationsChannel, id); err != nil {
			return err
		}
	}
	return nil
}

// Notify tells a payload of up to 7999 bytes to everyone who listens to a channel, this
// process too. It does not wait for anybody, and who is not connected misses it. On SQLite
// there is nobody else, and it does nothing.
func (s *Store) Notify(ctx context.Context, channel, payload string) error {
	return s.notify(ctx, s.rw, channel, payload)
}

func (s *Store) notify(ctx context.Context, q querier, channel, payload string) error {
	if s.server == nil {
		return nil
	}
	if _, err := q.ExecContext(ctx, `SELECT pg_notify($1, $2)`, channel, payload); err != nil {
		return fmt.Errorf("tell the other replicas on %s: %w", channel, err)
	}
	return nil
}
