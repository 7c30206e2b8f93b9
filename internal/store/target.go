package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"snapdeck/internal/audit"
	"snapdeck/internal/target"
)

// targetKey is the setting of the contract's target.
const targetKey = "target"

// Target returns the contract's target as text; "" when none is set.
func (s *Store) Target(ctx context.Context) (string, error) {
	text, _, err := s.Setting(ctx, targetKey)
	return text, err
}

// SetTarget sets the contract's target, with an audit entry.
func (s *Store) SetTarget(ctx context.Context, actor, addr string, age time.Duration, at time.Time) error {
	text := target.Format(age)
	err := s.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, setSetting, targetKey, text, millis(at))
		if err != nil {
			return err
		}
		return appendAudit(ctx, tx, AuditEntry{At: at, Actor: actor, ActorAddr: addr, Action: audit.SetTarget, Outcome: audit.Done, Detail: "Target age: " + text + "."})
	})
	if err != nil {
		return fmt.Errorf("set target: %w", err)
	}
	return nil
}
