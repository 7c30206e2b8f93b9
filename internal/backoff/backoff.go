// Package backoff says how long to wait before something that failed is tried again.
package backoff

import "time"

// maxDoublings keeps a duration from overflowing.
const maxDoublings = 20

// Doubling is first after no failure before, and twice as long after each further one, at most longest.
func Doubling(first, longest time.Duration, failures int) time.Duration {
	doubled := first << max(0, min(failures, maxDoublings))
	if doubled>>max(0, min(failures, maxDoublings)) != first {
		return longest
	}
	return min(doubled, longest)
}
