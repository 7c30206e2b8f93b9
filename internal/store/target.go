package store

import (
	"context"
	"time"

	"snapdeck/internal/audit"
	"snapdeck/internal/target"
)

const targetKey = "target"

// Target returns the contract's target as text; "" when none is set.
func (s *Store) Target(ctx context.Context) (string, error) {
	text, _, err := s.Setting(ctx, targetKey)
	return text, err
}

// SetTarget sets the contract's target, with an audit entry.
func (s *Store) SetTarget(ctx context.Context, actor, addr string, age time.Duration, at time.Time) error {
	text := target.Format(age)
	err := s.setAudited(ctx, targetKey, text, audit.Entry{
		At: at, Actor: actor, ActorAddr: addr, Action: audit.SetTarget, Outcome: audit.Done, Detail: "Target age: " + text + ".",
	})
	return wrap(err, "set target")
}
