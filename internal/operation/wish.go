package operation

import (
	"context"
	"fmt"
	"strconv"

	"snapdeck/internal/inventory"
)

// Recorded are the operations that a wish became. Batch is empty when it became one alone.
type Recorded struct {
	Batch string
	Ops   []Operation
}

// SnapshotWish names a snapshot that something is to be done to. The same key gives the same operation.
type SnapshotWish struct{ Key, SnapshotID string }

// EditWish is what the fields of a snapshot are to become.
type EditWish struct {
	Key, SnapshotID string
	Changes         []FieldChange
}

// LabelWish is what the labels of a snapshot are to become.
type LabelWish struct {
	Key, SnapshotID string
	Changes         []LabelChange
}

// EditSnapshots records that fields of snapshots are to be changed, all or none.
func (e *Engine) EditSnapshots(ctx context.Context, wishes []EditWish, by Person) (Recorded, error) {
	var ops []Operation
	for _, w := range wishes {
		op := e.onSnapshot(EditSnapshot, w.Key, w.SnapshotID, by)
		op.Task.Changes = w.Changes
		ops = append(ops, op)
	}
	return e.recordAll(ctx, ops)
}

// LabelSnapshots records that labels of snapshots are to be set or removed, all or none.
func (e *Engine) LabelSnapshots(ctx context.Context, wishes []LabelWish, by Person) (Recorded, error) {
	var ops []Operation
	for _, w := range wishes {
		op := e.onSnapshot(LabelSnapshot, w.Key, w.SnapshotID, by)
		op.Task.Labels = w.Changes
		ops = append(ops, e.saidOf(op))
	}
	return e.recordAll(ctx, ops)
}

// LockSnapshots records that snapshots are locked. It binds from now on, whatever becomes of
// the labels.
func (e *Engine) LockSnapshots(ctx context.Context, wishes []SnapshotWish, lock Lock, by Person) (Recorded, error) {
	var ops []Operation
	for _, w := range wishes {
		op := e.onSnapshot(LockSnapshot, w.Key, w.SnapshotID, by)
		op.Task.Lock, op.Task.Labels = &lock, lock.LabelChanges()
		ops = append(ops, op)
	}
	return e.recordAll(ctx, ops)
}

// UnlockSnapshots records that snapshots are no longer to be locked. They are free when their
// labels are gone.
func (e *Engine) UnlockSnapshots(ctx context.Context, wishes []SnapshotWish, by Person) (Recorded, error) {
	var ops []Operation
	for _, w := range wishes {
		op := e.onSnapshot(UnlockSnapshot, w.Key, w.SnapshotID, by)
		op.Task.Labels = unlocking()
		ops = append(ops, op)
	}
	return e.recordAll(ctx, ops)
}

// DeleteSnapshots records that snapshots are to be deleted when the time for undoing it is
// over, and failed ones at once. One whose deletion another form has asked for already is not
// asked for again.
func (e *Engine) DeleteSnapshots(ctx context.Context, wishes []SnapshotWish, by Person) (Recorded, error) {
	open, err := e.openDeletions(ctx, wishes)
	if err != nil {
		return Recorded{}, err
	}
	var ops, already []Operation
	for _, w := range wishes {
		if op, is := open[w.SnapshotID]; is && op.Key != w.Key {
			already = append(already, op)
			continue
		}
		op := e.onSnapshot(DeleteSnapshot, w.Key, w.SnapshotID, by)
		if s, found := e.sky.View().Snapshot(w.SnapshotID); (!found || s.Metadata.State != inventory.StateFailed) && e.timing.Undo > 0 {
			op.NotBefore = op.CreatedAt.Add(e.timing.Undo)
		}
		ops = append(ops, op)
	}
	if len(ops) == 0 {
		return Recorded{Ops: already}, nil
	}
	return e.recordAll(ctx, ops)
}

// openDeletions are the deletions of the snapshots that have not ended, by their snapshot.
func (e *Engine) openDeletions(ctx context.Context, wishes []SnapshotWish) (map[string]Operation, error) {
	ids := make([]string, 0, len(wishes))
	for _, w := range wishes {
		ids = append(ids, w.SnapshotID)
	}
	unsettled, err := e.ledger.UnsettledOn(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("look for open deletions: %w", err)
	}
	open := map[string]Operation{}
	for _, op := range unsettled {
		if op.Kind == DeleteSnapshot && !op.State.Final() {
			open[op.SnapshotID] = op
		}
	}
	return open, nil
}

// blank is an operation of a kind that is about to be recorded.
func (e *Engine) blank(kind Kind, key string, by Person) Operation {
	now := e.now()
	return Operation{
		ID: e.newID(), Key: key, Kind: kind, State: Queued, Actor: by.Name, ActorAddr: by.Addr,
		CreatedAt: now, UpdatedAt: now, Stages: []Stage{{State: Queued, At: now}},
	}
}

// onSnapshot is an operation on a snapshot, with the names of where it came from, if that is known.
func (e *Engine) onSnapshot(kind Kind, key, snapshotID string, by Person) Operation {
	op, view := e.blank(kind, key, by), e.sky.View()
	s, _ := view.Snapshot(snapshotID)
	op.SnapshotID, op.Create.Name, op.Location, op.SizeGB = snapshotID, s.Name, s.Location, s.SizeGB
	source := view.Source(snapshotID)
	op.VolumeID, op.DatacenterID = source.VolumeID, source.DatacenterID
	if vol, found := view.Volume(source.VolumeID); found {
		op.VolumeName, op.DatacenterID = vol.Name, vol.DatacenterID
	}
	dc, _ := view.Datacenter(op.DatacenterID)
	op.DatacenterName = dc.Name
	return op
}

// onVolume is an operation on a volume, or in a data center when volumeID is empty.
func (e *Engine) onVolume(kind Kind, key, datacenterID, volumeID string, by Person) Operation {
	op, view := e.blank(kind, key, by), e.sky.View()
	dc, _ := view.Datacenter(datacenterID)
	vol, _ := view.Volume(volumeID)
	op.DatacenterID, op.DatacenterName, op.Location = datacenterID, dc.Name, dc.Location
	op.VolumeID, op.VolumeName, op.SizeGB = volumeID, vol.Name, vol.SizeGB
	return op
}

// recordAll stores operations as one batch, all or none; one alone is none.
func (e *Engine) recordAll(ctx context.Context, ops []Operation) (Recorded, error) {
	if len(ops) == 0 {
		return Recorded{}, fmt.Errorf("record a wish: %w", errEmptyBatch)
	}
	if len(ops) > 1 {
		batch := e.newID()
		for i := range ops {
			ops[i].Batch = batch
		}
	}
	stored, err := e.ledger.RecordAll(ctx, ops)
	if err != nil {
		return Recorded{}, fmt.Errorf("record %d operations: %w", len(ops), err)
	}
	for i, op := range stored {
		if op.ID == ops[i].ID {
			e.changed(op)
		}
	}
	return Recorded{Batch: stored[0].Batch, Ops: stored}, nil
}

func numbered(key string, n int) string { return key + "/" + strconv.Itoa(n) }
