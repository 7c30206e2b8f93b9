package app

import (
	"testing"
	"time"
)

// Eventually waits for a condition, and fails the test after a timeout.
func Eventually(tb testing.TB, within, every time.Duration, what string, holds func() bool) {
	tb.Helper()
	if !Before(tb, time.Now().Add(within), every, holds) {
		tb.Fatalf("not within %s: %s", within, what)
	}
}

// Before waits for a condition until a deadline, and reports whether it held.
func Before(tb testing.TB, deadline time.Time, every time.Duration, holds func() bool) bool {
	tb.Helper()
	tick := time.NewTicker(every)
	defer tick.Stop()
	for !holds() {
		if time.Now().After(deadline) {
			return false
		}
		select {
		case <-tick.C:
		case <-tb.Context().Done():
			return false
		}
	}
	return true
}
