package operation

import (
	"context"
	"errors"

	"snapdeck/internal/inventory"
)

// labelVolumeSpec is the spec of the kind that writes labels of a volume, such as its target. Labels change at
// once, without a request, and do not make a data center BUSY.
func labelVolumeSpec() kindSpec {
	return kindSpec{
		messages: labelSnapshotMessages(LabelVolume), ownLane: true, single: true,
		send: (*Engine).sendVolumeLabels, applied: (*Engine).isVolumeLabelled, verify: (*Engine).verifyTargetState, poll: (*Engine).pollTargetState,
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

// labelWriter writes the labels of one resource.
type labelWriter struct {
	set    func(key, value string) error
	remove func(key string) error
}

func writeEach(changes []LabelChange, w labelWriter) error {
	for _, c := range changes {
		var err error
		if c.Remove {
			err = w.remove(c.Key)
		} else {
			err = w.set(c.Key, c.Value)
		}
		if c.Remove && errors.Is(err, inventory.ErrNotFound) {
			continue // the label or the resource is gone; verification decides
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func matchTargetState(labels map[string]string, changes []LabelChange) bool {
	for _, c := range changes {
		value, exists := labels[c.Key]
		if exists == c.Remove || !c.Remove && value != c.Value {
			return false
		}
	}
	return true
}
