package operation

import (
	"context"

	"snapdeck/internal/inventory"
)

// VolumeWish is a volume that is to be made from a snapshot, and attached to a server if one
// is named.
type VolumeWish struct {
	Key, SnapshotID, DatacenterID string
	Volume                        NewVolume
	Server                        *ServerRef
}

// CreateVolume records that a volume is to be made from a snapshot, before anything is asked
// of the cloud. The same key gives the same operations.
func (e *Engine) CreateVolume(ctx context.Context, w VolumeWish, by Person) (Recorded, error) {
	op := e.onVolume(CreateVolume, w.Key, w.DatacenterID, "", by)
	s, _ := e.sky.View().Snapshot(w.SnapshotID)
	op.SnapshotID, op.Create.Name = w.SnapshotID, s.Name
	op.VolumeName, op.SizeGB, op.Task.Volume = w.Volume.Name, w.Volume.SizeGB, &w.Volume
	if w.Server == nil {
		return e.recordAll(ctx, []Operation{op})
	}
	attach := e.onVolume(AttachVolume, numbered(w.Key, 2), w.DatacenterID, "", by)
	attach.VolumeName, attach.SizeGB, attach.Task.Server, attach.Task.After = w.Volume.Name, w.Volume.SizeGB, w.Server, op.ID
	return e.recordAll(ctx, []Operation{op, attach})
}

// RestorePair is a volume that is to be overwritten, and with what.
type RestorePair struct{ SnapshotID, VolumeID string }

// RestoreWish is one volume, or the volumes of a server, that are to be overwritten together.
type RestoreWish struct {
	Key, DatacenterID string
	Pairs             []RestorePair
	Stop              *ServerRef // to be powered off before; nil: none
	Start             *ServerRef // to be started afterwards; nil: none
	// Safety names the snapshot that is taken of each volume before; an empty name takes none.
	Safety func(inventory.Volume) string
}

// RestoreVolumes records all the steps of a restore at once, before anything is asked of the
// cloud: the server is stopped, safety snapshots are taken, the volumes are overwritten, the
// server is started. Each step begins only when the one before it is done, so that nothing
// is overwritten before its safety snapshot is available. The last start is also done when
// nothing was overwritten. The same key gives the same operations.
func (e *Engine) RestoreVolumes(ctx context.Context, w RestoreWish, by Person) (Recorded, error) {
	var ops []Operation
	add := func(op Operation) {
		if len(ops) > 0 {
			op.Task.After = ops[len(ops)-1].ID
		}
		ops = append(ops, op)
	}
	key := func() string { return numbered(w.Key, len(ops)+1) }
	if w.Stop != nil {
		op := e.onVolume(StopServer, key(), w.DatacenterID, "", by)
		op.Task.Server = w.Stop
		add(op)
	}
	view := e.sky.View()
	for _, pair := range w.Pairs {
		vol, _ := view.Volume(pair.VolumeID)
		if name := w.Safety(vol); name != "" {
			op := e.onVolume(CreateSnapshot, key(), w.DatacenterID, pair.VolumeID, by)
			op.Create = CreateParams{Name: name, Description: safetyNote}
			add(op)
		}
	}
	for _, pair := range w.Pairs {
		op := e.onVolume(RestoreVolume, key(), w.DatacenterID, pair.VolumeID, by)
		s, _ := view.Snapshot(pair.SnapshotID)
		op.SnapshotID, op.Create.Name = pair.SnapshotID, s.Name
		add(op)
	}
	if w.Start != nil {
		op := e.onVolume(StartServer, key(), w.DatacenterID, "", by)
		op.Task.Server, op.Task.Anyway = w.Start, true
		add(op)
	}
	return e.recordAll(ctx, ops)
}

// safetyNote is the description of a safety snapshot.
const safetyNote = "Safety snapshot, taken before the volume was overwritten."

// SafetyOf is the safety snapshot that was taken before a restore, out of its batch.
func SafetyOf(restore Operation, batch []Operation) (Operation, bool) {
	for _, op := range batch {
		if op.Kind == CreateSnapshot && op.VolumeID == restore.VolumeID && op.State == Done && op.SnapshotID != "" {
			return op, true
		}
	}
	return Operation{}, false
}
