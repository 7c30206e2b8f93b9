package operation

import (
	"context"
	"errors"
	"slices"

	"snapdeck/internal/inventory"
)

// LabelSnapshot sets or removes labels of a snapshot.
const LabelSnapshot Kind = "label-snapshot"

func labelSnapshot() Spec {
	s := snapshotLabels(LabelSnapshot, labelMessages())
	s.Words = Words{
		Label: "Label snapshot", Audit: "Label snapshot", Running: "Labelling", Done: "Labelled", NotDone: "Cancelled",
		Succeeded: "has its labels", Failed: "could not be labelled", Noun: "snapshot to label", Nouns: "snapshots to label",
		Batch: doneWords(),
	}
	s.single, s.maintains, s.refuses = true, writesOwnLabels, refusesSource
	return s
}

// snapshotLabels holds what all kinds have in common that write labels of a snapshot. Labels change at once,
// without a request, so only the labels themselves prove the outcome.
func snapshotLabels(k Kind, m messages) Spec {
	return Spec{
		Kind: k, Icon: "tag", Target: TargetSnapshot, Changes: []inventory.Resource{inventory.ResourceLabels},
		Right: RightOperate, messages: m, afterBackup: verifyAfterBackup,
		precheck: noPrecheck, send: (*Engine).sendLabels,
		applied: (*Engine).isLabelled, verify: (*Engine).verifyTargetState, resolve: (*Engine).resolveByTargetState, poll: (*Engine).pollTargetState,
	}
}

// writesOwnLabels reports whether an operation writes Snapdeck's own labels, such as the source of a snapshot.
func writesOwnLabels(op Operation) bool {
	return slices.ContainsFunc(op.Task.Labels, func(l LabelChange) bool { return inventory.OwnLabel(l.Key) })
}

// refusesSource refuses a source that the snapshot cannot come from.
func refusesSource(view *inventory.View, op Operation) string {
	vol, exists := view.Volume(op.VolumeID)
	snap, found := view.Snapshot(op.SnapshotID)
	if !op.SetsSource() || !exists || !found {
		return ""
	}
	return SourceProblem(view, vol, snap).Text
}

// Labelling is the request to set or remove labels of a snapshot.
func Labelling(snapshotID string, changes []LabelChange) Request {
	return Request{Kind: LabelSnapshot, SnapshotID: snapshotID, Task: Task{Labels: changes}}
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
