package web

import (
	"context"
	"sync"
	"time"

	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
)

// How long it is watched whether a call that may have been sent more than once was carried out twice,
// and how far back such an operation may have been requested.
const (
	TwiceSince = 24 * time.Hour
	twiceFrom  = 3 * TwiceSince
	twiceRead  = 200
)

// twiceCache remembers what was created twice, until the snapshots or the operations change. It may be
// used concurrently.
type twiceCache struct {
	mu    sync.Mutex
	view  *inventory.View
	board uint64
	found []operation.CreatedTwice
}

// CreatedTwice finds the operations of which there are several snapshots. It asks nothing of IONOS Cloud.
func (s *Base) CreatedTwice(ctx context.Context, req Request) []operation.CreatedTwice {
	version := s.Operations.Version()
	s.twice.mu.Lock()
	defer s.twice.mu.Unlock()
	if s.twice.view == req.View && s.twice.board == version {
		return s.twice.found
	}
	resent, _, err := s.Ledger.List(ctx, operation.Filter{
		Resent: true, Kinds: []operation.Kind{operation.CreateSnapshot}, Since: req.Now.Add(-twiceFrom), Limit: twiceRead,
	})
	if err != nil {
		s.Log.Warn("list what may have been sent twice", "error", err.Error())
		return nil
	}
	s.twice.found = operation.FindCreatedTwice(resent, req.View)
	s.twice.view, s.twice.board = req.View, version
	return s.twice.found
}
