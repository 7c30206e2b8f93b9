package cloud

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// maxRetryAfter bounds a Retry-After. The API's limit is per minute (docs/ionos-api.md 6), so a longer wait is a
// broken header, which must not stop Snapdeck for days.
const maxRetryAfter = time.Hour

// retryAfter returns the wait that a response demands, in whole or fractional seconds or until an HTTP date; 0
// without one.
func retryAfter(h http.Header, now time.Time) time.Duration {
	text := strings.TrimSpace(h.Get("Retry-After"))
	if text == "" {
		return 0
	}
	if seconds, err := strconv.ParseFloat(text, 64); err == nil {
		if !(seconds > 0) {
			return 0
		}
		return time.Duration(min(seconds, maxRetryAfter.Seconds()) * float64(time.Second))
	}
	at, err := http.ParseTime(text)
	if err != nil {
		return 0
	}
	if sent, err := http.ParseTime(h.Get("Date")); err == nil {
		now = sent // IONOS Cloud's own clock, in case this host's is wrong
	}
	return min(max(0, at.Sub(now)), maxRetryAfter)
}
