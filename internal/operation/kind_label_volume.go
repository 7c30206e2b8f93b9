package operation

import (
	"context"
	"errors"

	"snapdeck/internal/inventory"
)

// LabelVolume sets or removes labels of a volume, such as its target.
const LabelVolume Kind = "label-volume"

// labelVolume writes labels, which change at once, without a request, and do not make a data center BUSY.
func labelVolume() Spec {
	return Spec{
		Kind: LabelVolume,
		Words: Words{
			Label: "Label volume", Audit: "Label volume", Running: "Labelling", Done: "Labelled", NotDone: "Cancelled",
			Succeeded: "has its labels", Failed: "could not be labelled", Noun: "volume to label", Nouns: "volumes to label",
			Batch: doneWords(),
		},
		Icon: "tag", Target: TargetVolume, Changes: []inventory.Resource{inventory.ResourceLabels},
		Right: RightMaintain, messages: labelMessages(), afterBackup: verifyAfterBackup,
		ownLane: true, single: true,
		precheck: noPrecheck, send: (*Engine).sendVolumeLabels,
		applied: (*Engine).isVolumeLabelled, verify: (*Engine).verifyTargetState, resolve: (*Engine).resolveByTargetState, poll: (*Engine).pollTargetState,
	}
}

// LabellingVolume is the request to set or remove labels of a volume.
func LabellingVolume(datacenterID, volumeID string, changes []LabelChange) Request {
	return Request{Kind: LabelVolume, DatacenterID: datacenterID, VolumeID: volumeID, Task: Task{Labels: changes}}
}

// sendVolumeLabels writes and removes the labels one by one. It is idempotent.
func (e *Engine) sendVolumeLabels(ctx context.Context, op Operation) (Receipt, error) {
	return Receipt{}, writeEach(op.Task.Labels, labelWriter{
		set: func(key, value string) error {
			return e.cloud.SetVolumeLabel(ctx, op.DatacenterID, op.VolumeID, key, value)
		},
		remove: func(key string) error { return e.cloud.RemoveVolumeLabel(ctx, op.DatacenterID, op.VolumeID, key) },
	})
}

// isVolumeLabelled reports whether the volume exists and has the requested labels.
func (e *Engine) isVolumeLabelled(ctx context.Context, op Operation) (bool, error) {
	labels, err := e.cloud.VolumeLabels(ctx, op.DatacenterID, op.VolumeID)
	if errors.Is(err, inventory.ErrNotFound) {
		return false, nil
	}
	return err == nil && matchTargetState(labels, op.Task.Labels), err
}
