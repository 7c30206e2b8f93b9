package operation

import (
	"slices"
	"sync"
	"time"

	"snapdeck/internal/inventory"
)

// boardSize is how many settled operations the board remembers.
const boardSize = 500

// Board holds the operations that pages show all the time, in memory: all unsettled ones
// and the latest settled ones. It may be used concurrently.
type Board struct {
	mu      sync.RWMutex
	locks   map[string]Operation // the newest lock or unlock of each snapshot
	byID    map[string]Operation
	list    []Operation // newest first; replaced, never changed
	version uint64      // grows with each change
}

// NewBoard returns a board with operations as the ledger has them.
func NewBoard(ops ...Operation) *Board {
	b := &Board{byID: map[string]Operation{}, locks: map[string]Operation{}}
	for _, op := range ops {
		b.byID[op.ID] = op
		b.noteLock(op)
	}
	b.rebuild()
	return b
}

// Put takes in an operation that was recorded or changed, unless the board knows a newer version.
func (b *Board) Put(op Operation) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if old, ok := b.byID[op.ID]; ok && old.Version > op.Version {
		return
	}
	b.byID[op.ID] = op
	b.noteLock(op)
	b.rebuild()
}

// noteLock keeps the newest word on whether a snapshot is locked, for as long as the board lives.
func (b *Board) noteLock(op Operation) {
	if op.Kind != LockSnapshot && op.Kind != UnlockSnapshot {
		return
	}
	if old, known := b.locks[op.SnapshotID]; !known || old.ID == op.ID || before(old, op) {
		b.locks[op.SnapshotID] = op
	}
}

// Lock tells whether a snapshot with these labels is locked, and why.
func (b *Board) Lock(snapshotID string, labels []inventory.Label, now time.Time) (Lock, bool) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	if op, known := b.locks[snapshotID]; known {
		return LockOn(&op, labels, now)
	}
	return LockOn(nil, labels, now)
}

// Deletion returns the deletion of a snapshot that has not ended.
func (b *Board) Deletion(snapshotID string) (Operation, bool) {
	for _, op := range b.All() {
		if op.Kind == DeleteSnapshot && op.SnapshotID == snapshotID && !op.State.Final() {
			return op, true
		}
	}
	return Operation{}, false
}

// OnSnapshot returns the operations that made, change or use a snapshot, newest first.
func (b *Board) OnSnapshot(snapshotID string) []Operation {
	return b.filter(func(op Operation) bool { return op.SnapshotID == snapshotID })
}

func (b *Board) rebuild() {
	list := make([]Operation, 0, len(b.byID))
	for _, op := range b.byID {
		list = append(list, op)
	}
	slices.SortFunc(list, func(x, y Operation) int {
		if before(x, y) {
			return 1
		}
		return -1
	})
	kept, settled := list[:0], 0
	for _, op := range list {
		if op.Settled() {
			settled++
		}
		if op.Settled() && settled > boardSize {
			delete(b.byID, op.ID)
			continue
		}
		kept = append(kept, op)
	}
	b.list = kept
	b.version++
}

// Version grows whenever an operation on the board changes.
func (b *Board) Version() uint64 {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return b.version
}

// All returns the operations on the board, newest first. The caller must not change the slice.
func (b *Board) All() []Operation {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return b.list
}

// Operation returns an operation on the board.
func (b *Board) Operation(id string) (Operation, bool) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	op, ok := b.byID[id]
	return op, ok
}

// Running returns the operations whose state is not final, newest first.
func (b *Board) Running() []Operation {
	return b.filter(func(op Operation) bool { return !op.State.Final() })
}

// OnVolume returns the operations on a volume, newest first.
func (b *Board) OnVolume(volumeID string) []Operation {
	return b.filter(func(op Operation) bool { return op.VolumeID == volumeID || op.MadeVolumeID == volumeID })
}

// OfSnapshot returns the operation that made a snapshot.
func (b *Board) OfSnapshot(snapshotID string) (Operation, bool) {
	found := b.filter(func(op Operation) bool {
		return op.Kind == CreateSnapshot && op.SnapshotID != "" && op.SnapshotID == snapshotID
	})
	if len(found) == 0 {
		return Operation{}, false
	}
	return found[0], true
}

func (b *Board) filter(keep func(Operation) bool) []Operation {
	var found []Operation
	for _, op := range b.All() {
		if keep(op) {
			found = append(found, op)
		}
	}
	return found
}

// InFlight reports whether any operation is with the cloud, or about to be.
func (b *Board) InFlight() bool {
	return slices.ContainsFunc(b.All(), func(op Operation) bool { return op.State.InFlight() })
}

// UnsettledIDs returns the ids of the operations with anything left to do.
func (b *Board) UnsettledIDs() []string {
	var ids []string
	for _, op := range b.All() {
		if !op.Settled() {
			ids = append(ids, op.ID)
		}
	}
	return ids
}
