package ionossim

import (
	"math"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// unlimited is the value of the headers without a limit.
const unlimited = 1_000_000

// limiter is a token bucket for a minute's requests with even refill, which also limits concurrent requests.
type limiter struct {
	mu        sync.Mutex
	perMinute int // negative: no limit
	burst     int // negative: no limit
	tokens    float64
	filled    time.Time
	running   int
}

func newLimiter(perMinute, burst int) *limiter {
	return &limiter{perMinute: perMinute, burst: burst, tokens: float64(perMinute)}
}

// take admits a request, writes the rate headers, and returns a function to call at its end. wait is positive
// when the request must be refused, and is the time until a retry makes sense.
func (l *limiter) take(h http.Header, now time.Time) (done func(), wait time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.refill(now)
	switch {
	case l.perMinute >= 0 && l.tokens < 1:
		wait = l.untilNext()
	case l.burst >= 0 && l.running >= l.burst:
		wait = time.Second
	case l.perMinute >= 0:
		l.tokens--
	}
	l.running++
	l.describe(h)
	return l.release, wait
}

func (l *limiter) release() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.running--
}

func (l *limiter) refill(now time.Time) {
	if !l.filled.IsZero() && now.After(l.filled) {
		l.tokens = min(float64(l.perMinute), l.tokens+now.Sub(l.filled).Minutes()*float64(l.perMinute))
	}
	l.filled = latest(l.filled, now)
}

func (l *limiter) untilNext() time.Duration {
	if l.perMinute <= 0 {
		return time.Minute
	}
	return max(time.Second, time.Duration((1-l.tokens)/float64(l.perMinute)*float64(time.Minute)))
}

func (l *limiter) describe(h http.Header) {
	limit, remaining, burst := l.perMinute, int(l.tokens), l.burst
	if limit < 0 {
		limit, remaining = unlimited, unlimited
	}
	if burst < 0 {
		burst = unlimited
	}
	h.Set("X-RateLimit-Limit", strconv.Itoa(limit))
	h.Set("X-RateLimit-Burst", strconv.Itoa(burst))
	h.Set("X-RateLimit-Remaining", strconv.Itoa(remaining))
}

// wholeSeconds formats a Retry-After header.
func wholeSeconds(d time.Duration) string {
	return strconv.Itoa(max(1, int(math.Ceil(d.Seconds()))))
}
