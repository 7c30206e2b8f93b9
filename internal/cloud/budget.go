package cloud

import (
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Budget is the contract's request budget as of the last response (docs/ionos-api.md 6).
type Budget struct {
	Limit     int // requests per minute, on average
	Burst     int // concurrent requests
	Remaining int // requests left now
	Known     bool
	At        time.Time // when the response came
	// NotBefore is the end of a pause that the API demanded; zero or past: none.
	NotBefore time.Time
}

// budget holds the newest Budget and admits calls by it. Every response contains the rest for the whole
// contract, so replicas and other clients share the budget without further coordination. It is safe for
// concurrent use.
type budget struct {
	reserve float64 // share of the budget left to other clients

	mu       sync.Mutex
	now      Budget
	maxSeen  int // highest remaining number seen
	inFlight int // admitted calls that have not ended
}

func (b *budget) get() Budget {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.now
}

// note reads the headers of a response.
func (b *budget) note(h http.Header, at time.Time) {
	remaining, ok := headerInt(h, "X-RateLimit-Remaining")
	if !ok {
		return
	}
	limit, _ := headerInt(h, "X-RateLimit-Limit")
	burst, _ := headerInt(h, "X-RateLimit-Burst")
	b.mu.Lock()
	defer b.mu.Unlock()
	b.now.Limit, b.now.Burst, b.now.Remaining = limit, burst, remaining
	b.now.Known, b.now.At = true, at
	b.maxSeen = max(b.maxSeen, remaining)
}

// allow admits a call, or returns the time until enough of the budget is back.
func (b *budget) allow(u Priority, at time.Time) time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	if wait := b.deficit(u, at); wait > 0 {
		return wait
	}
	b.inFlight++
	return 0
}

func (b *budget) ended() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.inFlight--
}

// deficit is the time until a call may be made, from the last response and the refill since: the limit is an
// average per minute.
func (b *budget) deficit(u Priority, at time.Time) time.Duration {
	if !b.now.Known || b.now.Limit <= 0 {
		return 0
	}
	full := b.full()
	perSecond := float64(b.now.Limit) / 60
	left := min(full, float64(b.now.Remaining)+at.Sub(b.now.At).Seconds()*perSecond) - float64(b.inFlight)
	lacking := min(full, u.reserveShare(b.reserve)*full+1) - left
	if lacking <= 0 {
		return 0
	}
	return time.Duration(lacking / perSecond * float64(time.Second))
}

// full is the size of a full budget. If the remaining number ever exceeded the burst, the API counts calls per
// minute and it is the limit, even if little is left when the process starts. Else it is the highest remaining
// number seen.
func (b *budget) full() float64 {
	if b.now.Burst > 0 && b.maxSeen > b.now.Burst {
		return float64(b.now.Limit)
	}
	return float64(min(b.maxSeen, b.now.Limit))
}

// pause stops all calls until a time. It never shortens a pause.
func (b *budget) pause(until time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if until.After(b.now.NotBefore) {
		b.now.NotBefore = until
	}
}

func (b *budget) pausedFor(at time.Time) time.Duration {
	return max(0, b.get().NotBefore.Sub(at))
}

// headerInt reads the leading number of a header, as in "40" or "40;w=60".
func headerInt(h http.Header, name string) (int, bool) {
	text := strings.TrimSpace(h.Get(name))
	end := strings.IndexFunc(text, func(r rune) bool { return r < '0' || r > '9' })
	if end >= 0 {
		text = text[:end]
	}
	n, err := strconv.Atoi(text)
	return n, err == nil
}

// Budget returns the last known request budget.
func (c *Client) Budget() Budget { return c.transport.budget.get() }
