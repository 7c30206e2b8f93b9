package app

import (
	"testing"
	"time"
)

// Eventually waits until a condition holds, and fails the test when that takes too long.
func Eventually(tb testing.TB, within, every time.Duration, what string, holds func() bool) {
	tb.Helper()
	if !Before(tb, time.Now().Add(within), every, holds) {
		tb.Fatalf("not within %s: %s", within, what)
	}
}

// Before waits until a condition holds, or until a time, and reports whether it did.
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
