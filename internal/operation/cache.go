package operation

import (
	"cmp"
	"slices"
	"sync"
	"time"

	"snapdeck/internal/inventory"
)

// maxComplete is how many complete operations the cache remembers.
const maxComplete = 500

// Cache holds the operations that pages show all the time, in memory: all incomplete ones
// and the latest complete ones. It may be used concurrently.
type Cache struct {
	mu      sync.RWMutex
	locks   map[string]Operation  // the newest lock or unlock of each snapshot
	byID    map[string]*Operation // replaced, never changed
	indexes cacheIndexes
	lists   *cacheLists // nil after a change, until somebody looks
	version uint64      // grows with each change

	queueing sync.Mutex
	queues   map[string]*laneQueue // by lane, until something changes in it
}

// NewCache returns a cache with operations as the ledger has them.
func NewCache(ops ...Operation) *Cache {
	c := &Cache{byID: map[string]*Operation{}, locks: map[string]Operation{}, indexes: newCacheIndexes(), queues: map[string]*laneQueue{}}
	for _, op := range ops {
		c.Put(op)
	}
	return c
}

// Put takes in an operation that was recorded or changed, unless the cache knows a newer version.
func (c *Cache) Put(op Operation) {
	c.mu.Lock()
	defer c.mu.Unlock()
	old, known := c.byID[op.ID]
	if known && old.Version > op.Version {
		return
	}
	if known {
		c.indexes.remove(old)
		c.dropQueues(old)
	}
	c.byID[op.ID] = &op
	c.indexes.add(&op)
	c.dropQueues(&op)
	c.updateLock(op)
	c.lists = nil
	c.version++
	if len(c.indexes.complete) > 2*maxComplete {
		c.lists = c.buildLists() // no page was rendered for long, and old operations must not pile up
	}
}

// updateLock keeps the newest word on whether a snapshot is locked, for as long as the cache lives. As
// in the ledger, that is what was asked for last, wherever it was moved to since.
func (c *Cache) updateLock(op Operation) {
	if op.Kind != LockSnapshot && op.Kind != UnlockSnapshot {
		return
	}
	old, known := c.locks[op.SnapshotID]
	if !known || old.ID == op.ID || cmp.Or(old.CreatedAt.Compare(op.CreatedAt), cmp.Compare(old.ID, op.ID)) < 0 {
		c.locks[op.SnapshotID] = op
	}
}

// Lock tells whether a snapshot with these labels is locked, and why.
func (c *Cache) Lock(snapshotID string, labels []inventory.Label, now time.Time) (Lock, bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if op, known := c.locks[snapshotID]; known {
		return EffectiveLock(&op, labels, now)
	}
	return EffectiveLock(nil, labels, now)
}

// Version grows whenever an operation on the cache changes.
func (c *Cache) Version() uint64 {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.version
}

// Operation returns an operation on the cache.
func (c *Cache) Operation(id string) (Operation, bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if op, ok := c.byID[id]; ok {
		return *op, true
	}
	return Operation{}, false
}

// cacheLists is what a cache shows of all its operations between two changes. It is never changed.
type cacheLists struct{ all, running []Operation } // newest first

// All returns the operations on the cache, newest first. The caller must not change the slice.
func (c *Cache) All() []Operation { return c.sortedLists().all }

// Running returns the operations whose state is not final, newest first. The caller must not
// change the slice.
func (c *Cache) Running() []Operation { return c.sortedLists().running }

// sortedLists returns the cache's face. After a change the first who looks works it out, so that many
// changes in a row cost one.
func (c *Cache) sortedLists() *cacheLists {
	c.mu.RLock()
	f := c.lists
	c.mu.RUnlock()
	if f != nil {
		return f
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.lists == nil {
		c.lists = c.buildLists()
	}
	return c.lists
}

// buildLists puts the operations in their order and forgets the oldest complete ones beyond what
// the cache remembers.
func (c *Cache) buildLists() *cacheLists {
	order := make([]*Operation, 0, len(c.byID))
	for _, op := range c.byID {
		order = append(order, op)
	}
	slices.SortFunc(order, newestFirst)
	f, complete := &cacheLists{all: make([]Operation, 0, len(order))}, 0
	for _, op := range order {
		if op.Complete() {
			complete++
		}
		if op.Complete() && complete > maxComplete {
			delete(c.byID, op.ID)
			c.indexes.remove(op)
			continue
		}
		f.all = append(f.all, *op)
		if !op.State.Final() {
			f.running = append(f.running, *op)
		}
	}
	return f
}

// newestFirst compares operations: those that come first in their lane come last.
func newestFirst(x, y *Operation) int {
	return cmp.Or(cmp.Compare(y.Priority, x.Priority), y.CreatedAt.Compare(x.CreatedAt), cmp.Compare(y.ID, x.ID))
}

// IncompleteIDs returns the ids of the operations with anything left to do.
func (c *Cache) IncompleteIDs() []string {
	var ids []string
	for _, op := range c.All() {
		if !op.Complete() {
			ids = append(ids, op.ID)
		}
	}
	return ids
}

// StaleIDs returns the ids of the operations that have anything left to do as far as the cache
// knows, and are not among those that have: how they ended was not heard.
func (c *Cache) StaleIDs(incomplete []Operation) []string {
	left := make(map[string]bool, len(incomplete))
	for _, op := range incomplete {
		left[op.ID] = true
	}
	return slices.DeleteFunc(c.IncompleteIDs(), func(id string) bool { return left[id] })
}
