// Package backoff computes the pause before a retry.
package backoff

import "time"

// maxDoublings prevents an overflow.
const maxDoublings = 20

// Doubling is first without earlier failures, and doubles with each one, up to longest.
func Doubling(first, longest time.Duration, failures int) time.Duration {
	doubled := first << max(0, min(failures, maxDoublings))
	if doubled>>max(0, min(failures, maxDoublings)) != first {
		return longest
	}
	return min(doubled, longest)
}
