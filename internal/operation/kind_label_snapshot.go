package operation

import (
	"context"
	"errors"
	"strings"

	"snapdeck/internal/inventory"
)

// labelSnapshotSpec is the spec of the kinds that write labels of a snapshot. Labels change at once, without a
// request, so only the labels themselves prove the outcome.
func labelSnapshotSpec(k Kind) kindSpec {
	return kindSpec{
		messages: labelSnapshotMessages(k), onSnapshot: true, single: k == LabelSnapshot,
		send: (*Engine).sendLabels, applied: (*Engine).isLabelled, verify: (*Engine).verifyTargetState, poll: (*Engine).pollTargetState,
	}
}

func labelSnapshotMessages(k Kind) messages {
	p := messages{
		sending:       "Writing the labels.",
		running:       "IONOS Cloud writes the labels.",
		done:          "Labels updated.",
		refused:       "Labels that were written before the refusal are changed. Check them before you try again.",
		retrying:      "The labels are not written yet. Snapdeck retries automatically.",
		answerLost:    "The labels may be written. Snapdeck checks them before it retries.",
		notConfirmed:  "IONOS Cloud never confirmed the labels, and they were not written. Snapdeck stopped retrying.",
		notApplied:    "The labels have other values. Another user or tool may have changed them since.",
		requestFailed: "The labels were not changed.",
		unknown:       "Snapdeck could not determine whether the labels were changed. Check them before you try again.",
	}
	switch k {
	case LockSnapshot:
		p.sending, p.done = "Writing the lock onto the snapshot.", "Snapshot locked."
		p.refused = "Snapdeck keeps the snapshot locked anyway, but other tools cannot see the lock."
	case UnlockSnapshot:
		p.sending, p.done = "Taking the lock off the snapshot.", "The lock is off the snapshot."
		p.refused = "The snapshot stays locked."
	}
	return p
}

// maxLabel is the maximal length of a label's key or value in characters. It is Snapdeck's own; the API
// publishes no limit.
const maxLabel = 63

// Clean trims a change and returns a sentence about its problem, or "".
func (c LabelChange) Clean() (LabelChange, string) {
	c.Key, c.Value = strings.TrimSpace(c.Key), strings.TrimSpace(c.Value)
	switch {
	case c.Key == "":
		return c, "Give the label a key."
	case inventory.OwnLabel(c.Key):
		return c, "Keys that begin with " + inventory.OwnLabels + " are Snapdeck's own."
	case strings.ContainsAny(c.Key, "/?#%:"):
		return c, "A key cannot have any of / ? # % : in it."
	}
	if reason := checkText(c.Key, maxLabel, false); reason != "" {
		return c, "The key " + reason
	}
	if c.Remove {
		return c, ""
	}
	if c.Value == "" {
		return c, "Give the label a value."
	}
	if reason := checkText(c.Value, maxLabel, false); reason != "" {
		return c, "The value " + reason
	}
	return c, ""
}

// sendLabels writes and removes the labels one by one. It is idempotent.
func (e *Engine) sendLabels(ctx context.Context, op Operation) (Receipt, error) {
	err := writeEach(op.Task.Labels, labelWriter{
		set:    func(key, value string) error { return e.cloud.SetSnapshotLabel(ctx, op.SnapshotID, key, value) },
		remove: func(key string) error { return e.cloud.RemoveSnapshotLabel(ctx, op.SnapshotID, key) },
	})
	if err != nil {
		return Receipt{}, err
	}
	return Receipt{SnapshotID: op.SnapshotID}, nil
}

// isLabelled reports whether the snapshot exists and has the requested labels.
func (e *Engine) isLabelled(ctx context.Context, op Operation) (bool, error) {
	labels, err := e.cloud.SnapshotLabels(ctx, op.SnapshotID)
	if errors.Is(err, inventory.ErrNotFound) {
		return false, nil
	}
	return err == nil && matchTargetState(labels, op.Task.Labels), err
}
