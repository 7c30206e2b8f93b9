package cloud

import (
	"context"
	"net/http"
	"time"

	"snapdeck/internal/backoff"
	"snapdeck/internal/inventory"
)

// Backoff doubles from the first value up to the second.
const (
	backoffFirst = 500 * time.Millisecond
	backoffMax   = 8 * time.Second
)

// failure is a try without a usable response.
type failure struct {
	err       *inventory.APIError
	retryable bool // a retry may succeed
}

// retryPolicy decides about retries beneath the SDK.
type retryPolicy struct {
	tries   int
	maxWait time.Duration
	rand    func() float64
}

// next returns the wait before the next try, and whether there is one. Only GETs are retried: mutations are
// sent once, even after a 429 that certainly did not accept it, since the caller decides about waiting.
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

// backoff is exponential with full jitter, between zero and the doubled value.
func (p retryPolicy) backoff(try int) time.Duration {
	return time.Duration(p.rand() * float64(backoff.Doubling(backoffFirst, backoffMax, try-1)))
}

func endsBefore(ctx context.Context, rest time.Duration) bool {
	deadline, ok := ctx.Deadline()
	return !ok || time.Until(deadline) > rest
}
