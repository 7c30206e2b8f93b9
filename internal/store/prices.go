package store

import (
	"context"
	"time"

	"snapdeck/internal/audit"
)

const pricesKey = "prices"

// Prices returns the stored prices as text; "" when none are set.
func (s *Store) Prices(ctx context.Context) (string, error) {
	text, _, err := s.Setting(ctx, pricesKey)
	return text, err
}

// SetPrices stores the prices of snapshots, with an audit entry. Empty text removes them.
func (s *Store) SetPrices(ctx context.Context, actor, addr, text string, at time.Time) error {
	detail := "Prices: " + text + "."
	if text == "" {
		detail = "Prices removed."
	}
	err := s.setAudited(ctx, pricesKey, text, audit.Entry{At: at, Actor: actor, ActorAddr: addr, Action: audit.SetPrices, Outcome: audit.Done, Detail: detail})
	return wrap(err, "set the prices")
}
