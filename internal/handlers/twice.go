package handlers

import (
	"sync"
	"time"

	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/views"
)

// How long it is watched whether a call that may have been sent more than once was carried out twice,
// and how far back such an operation may have been requested.
const (
	twiceSince = 24 * time.Hour
	twiceFrom  = 3 * twiceSince
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

// createdTwice finds the operations of which there are several snapshots. It asks nothing of IONOS Cloud.
func (s *Server) createdTwice(req pageRequest) []operation.CreatedTwice {
	version := s.Operations.Version()
	s.twice.mu.Lock()
	defer s.twice.mu.Unlock()
	if s.twice.view == req.view && s.twice.board == version {
		return s.twice.found
	}
	resent, _, err := s.Ledger.List(req.ctx, operation.Filter{
		Resent: true, Kinds: []operation.Kind{operation.CreateSnapshot}, Since: req.now.Add(-twiceFrom), Limit: twiceRead,
	})
	if err != nil {
		s.Log.Warn("list what may have been sent twice", "error", err.Error())
		return nil
	}
	s.twice.found = operation.FindCreatedTwice(resent, req.view)
	s.twice.view, s.twice.board = req.view, version
	return s.twice.found
}

// twiceOf shows those that a page is about.
func (s *Server) twiceOf(req pageRequest, about func(operation.CreatedTwice) bool) []views.Twice {
	var shown []views.Twice
	for _, t := range s.createdTwice(req) {
		if op := t.Operation; !about(t) || op.State.Final() && req.now.Sub(op.FinishedAt) >= twiceSince {
			continue
		}
		v := views.Twice{
			ID: t.Operation.ID, Name: targetName(t.Operation), Operation: operationHref(t.Operation.ID), N: len(t.Snapshots),
			Volume: volumeLink(req.view, t.Operation.VolumeID, t.Operation.VolumeName),
		}
		s.nameSurplus(req, t, &v)
		shown = append(shown, v)
	}
	return shown
}

// nameSurplus names the snapshot that can be deleted, unless all others are on their way out already.
func (s *Server) nameSurplus(req pageRequest, t operation.CreatedTwice, v *views.Twice) {
	staying := 0
	surplus, found := t.Surplus(func(snap inventory.Snapshot) bool {
		return s.lockView(req, snap.ID) != nil || s.Operations.Needed(snap.ID) || s.isLeaving(snap.ID)
	})
	for _, snap := range t.Snapshots {
		if !s.isLeaving(snap.ID) {
			staying++
		}
	}
	if v.Leaving = staying < 2; v.Leaving || !found {
		return
	}
	created := req.moment(surplus.Metadata.CreatedDate)
	v.Surplus = views.Link{Text: displayName(surplus.Name, surplus.ID), Href: snapshotHref(surplus.ID)}
	v.Created, v.Review = &created, snapshotHref(surplus.ID)+"/delete"
}

func (s *Server) isLeaving(snapshotID string) bool {
	_, leaving := s.Operations.Deletion(snapshotID)
	return leaving
}
