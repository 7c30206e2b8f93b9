package cloud

import (
	"context"
	"net/http"
	"time"

	"snapdeck/internal/backoff"
	"snapdeck/internal/inventory"
)

// Backoff doubles from the first figure up to the second.
const (
	backoffFirst = 500 * time.Millisecond
	backoffMax   = 8 * time.Second
)

// failure is an exchange that did not bring the answer.
type failure struct {
	err *inventory.APIError
	// retryable is set when the same call may succeed if it is made again.
	retryable bool
}

// retryPolicy decides whether and when a call is tried again beneath the SDK.
type retryPolicy struct {
	tries   int
	maxWait time.Duration
	rand    func() float64
}

// next returns how long to rest before the next try, and whether there is one. Only GETs
// are repeated: whatever changes something is sent once, also after a 429 that certainly did
// not accept it, since waiting is the caller's business then.
func (p retryPolicy) next(req *http.Request, c call, f *failure, try int) (time.Duration, bool) {
	tries := p.tries
	if c.tries > 0 {
		tries = c.tries
	}
	if !f.retryable || req.Method != http.MethodGet || try >= tries || req.Context().Err() != nil {
		return 0, false
	}
	wait := f.err.RetryAfter
	if wait == 0 {
		wait = min(p.backoff(try), p.maxWait)
	}
	return wait, wait <= p.maxWait && endsBefore(req.Context(), wait)
}

// backoff is exponential with full jitter: anything from nothing to the doubled figure.
func (p retryPolicy) backoff(try int) time.Duration {
	return time.Duration(p.rand() * float64(backoff.Doubling(backoffFirst, backoffMax, try-1)))
}

// endsBefore reports whether a rest ends before the context does.
func endsBefore(ctx context.Context, rest time.Duration) bool {
	deadline, ok := ctx.Deadline()
	return !ok || time.Until(deadline) > rest
}
