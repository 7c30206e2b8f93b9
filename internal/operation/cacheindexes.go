package operation

import "slices"

// cacheIndexes find the operations of a cache by resource, so that a list can look up each of its rows.
type cacheIndexes struct {
	bySnapshot, byVolume, byDependency map[string][]*Operation
	byRetried                          map[string][]*Operation          // the retries of an operation, by its id
	openByActor, openByBatch           map[string]int                   // not final, by actor and by batch
	inFlight, held, complete           map[string]*Operation            // by id
	inLane                             map[string]map[string]*Operation // not final, of a data center, by lane and id
	byRequest                          map[string]int                   // number of operations that own a request, by its id
}

func newCacheIndexes() cacheIndexes {
	return cacheIndexes{
		bySnapshot: map[string][]*Operation{}, byVolume: map[string][]*Operation{}, byDependency: map[string][]*Operation{}, byRetried: map[string][]*Operation{},
		openByActor: map[string]int{}, openByBatch: map[string]int{}, inFlight: map[string]*Operation{}, held: map[string]*Operation{}, complete: map[string]*Operation{},
		inLane: map[string]map[string]*Operation{}, byRequest: map[string]int{},
	}
}

func (p cacheIndexes) add(op *Operation) {
	p.forEachKey(op, func(all map[string][]*Operation, key string) { all[key] = append(all[key], op) })
	p.count(op, 1)
	if op.State.InFlight() {
		p.inFlight[op.ID] = op
	}
	if op.Held() {
		p.held[op.ID] = op
	}
	if op.Complete() {
		p.complete[op.ID] = op
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

func (p cacheIndexes) remove(op *Operation) {
	p.forEachKey(op, func(all map[string][]*Operation, key string) {
		all[key] = slices.DeleteFunc(all[key], func(other *Operation) bool { return other.ID == op.ID })
		if len(all[key]) == 0 {
			delete(all, key)
		}
	})
	p.count(op, -1)
	delete(p.inFlight, op.ID)
	delete(p.held, op.ID)
	delete(p.complete, op.ID)
	if lane := op.Lane(); p.inLane[lane] != nil {
		if delete(p.inLane[lane], op.ID); len(p.inLane[lane]) == 0 {
			delete(p.inLane, lane)
		}
	}
}

// count adds an operation to the counts with n = 1, and removes it with n = -1.
func (p cacheIndexes) count(op *Operation, n int) {
	if op.RequestID != "" {
		if p.byRequest[op.RequestID] += n; p.byRequest[op.RequestID] == 0 {
			delete(p.byRequest, op.RequestID)
		}
	}
	if op.State.Final() {
		return
	}
	p.openByActor[op.Actor] += n
	if p.openByBatch[op.Batch] += n; p.openByBatch[op.Batch] == 0 {
		delete(p.openByBatch, op.Batch)
	}
}

// forEachKey calls do with the index entries of an operation.
func (p cacheIndexes) forEachKey(op *Operation, do func(all map[string][]*Operation, key string)) {
	if op.SnapshotID != "" {
		do(p.bySnapshot, op.SnapshotID)
	}
	if op.VolumeID != "" {
		do(p.byVolume, op.VolumeID)
	}
	if op.CreatedVolumeID != "" && op.CreatedVolumeID != op.VolumeID {
		do(p.byVolume, op.CreatedVolumeID)
	}
	if op.Task.DependsOn != "" {
		do(p.byDependency, op.Task.DependsOn)
	}
	if op.RetryOf != "" {
		do(p.byRetried, op.RetryOf)
	}
}

// OnSnapshot returns the operations that created, change or use a snapshot, newest first.
func (c *Cache) OnSnapshot(snapshotID string) []Operation {
	return c.lookup(func(p cacheIndexes) []*Operation { return p.bySnapshot[snapshotID] })
}

// OnVolume returns the operations on a volume, newest first.
func (c *Cache) OnVolume(volumeID string) []Operation {
	return c.lookup(func(p cacheIndexes) []*Operation { return p.byVolume[volumeID] })
}

// Dependents returns the operations that start only when another one has ended, newest first.
func (c *Cache) Dependents(id string) []Operation {
	return c.lookup(func(p cacheIndexes) []*Operation { return p.byDependency[id] })
}

// Retried reports whether another operation retries this one, and so replaces it wherever pages count or list
// operations.
func (c *Cache) Retried(id string) bool {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return len(c.indexes.byRetried[id]) > 0
}

func (c *Cache) lookup(find func(cacheIndexes) []*Operation) []Operation {
	c.mu.RLock()
	defer c.mu.RUnlock()
	found := slices.Clone(find(c.indexes))
	slices.SortFunc(found, newestFirst)
	ops := make([]Operation, 0, len(found))
	for _, op := range found {
		ops = append(ops, *op)
	}
	return ops
}

// CountOpen is the number of an actor's operations that have not ended.
func (c *Cache) CountOpen(actor string) int {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.indexes.openByActor[actor]
}

// CountOpenInBatch is the number of a batch's operations that have not ended.
func (c *Cache) CountOpenInBatch(batch string) int {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.indexes.openByBatch[batch]
}

// InFlight reports whether any operation is in flight.
func (c *Cache) InFlight() bool {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return len(c.indexes.inFlight) > 0
}

// Sent returns the operations in flight, in no order. Its cost does not depend on the number of waiting ones.
func (c *Cache) Sent() []Operation {
	c.mu.RLock()
	defer c.mu.RUnlock()
	sent := make([]Operation, 0, len(c.indexes.inFlight))
	for _, op := range c.indexes.inFlight {
		sent = append(sent, *op)
	}
	return sent
}

// CountHeld is the number of creates that wait for confirmation since the ledger went back in time.
func (c *Cache) CountHeld() int {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return len(c.indexes.held)
}

// CreationOf returns the operation that created a snapshot.
func (c *Cache) CreationOf(snapshotID string) (Operation, bool) {
	return c.firstOnSnapshot(snapshotID, func(op *Operation) bool { return op.Kind == CreateSnapshot })
}

// Deletion returns the open deletion of a snapshot.
func (c *Cache) Deletion(snapshotID string) (Operation, bool) {
	return c.firstOnSnapshot(snapshotID, (*Operation).isOpenDeletion)
}

func (o *Operation) isOpenDeletion() bool { return o.Kind == DeleteSnapshot && !o.State.Final() }

func (c *Cache) firstOnSnapshot(snapshotID string, is func(*Operation) bool) (Operation, bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	for _, op := range c.indexes.bySnapshot[snapshotID] {
		if is(op) {
			return *op, true
		}
	}
	return Operation{}, false
}

// Deletions returns the open deletions, newest first.
func (c *Cache) Deletions() []Operation {
	var open []Operation
	for _, op := range c.Running() {
		if op.isOpenDeletion() {
			open = append(open, op)
		}
	}
	return open
}

// Needed reports whether an open restore or create-volume needs a snapshot.
func (c *Cache) Needed(snapshotID string) bool {
	_, needed := c.firstOnSnapshot(snapshotID, func(op *Operation) bool { return len(op.Needs()) > 0 && op.open() })
	return needed
}
