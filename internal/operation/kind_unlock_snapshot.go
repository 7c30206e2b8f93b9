package operation

// UnlockSnapshot takes the lock off a snapshot.
const UnlockSnapshot Kind = "unlock-snapshot"

func unlockSnapshot() Spec {
	m := labelMessages()
	m.sending, m.done = "Removing the lock from the snapshot.", "Snapshot unlocked."
	m.refused = "The snapshot stays locked."
	s := snapshotLabels(UnlockSnapshot, m)
	s.Words = Words{
		Label: "Unlock snapshot", Audit: "Unlock snapshot", Running: "Unlocking", Done: "Unlocked", NotDone: "Cancelled",
		Succeeded: "is unlocked", Failed: "could not be unlocked", Noun: "lock to remove", Nouns: "locks to remove",
		Batch: doneWords(),
	}
	s.Icon = "unlock"
	s.Right, s.afterBackup = RightMaintain, cancelAfterBackup
	return s
}

// Unlocking is the request to unlock a snapshot, which is effective when its labels are gone.
func Unlocking(snapshotID string) Request {
	return Request{Kind: UnlockSnapshot, SnapshotID: snapshotID, Task: Task{Labels: unlockChanges()}}
}
