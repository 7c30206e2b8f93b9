package handlers

import (
	"time"

	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/views"
)

// badgesOf are what protects a snapshot or takes it away. Each costs a lookup, so that every row
// of a list can have them.
func (s *Server) badgesOf(req pageRequest, snap *inventory.Snapshot) views.SnapshotBadges {
	m := views.SnapshotBadges{Name: displayName(snap.Name, snap.ID), Lock: s.lockView(req, snap.ID)}
	if op, open := s.Operations.Deletion(snap.ID); open {
		m.Deletion = operationHref(op.ID)
		if op.Planned() {
			at := req.due(op.NotBefore)
			m.DeletedAt = &at
		}
		return m
	}
	m.OnlyGoodCopy = s.isOnlyGoodCopy(req, *snap)
	return m
}

// lockView is the lock on a snapshot, or nil.
func (s *Server) lockView(req pageRequest, snapshotID string) *views.LockView {
	lock, locked := s.Operations.Lock(snapshotID, req.view.LabelsOf(snapshotID), req.now)
	if !locked {
		return nil
	}
	v := &views.LockView{Reason: displayName(lock.Reason, "no reason was given")}
	if !lock.Until.IsZero() {
		until := req.due(lock.Until)
		req.expiry.limit(lock.Until)
		req.expiry.limit(nextYear(req.now.In(req.zone)))
		v.Until, v.Day = &until, lastDay(lock.Until.In(req.zone), req.now.In(req.zone))
	}
	return v
}

// lastDay is the day on which a lock ends, with the year if that is another one.
func lastDay(until, now time.Time) string {
	last := until.Add(-time.Second) // a lock holds to the end of its day
	if last.Year() == now.Year() {
		return last.Format("2 Jan")
	}
	return last.Format("2 Jan 2006")
}

// nextYear is when lastDay begins to say the year of other days.
func nextYear(now time.Time) time.Time {
	return time.Date(now.Year()+1, time.January, 1, 0, 0, 0, 0, now.Location())
}

// isOnlyGoodCopy reports whether a snapshot is the only good one, that is to stay, of a volume that it may
// have come from.
func (s *Server) isOnlyGoodCopy(req pageRequest, snap inventory.Snapshot) bool {
	return len(s.lastGoodOf(req, snap, func(string) bool { return false })) > 0
}

// lastGoodOf are the volumes of which a snapshot is the last good one when some others go too.
func (s *Server) lastGoodOf(req pageRequest, snap inventory.Snapshot, goes func(id string) bool) []string {
	return operation.LastGoodOf(req.view, req.inferred(), snap, func(id string) bool {
		_, leaving := s.Operations.Deletion(id)
		return leaving || goes(id)
	})
}
