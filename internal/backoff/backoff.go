// Package backoff computes the pause before a retry, and waits for it.
package backoff

import (
	"context"
	"time"
)

// maxDoublings prevents an overflow.
const maxDoublings = 20

// Doubling returns first without earlier failures, and doubles it with each one, up to longest.
func Doubling(first, longest time.Duration, failures int) time.Duration {
	n := max(0, min(failures, maxDoublings))
	doubled := first << n
	if doubled>>n != first {
		return longest
	}
	return min(doubled, longest)
}

// Wait waits for d, or returns the error of a context that ends earlier.
func Wait(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
