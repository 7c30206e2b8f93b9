package passkey

import (
	"sync"
	"time"
)

// challengeAge is the time to answer a challenge, equal to the lifetime of sealed values.
const challengeAge = 10 * time.Minute

// challenges remembers the answered challenges so that no response counts twice, and is safe for concurrent use.
type challenges struct {
	mu   sync.Mutex
	used map[string]time.Time
}

// Use reports whether a challenge is answered for the first time.
func (c *challenges) Use(challenge string, now time.Time) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	for old, at := range c.used {
		if now.Sub(at) > challengeAge {
			delete(c.used, old)
		}
	}
	if _, again := c.used[challenge]; again || challenge == "" {
		return false
	}
	if c.used == nil {
		c.used = map[string]time.Time{}
	}
	c.used[challenge] = now
	return true
}
