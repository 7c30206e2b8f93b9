package cloud

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// maxRetryAfter bounds what is believed of a Retry-After. The cloud's limiter counts per
// minute (API reference 6), so a longer wait is a broken header, which must not silence
// Snapdeck for days.
const maxRetryAfter = time.Hour

// retryAfter returns how long an answer asks to wait, in whole or fractional seconds or
// until an HTTP date; 0 when it does not say.
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
		now = sent // the cloud's own clock, so that a wrong one here does no harm
	}
	return min(max(0, at.Sub(now)), maxRetryAfter)
}
