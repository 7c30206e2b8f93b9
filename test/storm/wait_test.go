package storm

import (
	"testing"
	"time"
)

// How often something that is waited for is looked at, and how often when looking is dear.
const (
	pollInterval     = 50 * time.Millisecond
	slowPollInterval = 500 * time.Millisecond
)

// eventually waits until something is true, and fails the test when that takes too long.
func eventually(t testing.TB, within time.Duration, what string, is func() bool) {
	t.Helper()
	if !before(t, time.Now().Add(within), pollInterval, is) {
		t.Fatalf("not within %s: %s", within, what)
	}
}

// before waits until something is true, or until a time, and reports whether it was.
func before(t testing.TB, deadline time.Time, every time.Duration, is func() bool) bool {
	t.Helper()
	tick := time.NewTicker(every)
	defer tick.Stop()
	for !is() {
		if time.Now().After(deadline) {
			return false
		}
		select {
		case <-tick.C:
		case <-t.Context().Done():
			return false
		}
	}
	return true
}
