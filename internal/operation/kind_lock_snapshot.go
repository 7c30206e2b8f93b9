package operation

import (
	"cmp"

	"snapdeck/internal/inventory"
)

// LockSnapshot locks a snapshot against deletion.
const LockSnapshot Kind = "lock-snapshot"

func lockSnapshot() Spec {
	m := labelMessages()
	m.sending, m.done = "Writing the lock onto the snapshot.", "Snapshot locked."
	m.refused = "Snapdeck keeps the snapshot locked anyway, but other tools cannot see the lock."
	s := snapshotLabels(LockSnapshot, m)
	s.Words = Words{
		Label: "Lock snapshot", Audit: "Lock snapshot", Running: "Locking", Done: "Locked", NotDone: "Cancelled",
		Succeeded: "is locked", Failed: "could not be labelled as locked", Noun: "lock", Nouns: "locks",
		Batch: doneWords(),
	}
	s.Icon = "lock"
	s.refuses = refusesLock
	return s
}

// refusesLock refuses a lock without a reason, or one that has ended.
func refusesLock(_ *inventory.View, op Operation) string {
	_, problem := cmp.Or(op.Task.Lock, &Lock{}).Problem(op.CreatedAt)
	return problem
}

// Locking is the request to lock a snapshot. The lock is effective from the click on, whatever happens to the
// labels.
func Locking(snapshotID string, lock Lock) Request {
	return Request{Kind: LockSnapshot, SnapshotID: snapshotID, Task: Task{Lock: &lock, Labels: lock.LabelChanges()}}
}
