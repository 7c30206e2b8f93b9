package operation

import (
	"cmp"
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
	locks   map[string]Operation  // the newest lock or unlock of each snapshot
	byID    map[string]*Operation // replaced, never changed
	places  places
	face    *face  // nil after a change, until somebody looks
	version uint64 // grows with each change

	queueing sync.Mutex
	queues   map[string]*laneQueue // by lane, until something changes in it
}

// NewBoard returns a board with operations as the ledger has them.
func NewBoard(ops ...Operation) *Board {
	b := &Board{byID: map[string]*Operation{}, locks: map[string]Operation{}, places: newPlaces(), queues: map[string]*laneQueue{}}
	for _, op := range ops {
		b.Put(op)
	}
	return b
}

// Put takes in an operation that was recorded or changed, unless the board knows a newer version.
func (b *Board) Put(op Operation) {
	b.mu.Lock()
	defer b.mu.Unlock()
	old, known := b.byID[op.ID]
	if known && old.Version > op.Version {
		return
	}
	if known {
		b.places.remove(old)
		b.forgetQueues(old)
	}
	b.byID[op.ID] = &op
	b.places.add(&op)
	b.forgetQueues(&op)
	b.noteLock(op)
	b.face = nil
	b.version++
}

// noteLock keeps the newest word on whether a snapshot is locked, for as long as the board lives. As
// in the ledger, that is what was asked for last, wherever it was moved to since.
func (b *Board) noteLock(op Operation) {
	if op.Kind != LockSnapshot && op.Kind != UnlockSnapshot {
		return
	}
	old, known := b.locks[op.SnapshotID]
	if !known || old.ID == op.ID || cmp.Or(old.CreatedAt.Compare(op.CreatedAt), cmp.Compare(old.ID, op.ID)) < 0 {
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

// Version grows whenever an operation on the board changes.
func (b *Board) Version() uint64 {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return b.version
}

// Operation returns an operation on the board.
func (b *Board) Operation(id string) (Operation, bool) {
	b.look() // forgets what is old
	b.mu.RLock()
	defer b.mu.RUnlock()
	if op, ok := b.byID[id]; ok {
		return *op, true
	}
	return Operation{}, false
}

// face is what a board shows of all its operations between two changes. It is never changed.
type face struct{ list, running []Operation } // newest first

// All returns the operations on the board, newest first. The caller must not change the slice.
func (b *Board) All() []Operation { return b.look().list }

// Running returns the operations whose state is not final, newest first. The caller must not
// change the slice.
func (b *Board) Running() []Operation { return b.look().running }

// look returns the board's face. After a change the first who looks works it out, so that many
// changes in a row cost one.
func (b *Board) look() *face {
	b.mu.RLock()
	f := b.face
	b.mu.RUnlock()
	if f != nil {
		return f
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.face == nil {
		b.face = b.newFace()
	}
	return b.face
}

// newFace puts the operations in their order and forgets the oldest settled ones beyond what
// the board remembers.
func (b *Board) newFace() *face {
	order := make([]*Operation, 0, len(b.byID))
	for _, op := range b.byID {
		order = append(order, op)
	}
	slices.SortFunc(order, newestFirst)
	f, settled := &face{list: make([]Operation, 0, len(order))}, 0
	for _, op := range order {
		if op.Settled() {
			settled++
		}
		if op.Settled() && settled > boardSize {
			delete(b.byID, op.ID)
			b.places.remove(op)
			continue
		}
		f.list = append(f.list, *op)
		if !op.State.Final() {
			f.running = append(f.running, *op)
		}
	}
	return f
}

// newestFirst compares operations: those that come first in their lane come last.
func newestFirst(x, y *Operation) int {
	return cmp.Or(cmp.Compare(y.Rank, x.Rank), y.CreatedAt.Compare(x.CreatedAt), cmp.Compare(y.ID, x.ID))
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

// Unheard returns the ids of the operations that have anything left to do as far as the board
// knows, and are not among those that have: how they ended was not heard.
func (b *Board) Unheard(unsettled []Operation) []string {
	left := make(map[string]bool, len(unsettled))
	for _, op := range unsettled {
		left[op.ID] = true
	}
	return slices.DeleteFunc(b.UnsettledIDs(), func(id string) bool { return left[id] })
}
