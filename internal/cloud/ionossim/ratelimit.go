package ionossim

import (
	"math"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// unlimited is what the headers say when there is no limit.
const unlimited = 1_000_000

// limiter allows so many requests per minute, and so many at the same time. It is a bucket
// that holds a minute's worth and fills evenly.
type limiter struct {
	mu        sync.Mutex
	perMinute int // below 0: no limit
	burst     int // below 0: no limit
	tokens    float64
	filled    time.Time
	running   int
}

func newLimiter(perMinute, burst int) *limiter {
	return &limiter{perMinute: perMinute, burst: burst, tokens: float64(perMinute)}
}

// take counts a request, writes the rate headers, and returns what to call at its end. wait is
// above 0 when the request must be refused; it says after how long another try makes sense.
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

// untilNext is how long it takes until one request is allowed again.
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

// wholeSeconds writes a Retry-After header.
func wholeSeconds(d time.Duration) string {
	return strconv.Itoa(max(1, int(math.Ceil(d.Seconds()))))
}
