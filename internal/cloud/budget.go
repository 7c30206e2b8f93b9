package cloud

import (
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Budget is the contract's request budget as the cloud last told it (API reference 6).
type Budget struct {
	Limit     int // requests per minute, on average
	Burst     int // requests at a time
	Remaining int // requests that may still be made now
	Known     bool
	At        time.Time // when it was told
	// NotBefore is until when the cloud asked not to be called at all; zero or past: no such request.
	NotBefore time.Time
}

// budget keeps the newest Budget and lets calls pass by it. The cloud tells in every answer
// what is left for the whole contract, so that all replicas, and all other tools, share it
// without talking to each other. Its methods may be called concurrently.
type budget struct {
	reserve float64 // share of the budget that is left to others

	mu       sync.Mutex
	now      Budget
	maxSeen  int // the most that was ever left
	inFlight int // calls that were let pass and have not ended
}

func (b *budget) get() Budget {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.now
}

// note takes in the headers of an answer that came at a time.
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

// allow lets a call pass, or returns how long it should wait so that what it must leave over
// is there again.
func (b *budget) allow(u Priority, at time.Time) time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	if wait := b.deficit(u, at); wait > 0 {
		return wait
	}
	b.inFlight++
	return 0
}

// ended notes that a call that was let pass is over, whatever became of it.
func (b *budget) ended() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.inFlight--
}

// deficit is how long it takes until the call may be made, by what was told last and what has
// come back since: the limit is an average per minute.
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

// full is what a full budget is. Once more was left than there may be calls at a time, calls
// per minute are counted: then it is the limit, however little is left when this process
// starts. Else it is the most that was ever left.
func (b *budget) full() float64 {
	if b.now.Burst > 0 && b.maxSeen > b.now.Burst {
		return float64(b.now.Limit)
	}
	return float64(min(b.maxSeen, b.now.Limit))
}

// pause keeps all calls back until a time. A shorter hold does not end a longer one.
func (b *budget) pause(until time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if until.After(b.now.NotBefore) {
		b.now.NotBefore = until
	}
}

// pausedFor returns how long calls are still kept back.
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

// Budget returns the request budget as last told.
func (c *Client) Budget() Budget { return c.transport.budget.get() }
