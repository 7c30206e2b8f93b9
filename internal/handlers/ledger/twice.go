package ledger

import (
	"context"
	"log/slog"
	"time"

	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
)

// The time for which a call that may have been sent twice is watched for a second snapshot, and the maximal age of
// its operation.
const (
	TwiceSince = 24 * time.Hour
	twiceFrom  = 3 * TwiceSince
	twiceRead  = 200
)

// CreatedTwice finds the operations that created several snapshots, without a request to IONOS Cloud.
func CreatedTwice(ctx context.Context, l Ledger, log *slog.Logger, view *inventory.View, now time.Time) []operation.CreatedTwice {
	resent, _, err := l.List(ctx, operation.Filter{
		Resent: true, Kinds: []operation.Kind{operation.CreateSnapshot}, Since: now.Add(-twiceFrom), Limit: twiceRead,
	})
	if err != nil {
		log.Warn("list what may have been sent twice", "error", err.Error())
		return nil
	}
	return operation.FindCreatedTwice(resent, view)
}
