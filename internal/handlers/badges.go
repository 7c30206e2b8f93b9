package handlers

import (
	"time"

	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/views"
)

// marksOf are what protects a snapshot or takes it away. Each costs a look-up, so that every row
// of a list can have them.
func (s *Server) marksOf(a asked, snap *inventory.Snapshot) views.Marks {
	m := views.Marks{Name: named(snap.Name, snap.ID), Lock: s.lockView(a, snap.ID)}
	if op, open := s.Board.Deletion(snap.ID); open {
		m.Deletion = operationHref(op.ID)
		if op.Planned() {
			at := a.moment(op.NotBefore)
			m.Leaves = &at
		}
		return m
	}
	m.Last = s.lastGood(a, *snap)
	return m
}

// lockView is the lock on a snapshot, or nil.
func (s *Server) lockView(a asked, snapshotID string) *views.LockView {
	lock, locked := s.Board.Lock(snapshotID, a.view.LabelsOf(snapshotID), a.now)
	if !locked {
		return nil
	}
	v := &views.LockView{Reason: named(lock.Reason, "no reason was given")}
	if !lock.Until.IsZero() {
		until := a.moment(lock.Until)
		a.lasts.endBy(lock.Until)
		a.lasts.endBy(nextYear(a.now.In(a.zone)))
		v.Until, v.Day = &until, lastDay(lock.Until.In(a.zone), a.now.In(a.zone))
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

// lastGood reports whether a snapshot is the only good one, that is to stay, of a volume that it may
// have come from.
func (s *Server) lastGood(a asked, snap inventory.Snapshot) bool {
	return len(s.lastGoodOf(a, snap, func(string) bool { return false })) > 0
}

// lastGoodOf are the volumes of which a snapshot is the last good one when some others go too.
func (s *Server) lastGoodOf(a asked, snap inventory.Snapshot, goes func(id string) bool) []string {
	return operation.LastGoodOf(a.view, a.inferred(), snap, func(id string) bool {
		_, leaving := s.Board.Deletion(id)
		return leaving || goes(id)
	})
}
