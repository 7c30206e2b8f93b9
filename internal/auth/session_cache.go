package auth

import (
	"sync"
	"time"
)

// The cache: how long a session is believed without asking the database, and how many.
const (
	cacheTTL  = 5 * time.Second
	cacheSize = 4096
)

// cachedSession is a session as it was read.
type cachedSession struct {
	session Session
	user    User
	readAt  time.Time
}

// sessionCache remembers sessions by the value of their cookie for a moment.
type sessionCache struct {
	mu         sync.RWMutex
	entries    map[string]cachedSession
	generation uint64 // grows when anything is forgotten
}

func newSessionCache() *sessionCache { return &sessionCache{entries: map[string]cachedSession{}} }

// get returns an entry that is young enough. generation is to be passed to put.
func (c *sessionCache) get(value string, now time.Time) (entry cachedSession, generation uint64, ok bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	entry, ok = c.entries[value]
	if ok && now.Sub(entry.readAt) >= cacheTTL {
		return cachedSession{}, c.generation, false
	}
	return entry, c.generation, ok
}

// put remembers an entry, unless something was forgotten since the generation: then it may
// be what has just ended.
func (c *sessionCache) put(value string, entry cachedSession, generation uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if generation != c.generation {
		return
	}
	if len(c.entries) >= cacheSize {
		c.evict(entry.readAt)
	}
	c.entries[value] = entry
}

// evict drops what is too old, or everything when nothing is.
func (c *sessionCache) evict(now time.Time) {
	for value, entry := range c.entries {
		if now.Sub(entry.readAt) >= cacheTTL {
			delete(c.entries, value)
		}
	}
	if len(c.entries) >= cacheSize {
		clear(c.entries)
	}
}

// forget drops the entries that match.
func (c *sessionCache) forget(match func(cachedSession) bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.generation++
	for value, entry := range c.entries {
		if match(entry) {
			delete(c.entries, value)
		}
	}
}
