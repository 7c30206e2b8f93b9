package operation

// Reload forgets what the cache knows and takes in what the ledger has, which may be older:
// the ledger went back in time.
func (c *Cache) Reload(ops ...Operation) {
	fresh := NewCache(ops...)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.byID, c.locks, c.indexes, c.lists = fresh.byID, fresh.locks, fresh.indexes, nil
	c.version++
}
