package web

import (
	"context"
	"time"

	"snapdeck/internal/operation"
)

// How long it is watched whether a call that may have been sent more than once was carried out twice,
// and how far back such an operation may have been requested.
const (
	TwiceSince = 24 * time.Hour
	twiceFrom  = 3 * TwiceSince
	twiceRead  = 200
)

// CreatedTwice finds the operations of which there are several snapshots. It asks nothing of IONOS Cloud.
func (s *Base) CreatedTwice(ctx context.Context, req Request) []operation.CreatedTwice {
	resent, _, err := s.Ledger.List(ctx, operation.Filter{
		Resent: true, Kinds: []operation.Kind{operation.CreateSnapshot}, Since: req.Now.Add(-twiceFrom), Limit: twiceRead,
	})
	if err != nil {
		s.Log.Warn("list what may have been sent twice", "error", err.Error())
		return nil
	}
	return operation.FindCreatedTwice(resent, req.View)
}
