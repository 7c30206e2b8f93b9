package storm

import (
	"testing"
	"time"

	"snapdeck/test/app"
)

// How often something that is waited for is looked at, and how often when looking is dear.
const (
	pollInterval     = 50 * time.Millisecond
	slowPollInterval = 500 * time.Millisecond
)

// eventually waits until something is true, and fails the test when that takes too long.
func eventually(t testing.TB, within time.Duration, what string, is func() bool) {
	t.Helper()
	app.Eventually(t, within, pollInterval, what, is)
}
