package operation

// Reload replaces the contents of the cache by those of the ledger, which may be older because the ledger went
// back in time.
func (c *Cache) Reload(ops ...Operation) {
	fresh := NewCache(ops...)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.byID, c.locks, c.indexes, c.lists = fresh.byID, fresh.locks, fresh.indexes, nil
	c.version++
}
