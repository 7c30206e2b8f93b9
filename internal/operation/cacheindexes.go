package operation

import (
	"slices"
)

// places are where the operations of a board are looked up that belong to one thing, so that a
// list can ask for each of its rows.
type places struct {
	onSnapshot, onVolume, after map[string][]*Operation
	open, openIn                map[string]int                   // whose state is not final, by who asked and by their batch
	inFlight                    map[string]struct{}              // the ids of those that are
	inLane                      map[string]map[string]*Operation // of a data center, by lane and id, whose state is not final
	byRequest                   map[string]int                   // how many know a request as their own, by its id
}

func newPlaces() places {
	return places{
		onSnapshot: map[string][]*Operation{}, onVolume: map[string][]*Operation{}, after: map[string][]*Operation{},
		open: map[string]int{}, openIn: map[string]int{}, inFlight: map[string]struct{}{},
		inLane: map[string]map[string]*Operation{}, byRequest: map[string]int{},
	}
}

func (p places) add(op *Operation) {
	p.each(op, func(all map[string][]*Operation, key string) { all[key] = append(all[key], op) })
	p.count(op, 1)
	if op.State.InFlight() {
		p.inFlight[op.ID] = struct{}{}
	}
	if op.State.Final() || op.Kind.OnSnapshot() {
		return
	}
	if lane := op.Lane(); p.inLane[lane] == nil {
		p.inLane[lane] = map[string]*Operation{op.ID: op}
	} else {
		p.inLane[lane][op.ID] = op
	}
}

func (p places) remove(op *Operation) {
	p.each(op, func(all map[string][]*Operation, key string) {
		all[key] = slices.DeleteFunc(all[key], func(other *Operation) bool { return other.ID == op.ID })
		if len(all[key]) == 0 {
			delete(all, key)
		}
	})
	p.count(op, -1)
	delete(p.inFlight, op.ID)
	if lane := op.Lane(); p.inLane[lane] != nil {
		if delete(p.inLane[lane], op.ID); len(p.inLane[lane]) == 0 {
			delete(p.inLane, lane)
		}
	}
}

// count adds to how many know a request and how many are open, n being 1 or -1.
func (p places) count(op *Operation, n int) {
	if op.RequestID != "" {
		if p.byRequest[op.RequestID] += n; p.byRequest[op.RequestID] == 0 {
			delete(p.byRequest, op.RequestID)
		}
	}
	if op.State.Final() {
		return
	}
	p.open[op.Actor] += n
	if p.openIn[op.Batch] += n; p.openIn[op.Batch] == 0 {
		delete(p.openIn, op.Batch)
	}
}

// each calls do with the places of an operation.
func (p places) each(op *Operation, do func(all map[string][]*Operation, key string)) {
	if op.SnapshotID != "" {
		do(p.onSnapshot, op.SnapshotID)
	}
	if op.VolumeID != "" {
		do(p.onVolume, op.VolumeID)
	}
	if op.MadeVolumeID != "" && op.MadeVolumeID != op.VolumeID {
		do(p.onVolume, op.MadeVolumeID)
	}
	if op.Task.After != "" {
		do(p.after, op.Task.After)
	}
}

// OnSnapshot returns the operations that made, change or use a snapshot, newest first.
func (b *Board) OnSnapshot(snapshotID string) []Operation {
	return b.at(func(p places) []*Operation { return p.onSnapshot[snapshotID] })
}

// OnVolume returns the operations on a volume, newest first.
func (b *Board) OnVolume(volumeID string) []Operation {
	return b.at(func(p places) []*Operation { return p.onVolume[volumeID] })
}

// After returns the operations that begin only when another one has ended, newest first.
func (b *Board) After(id string) []Operation {
	return b.at(func(p places) []*Operation { return p.after[id] })
}

func (b *Board) at(find func(places) []*Operation) []Operation {
	b.mu.RLock()
	defer b.mu.RUnlock()
	found := slices.Clone(find(b.places))
	slices.SortFunc(found, newestFirst)
	ops := make([]Operation, 0, len(found))
	for _, op := range found {
		ops = append(ops, *op)
	}
	return ops
}

// CountOpen is how many of somebody's operations have not ended.
func (b *Board) CountOpen(actor string) int {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return b.places.open[actor]
}

// CountOpenIn is how many operations of a batch have not ended.
func (b *Board) CountOpenIn(batch string) int {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return b.places.openIn[batch]
}

// InFlight reports whether any operation is with the cloud, or about to be.
func (b *Board) InFlight() bool {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return len(b.places.inFlight) > 0
}

// OfSnapshot returns the operation that made a snapshot.
func (b *Board) OfSnapshot(snapshotID string) (Operation, bool) {
	return b.firstOn(snapshotID, func(op *Operation) bool { return op.Kind == CreateSnapshot })
}

// Deletion returns the deletion of a snapshot that has not ended.
func (b *Board) Deletion(snapshotID string) (Operation, bool) {
	return b.firstOn(snapshotID, (*Operation).isOpenDeletion)
}

func (o *Operation) isOpenDeletion() bool { return o.Kind == DeleteSnapshot && !o.State.Final() }

func (b *Board) firstOn(snapshotID string, is func(*Operation) bool) (Operation, bool) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	for _, op := range b.places.onSnapshot[snapshotID] {
		if is(op) {
			return *op, true
		}
	}
	return Operation{}, false
}

// Deletions returns the deletions that have not ended, newest first.
func (b *Board) Deletions() []Operation {
	var open []Operation
	for _, op := range b.Running() {
		if op.isOpenDeletion() {
			open = append(open, op)
		}
	}
	return open
}

// Needed reports whether a restore, or a new volume, that has not ended needs a snapshot to stay.
func (b *Board) Needed(snapshotID string) bool {
	_, needed := b.firstOn(snapshotID, func(op *Operation) bool { return len(op.Needs()) > 0 && op.open() })
	return needed
}
