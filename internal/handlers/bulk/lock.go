package bulk

import (
	"snapdeck/internal/handlers/resource"
	"snapdeck/internal/handlers/texts"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/quantity"
	"snapdeck/internal/views"
	"snapdeck/internal/views/ui"
)

// bulkLock locks the snapshots that are not locked yet.
func (s *Handlers) bulkLock(f bulkForm) bulkPlan {
	fields := views.LockFields{Reason: f.values.Get("reason"), Until: f.values.Get("until")}
	var free []inventory.Snapshot
	for _, snap := range f.snapshots {
		if lock := s.list.LockView(f.Request, snap.ID); lock != nil {
			f.skip(snap, operation.Obstacle{Code: operation.CauseLocked, Text: lockText(*lock) + " It stays so."})
			continue
		}
		free = append(free, snap)
	}
	r := s.lockReview(f, "Lock ", free)
	r.Lock = &fields
	lock, field, reason := resource.ParseLock(fields.Reason, fields.Until, s.Zone, f.Now)
	if f.recording && reason != "" {
		r.Errors[field] = reason
	}
	plan := bulkPlan{review: r, invalid: len(r.Errors) > 0, skipped: f.skipped}
	for _, snap := range free {
		plan.requests = append(plan.requests, operation.Locking(snap.ID, lock))
	}
	return plan
}

// bulkUnlock unlocks the snapshots that are locked.
func (s *Handlers) bulkUnlock(f bulkForm) bulkPlan {
	var locked []inventory.Snapshot
	for _, snap := range f.snapshots {
		if s.list.LockView(f.Request, snap.ID) == nil {
			f.skip(snap, operation.Obstacle{Code: operation.ObstacleNotLocked, Text: "It is not locked."})
			continue
		}
		locked = append(locked, snap)
	}
	r := s.lockReview(f, "Unlock ", locked)
	r.Effect = "Lock"
	for i, snap := range locked {
		r.Rows[i].Effects = []string{lockText(*s.list.LockView(f.Request, snap.ID))}
	}
	r.Notes = []string{"They can be deleted as soon as their lock labels are removed. The audit log shows who unlocked them."}
	plan := bulkPlan{review: r, skipped: f.skipped}
	for _, snap := range locked {
		plan.requests = append(plan.requests, operation.Unlocking(snap.ID))
	}
	return plan
}

func (s *Handlers) lockReview(f bulkForm, verb string, snaps []inventory.Snapshot) views.SnapshotReview {
	r := views.SnapshotReview{
		Title: verb + texts.SnapshotCountText(len(snaps)), Errors: map[string]string{},
		Facts: []ui.Fact{{Label: "Snapshots", Text: quantity.Count(len(snaps))}, sizeFact("Size", snaps)},
	}
	for _, snap := range snaps {
		r.Rows = append(r.Rows, s.bulkRow(f, snap))
	}
	if len(snaps) > 0 {
		r.Button = r.Title
	}
	return r
}
