package operation

import (
	"context"
	"fmt"
	"time"

	"snapdeck/internal/inventory"
)

// Locked is the kind of failure of a deletion of a snapshot that is locked.
const Locked = "locked"

// Kept reports whether a lock kept the snapshot from the deletion.
func (o Operation) Kept() bool {
	return o.Kind == DeleteSnapshot && o.State == Failed && o.Failure != nil && o.Failure.Kind == Locked
}

// openLock is what the label of a lock without an end says.
const openLock = "open"

// LabelChanges are the labels that carry the lock into the cloud, so that it is not lost with
// the database.
func (l Lock) LabelChanges() []LabelChange {
	until := openLock
	if !l.Until.IsZero() {
		until = l.Until.UTC().Format(lockDate)
	}
	return []LabelChange{{Key: inventory.LabelLock, Value: until}, {Key: inventory.LabelLockReason, Value: cutRunes(l.Reason, maxLabel)}}
}

// lockDate is how the end of a lock stands in its label: to the second, without a colon.
const lockDate = "2006-01-02T150405Z"

// unlocking are the changes that take the lock's labels off.
func unlocking() []LabelChange {
	return []LabelChange{{Key: inventory.LabelLock, Remove: true}, {Key: inventory.LabelLockReason, Remove: true}}
}

// lockIn reads a lock from the labels of a snapshot.
func lockIn(labels []inventory.Label) (lock Lock, found bool) {
	for _, l := range labels {
		switch l.Key {
		case inventory.LabelLock:
			found = true
			lock.Until, _ = time.Parse(lockDate, l.Value) // what cannot be read has no end
		case inventory.LabelLockReason:
			lock.Reason = l.Value
		}
	}
	return lock, found
}

// LockOn tells whether a snapshot is locked: by the newest lock or unlock that was asked for
// here, or by its labels. What was locked here binds from the click on; what was unlocked is
// free when the labels are gone.
func LockOn(newest *Operation, labels []inventory.Label, now time.Time) (Lock, bool) {
	if newest != nil && newest.Kind == LockSnapshot && newest.State != Cancelled && newest.Task.Lock != nil {
		return *newest.Task.Lock, !newest.Task.Lock.Over(now)
	}
	lock, found := lockIn(labels)
	return lock, found && !lock.Over(now)
}

// lockOn asks the ledger and the mirror.
func (e *Engine) lockOn(ctx context.Context, snapshotID string) (Lock, bool, error) {
	page, _, err := e.ledger.List(ctx, Filter{SnapshotID: snapshotID, Kinds: []Kind{LockSnapshot, UnlockSnapshot}, Limit: 1})
	if err != nil {
		return Lock{}, false, fmt.Errorf("look for a lock on snapshot %s: %w", snapshotID, err)
	}
	var newest *Operation
	if len(page) > 0 {
		newest = &page[0]
	}
	lock, locked := LockOn(newest, e.sky.View().LabelsOf(snapshotID), e.now())
	return lock, locked, nil
}

// checkDelete keeps what is locked.
func (e *Engine) checkDelete(ctx context.Context, op Operation) (verdict, error) {
	lock, locked, err := e.lockOn(ctx, op.SnapshotID)
	if err != nil || !locked {
		return verdict{}, err
	}
	return verdict{failure: &Failure{Kind: Locked, Text: "The snapshot is locked, so it was kept. Reason: " + lock.Reason}}, nil
}
