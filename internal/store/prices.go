package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"snapdeck/internal/audit"
)

// pricesKey is the setting of the prices of snapshots.
const pricesKey = "prices"

// Prices returns the stored prices as text; "" when none are set.
func (s *Store) Prices(ctx context.Context) (string, error) {
	text, _, err := s.Setting(ctx, pricesKey)
	return text, err
}

// SetPrices stores the prices of snapshots, with an audit entry. Empty text removes them.
func (s *Store) SetPrices(ctx context.Context, actor, addr, text string, at time.Time) error {
	err := s.write(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, setSetting, pricesKey, text, millis(at)); err != nil {
			return err
		}
		detail := "Prices: " + text + "."
		if text == "" {
			detail = "Prices removed."
		}
		return appendAudit(ctx, tx, AuditEntry{At: at, Actor: actor, ActorAddr: addr, Action: audit.SetPrices, Outcome: audit.Done, Detail: detail})
	})
	if err != nil {
		return fmt.Errorf("set the prices: %w", err)
	}
	return nil
}
