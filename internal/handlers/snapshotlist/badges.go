package snapshotlist

import (
	"time"

	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/texts"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/views"
)

// BadgesOf returns the badges for what protects a snapshot or will delete it, cheaply enough for every row of a list.
func (s *List) BadgesOf(req web.Request, snap *inventory.Snapshot) views.SnapshotBadges {
	m := views.SnapshotBadges{Name: texts.DisplayName(snap.Name, snap.ID), Lock: s.LockView(req, snap.ID)}
	if op, open := s.Operations.Deletion(snap.ID); open {
		m.Deletion = paths.OperationHref(op.ID)
		if op.Planned() {
			m.DeletedAt = new(req.Due(op.NotBefore))
		}
		return m
	}
	m.OnlyGoodCopy = snap.Metadata.State == inventory.StateAvailable && s.IsOnlyGoodCopy(req, *snap) // a snapshot in progress is no copy yet
	m.Unproven = !req.View.Source(snap.ID).Known()
	return m
}

// LockView returns the lock of a snapshot, or nil.
func (s *List) LockView(req web.Request, snapshotID string) *views.LockView {
	lock, locked := s.Operations.Lock(snapshotID, req.View.LabelsOf(snapshotID), req.Now)
	if !locked {
		return nil
	}
	v := &views.LockView{Reason: texts.DisplayName(lock.Reason, "no reason was given"), By: lock.By}
	if !lock.Until.IsZero() {
		req.Expiry.Limit(lock.Until)
		req.Expiry.Limit(nextYear(req.Now.In(req.Zone)))
		v.Until, v.Day = new(req.Due(lock.Until)), lastDay(lock.Until.In(req.Zone), req.Now.In(req.Zone))
	}
	return v
}

// lastDay returns the last day of a lock, with the year if it is another one.
func lastDay(until, now time.Time) string {
	last := until.Add(-time.Second) // a lock lasts to the end of its day
	if last.Year() == now.Year() {
		return last.Format("2 Jan")
	}
	return last.Format("2 Jan 2006")
}

// nextYear returns when lastDay starts to add the year to other days.
func nextYear(now time.Time) time.Time {
	return time.Date(now.Year()+1, time.January, 1, 0, 0, 0, 0, now.Location())
}

// IsOnlyGoodCopy reports whether a snapshot is the only remaining good one of a volume that it may have come from.
func (s *List) IsOnlyGoodCopy(req web.Request, snap inventory.Snapshot) bool {
	return len(s.Remaining(req, func(string) bool { return false }).LosingLast(snap)) > 0
}

// Remaining returns the good snapshots that stay when some others are deleted too.
func (s *List) Remaining(req web.Request, goes func(id string) bool) *operation.RemainingCopies {
	return operation.NewRemainingCopies(req.View, func(id string) bool {
		_, leaving := s.Operations.Deletion(id)
		return leaving || goes(id)
	})
}
