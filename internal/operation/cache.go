package operation

import (
	"cmp"
	"slices"
	"sync"
	"time"

	"snapdeck/internal/inventory"
)

const maxComplete = 500

// Cache holds in memory the operations that pages show all the time: all incomplete ones and the latest
// complete ones. It is safe for concurrent use.
type Cache struct {
	mu      sync.RWMutex
	locks   map[string]Operation  // the newest lock or unlock of each snapshot
	byID    map[string]*Operation // replaced, never changed
	indexes cacheIndexes
	lists   *cacheLists // nil after a change, until the next read
	version uint64      // increments with each change

	queueing sync.Mutex
	queues   map[string]*laneQueue // by lane, until something in it changes
}

// NewCache returns a cache with operations of the ledger.
func NewCache(ops ...Operation) *Cache {
	c := &Cache{byID: map[string]*Operation{}, locks: map[string]Operation{}, indexes: newCacheIndexes(), queues: map[string]*laneQueue{}}
	for _, op := range ops {
		c.Put(op)
	}
	return c
}

// Put applies an operation that was recorded or changed, unless the cache has a newer version.
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
		c.lists = c.buildLists() // without page views, old operations would pile up
	}
}

// Reload replaces the contents of the cache by those of the ledger, which may be older because the ledger went
// back in time.
func (c *Cache) Reload(ops ...Operation) {
	fresh := NewCache(ops...)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.byID, c.locks, c.indexes, c.queues, c.lists = fresh.byID, fresh.locks, fresh.indexes, fresh.queues, nil
	c.version++
}

// updateLock stores the newest lock or unlock of a snapshot for the lifetime of the cache. As in the ledger,
// the newest is the one requested last, even if its priority was changed.
func (c *Cache) updateLock(op Operation) {
	if op.Kind != LockSnapshot && op.Kind != UnlockSnapshot {
		return
	}
	old, known := c.locks[op.SnapshotID]
	if !known || old.ID == op.ID || cmp.Or(old.CreatedAt.Compare(op.CreatedAt), cmp.Compare(old.ID, op.ID)) < 0 {
		c.locks[op.SnapshotID] = op
	}
}

// Lock returns the lock of a snapshot with these labels, if it is locked.
func (c *Cache) Lock(snapshotID string, labels []inventory.Label, now time.Time) (Lock, bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if op, known := c.locks[snapshotID]; known {
		return EffectiveLock(&op, labels, now)
	}
	return EffectiveLock(nil, labels, now)
}

// Version increments whenever an operation in the cache changes.
func (c *Cache) Version() uint64 {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.version
}

// Operation returns an operation of the cache.
func (c *Cache) Operation(id string) (Operation, bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if op, ok := c.byID[id]; ok {
		return *op, true
	}
	return Operation{}, false
}

// cacheLists are the sorted lists of a cache between two changes. They are immutable.
type cacheLists struct{ all, running, unresolved []Operation } // newest first

// All returns the operations of the cache, newest first. The caller must not change the slice.
func (c *Cache) All() []Operation { return c.sortedLists().all }

// Running returns the operations whose state is not final, newest first. The caller must not
// change the slice.
func (c *Cache) Running() []Operation { return c.sortedLists().running }

// Unresolved returns the operations of unknown outcome, newest first. The caller must not change the slice.
func (c *Cache) Unresolved() []Operation { return c.sortedLists().unresolved }

// sortedLists returns the sorted lists. They are built on first use after a change, so many changes in a row
// cost one build.
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

// buildLists sorts the operations and drops the oldest complete ones beyond the limit.
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
		switch {
		case !op.State.Final():
			f.running = append(f.running, *op)
		case op.State == Unknown:
			f.unresolved = append(f.unresolved, *op)
		}
	}
	return f
}

// newestFirst compares operations: the first in their lane come last.
func newestFirst(x, y *Operation) int {
	return cmp.Or(cmp.Compare(y.Priority, x.Priority), y.CreatedAt.Compare(x.CreatedAt), cmp.Compare(y.ID, x.ID))
}

// IncompleteIDs returns the ids of the incomplete operations.
func (c *Cache) IncompleteIDs() []string {
	var ids []string
	for _, op := range c.All() {
		if !op.Complete() {
			ids = append(ids, op.ID)
		}
	}
	return ids
}

// StaleIDs returns the ids of the operations that are incomplete in the cache and not in the given list: the
// notification of their end was lost.
func (c *Cache) StaleIDs(incomplete []Operation) []string {
	left := make(map[string]bool, len(incomplete))
	for _, op := range incomplete {
		left[op.ID] = true
	}
	return slices.DeleteFunc(c.IncompleteIDs(), func(id string) bool { return left[id] })
}
