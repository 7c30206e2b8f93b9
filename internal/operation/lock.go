package operation

import (
	"context"
	"fmt"
	"strings"
	"time"

	"snapdeck/internal/foreign"
	"snapdeck/internal/inventory"
)

const endlessLock = "open"

// Problem returns the wrong field of a lock, "reason" or "until", with a sentence, or "".
func (l Lock) Problem(now time.Time) (field, problem string) {
	switch {
	case !foreign.Visible(l.Reason):
		return "reason", "Enter a reason for the lock."
	case len([]rune(l.Reason)) > maxLabel:
		return "reason", fmt.Sprintf("The reason has more than %d characters.", maxLabel)
	case l.Over(now):
		return "until", "The end of the lock is in the past."
	default:
		return "", ""
	}
}

// LabelChanges are the labels that store the lock in IONOS Cloud, where it survives the loss of the database.
func (l Lock) LabelChanges() []LabelChange {
	until := endlessLock
	if !l.Until.IsZero() {
		until = l.Until.UTC().Format(lockDateFormat)
	}
	return []LabelChange{{Key: inventory.LabelLock, Value: until}, {Key: inventory.LabelLockReason, Value: truncate(l.Reason, maxLabel)}}
}

// lockDateFormat is the format of a lock's end in its label: to the second, without a colon.
const lockDateFormat = "2006-01-02T150405Z"

func unlockChanges() []LabelChange {
	return []LabelChange{{Key: inventory.LabelLock, Remove: true}, {Key: inventory.LabelLockReason, Remove: true}}
}

func lockFromLabels(labels []inventory.Label) (lock Lock, found bool) {
	for _, l := range labels {
		switch l.Key {
		case inventory.LabelLock:
			found = true
			lock.Until, _ = time.Parse(lockDateFormat, l.Value) // an unreadable date means no end
		case inventory.LabelLockReason:
			lock.Reason = l.Value
		}
	}
	return lock, found
}

// EffectiveLock returns the lock of a snapshot, if it is locked: by the newest lock or unlock requested here,
// or by its labels, whoever wrote them. A lock requested here is effective from the click on; an unlocked
// snapshot is free when the labels are gone.
func EffectiveLock(newest *Operation, labels []inventory.Label, now time.Time) (Lock, bool) {
	if newest != nil && newest.Kind == LockSnapshot && newest.State != Cancelled && newest.Task.Lock != nil && !newest.Task.Lock.Over(now) {
		lock := *newest.Task.Lock
		lock.By = newest.Actor
		return lock, true
	}
	lock, found := lockFromLabels(labels)
	return lock, found && !lock.Over(now)
}

// lockForbids forbids changes of locked snapshots, by the ledger or by the current labels.
func (e *Engine) lockForbids(ctx context.Context, op Operation, found *evidence) (string, error) {
	page, _, err := e.ledger.List(ctx, Filter{SnapshotID: op.SnapshotID, Kinds: []Kind{LockSnapshot, UnlockSnapshot}, Limit: 1})
	if err != nil {
		return "", fmt.Errorf("look for a lock on snapshot %s: %w", op.SnapshotID, err)
	}
	var newest *Operation
	if len(page) > 0 {
		newest = &page[0]
	}
	labels := make([]inventory.Label, 0, len(found.labels))
	for key, value := range found.labels {
		labels = append(labels, inventory.Label{Key: key, Value: value})
	}
	lock, locked := EffectiveLock(newest, labels, e.now())
	if !locked {
		return "", nil
	}
	if lock.Reason == "" {
		return "The snapshot is locked, without a reason.", nil
	}
	return "The snapshot is locked: " + strings.TrimRight(lock.Reason, ".") + ".", nil
}
