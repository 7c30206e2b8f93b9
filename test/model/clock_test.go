package model

import (
	"context"
	"sync"
	"time"
)

// clock is the model's clock, which only tests advance.
type clock struct {
	mu   sync.Mutex
	at   time.Time
	skew time.Duration // how far the engine's clock is ahead of the simulator's
}

func newClock(skew time.Duration) *clock {
	return &clock{at: time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC), skew: skew}
}

// Now returns the simulator's time.
func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

// engines returns the time of the engine's process.
func (c *clock) engines() time.Time { return c.Now().Add(c.skew) }

// to advances the clock to a time, never back.
func (c *clock) to(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if at.After(c.at) {
		c.at = at
	}
}

// rest replaces the client's sleep, and advances the clock for all.
func (c *clock) rest(ctx context.Context, d time.Duration) error {
	c.to(c.Now().Add(d))
	return ctx.Err()
}
