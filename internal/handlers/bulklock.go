package handlers

import (
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/views"
)

// bulkLock locks what is not locked yet.
func (s *Server) bulkLock(f bulkForm) bulkPlan {
	fields := views.LockFields{Reason: f.values.Get("reason"), Until: f.values.Get("until")}
	var free []inventory.Snapshot
	for _, snap := range f.snapshots {
		if lock := s.lockView(f.pageRequest, snap.ID); lock != nil {
			f.skip(snap, lockText(*lock)+" It stays so.")
			continue
		}
		free = append(free, snap)
	}
	r := s.lockReview(f, "Lock ", free)
	r.Lock = &fields
	lock, field, reason := parseLock(fields.Reason, fields.Until, s.Zone, f.now)
	if f.recording && reason != "" {
		r.Errors[field] = reason
	}
	plan := bulkPlan{review: r, invalid: len(r.Errors) > 0, skipped: f.skipped}
	for _, snap := range free {
		plan.requests = append(plan.requests, operation.Locking(snap.ID, lock))
	}
	return plan
}

// bulkUnlock takes the lock off what is locked.
func (s *Server) bulkUnlock(f bulkForm) bulkPlan {
	var locked []inventory.Snapshot
	for _, snap := range f.snapshots {
		if s.lockView(f.pageRequest, snap.ID) == nil {
			f.skip(snap, "It is not locked.")
			continue
		}
		locked = append(locked, snap)
	}
	r := s.lockReview(f, "Unlock ", locked)
	r.Effect = "Lock"
	for i, snap := range locked {
		r.Rows[i].Effects = []string{lockText(*s.lockView(f.pageRequest, snap.ID))}
	}
	r.Notes = []string{"They can be deleted again as soon as their labels are gone. The audit log shows who unlocked them."}
	plan := bulkPlan{review: r, skipped: f.skipped}
	for _, snap := range locked {
		plan.requests = append(plan.requests, operation.Unlocking(snap.ID))
	}
	return plan
}

func (s *Server) lockReview(f bulkForm, verb string, snaps []inventory.Snapshot) views.SnapshotReview {
	gb := gbOfSnapshots(snaps)
	r := views.SnapshotReview{
		Title: verb + snapshotCountText(len(snaps)), Errors: map[string]string{},
		Facts: []views.Fact{{Label: "Snapshots", Text: views.Count(len(snaps))}, {Label: "Size", Text: views.GB(gb), Title: views.Bytes(gb)}},
	}
	for _, snap := range snaps {
		r.Rows = append(r.Rows, s.bulkRow(f, snap))
	}
	if len(snaps) > 0 {
		r.Button = r.Title
	}
	return r
}
