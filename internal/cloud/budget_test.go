package cloud

import (
	"net/http"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func rateHeaders(limit, remaining int) http.Header {
	h := http.Header{}
	h.Set("X-RateLimit-Limit", strconv.Itoa(limit))
	h.Set("X-RateLimit-Burst", "10")
	h.Set("X-RateLimit-Remaining", strconv.Itoa(remaining))
	return h
}

func TestBudget_PriorityByRemaining(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name      string
		remaining int
		passes    []Priority
		waits     []Priority
	}{
		{"all is left", 600, []Priority{PriorityBackground, PriorityOperation, PriorityInteractive}, nil},
		{"less than watching leaves", 280, []Priority{PriorityOperation, PriorityInteractive}, []Priority{PriorityBackground}},
		{"only the reserve", 180, []Priority{PriorityInteractive}, []Priority{PriorityBackground, PriorityOperation}},
		{"half of the reserve", 90, nil, []Priority{PriorityBackground, PriorityOperation, PriorityInteractive}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := &budget{reserve: 0.3}
			b.note(rateHeaders(600, 600), now)
			b.note(rateHeaders(600, c.remaining), now)
			for _, u := range c.passes {
				require.Zero(t, b.allow(u, now), "urgency %d", u)
				b.ended()
			}
			for _, u := range c.waits {
				require.Positive(t, b.allow(u, now), "urgency %d", u)
			}
		})
	}
}

func TestBudget_UnknownLimitAllows(t *testing.T) {
	t.Parallel()
	b := &budget{reserve: 0.3}
	require.Zero(t, b.allow(PriorityBackground, time.Now()))
}

func TestBudget_NeverFullIsNotWaitedFor(t *testing.T) {
	t.Parallel()
	now := time.Now()
	b := &budget{reserve: 0.3}
	b.note(rateHeaders(600, 9), now) // an API that counts concurrent calls
	require.Zero(t, b.allow(PriorityOperation, now))
}

// A process that starts with little left must not take that for the full budget, or each restart would leave
// less.
func TestBudget_NearlySpentAtStart(t *testing.T) {
	t.Parallel()
	now := time.Now()
	b := &budget{reserve: 0.3}
	b.note(rateHeaders(600, 100), now)
	require.Positive(t, b.allow(PriorityBackground, now))
	require.Positive(t, b.allow(PriorityOperation, now))
	require.Zero(t, b.allow(PriorityInteractive, now))
	b.note(rateHeaders(600, 80), now)
	require.Positive(t, b.allow(PriorityInteractive, now))
}

// After the returned wait a call is admitted, whatever the headers and the calls before.
func TestBudget_WaitIsSufficient(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
		limit := rapid.IntRange(10, 5000).Draw(t, "limit")
		b := &budget{reserve: rapid.Float64Range(0, 0.9).Draw(t, "reserve")}
		b.note(rateHeaders(limit, limit), now)
		b.note(rateHeaders(limit, rapid.IntRange(0, limit).Draw(t, "remaining")), now)
		u := rapid.SampledFrom([]Priority{PriorityBackground, PriorityOperation, PriorityInteractive}).Draw(t, "urgency")
		wait := b.allow(u, now)
		require.LessOrEqual(t, wait, time.Minute+time.Minute/10)
		if wait > 0 {
			require.Zero(t, b.allow(u, now.Add(wait+time.Millisecond)))
		}
	})
}
