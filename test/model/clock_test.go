package model

import (
	"context"
	"sync"
	"time"
)

// clock is the time of the world. It moves only when it is moved.
type clock struct {
	mu   sync.Mutex
	at   time.Time
	skew time.Duration // by how much the clock of the engine is ahead of that of the cloud
}

func newClock(skew time.Duration) *clock {
	return &clock{at: time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC), skew: skew}
}

// Now is the time of the cloud.
func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

// engines is the time of the process that the engine runs in.
func (c *clock) engines() time.Time { return c.Now().Add(c.skew) }

// to moves the clock on to a time, never back.
func (c *clock) to(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if at.After(c.at) {
		c.at = at
	}
}

// rest is for the client: a rest of its own takes the time of everybody.
func (c *clock) rest(ctx context.Context, d time.Duration) error {
	c.to(c.Now().Add(d))
	return ctx.Err()
}
