package web

import (
	"context"
	"time"

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
func (s *Base) CreatedTwice(ctx context.Context, req Request) []operation.CreatedTwice {
	resent, _, err := s.Ledger.List(ctx, operation.Filter{
		Resent: true, Kinds: []operation.Kind{operation.CreateSnapshot}, Since: req.Now.Add(-twiceFrom), Limit: twiceRead,
	})
	if err != nil {
		s.Log.Warn("list resent creates", "error", err)
		return nil
	}
	return operation.FindCreatedTwice(resent, req.View)
}
