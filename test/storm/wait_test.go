package storm

import (
	"testing"
	"time"

	"snapdeck/test/app"
)

// The intervals of checking a condition, and of checking an expensive one.
const (
	pollInterval     = 50 * time.Millisecond
	slowPollInterval = 500 * time.Millisecond
)

// eventually waits for a condition, and fails the test after a timeout.
func eventually(t testing.TB, within time.Duration, what string, is func() bool) {
	t.Helper()
	app.Eventually(t, within, pollInterval, what, is)
}
