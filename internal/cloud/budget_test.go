package cloud

import (
	"net/http"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func told(limit, remaining int) http.Header {
	h := http.Header{}
	h.Set("X-RateLimit-Limit", strconv.Itoa(limit))
	h.Set("X-RateLimit-Burst", "10")
	h.Set("X-RateLimit-Remaining", strconv.Itoa(remaining))
	return h
}

func TestWhatIsLeftDecidesWhoMayCall(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name      string
		remaining int
		passes    []Urgency
		waits     []Urgency
	}{
		{"all is left", 600, []Urgency{Watching, Operations, Clicks}, nil},
		{"less than watching leaves", 280, []Urgency{Operations, Clicks}, []Urgency{Watching}},
		{"only the reserve", 180, []Urgency{Clicks}, []Urgency{Watching, Operations}},
		{"half of the reserve", 90, nil, []Urgency{Watching, Operations, Clicks}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := &budget{reserve: 0.3}
			b.note(told(600, 600), now)
			b.note(told(600, c.remaining), now)
			for _, u := range c.passes {
				require.Zero(t, b.pass(u, now), "urgency %d", u)
				b.ended()
			}
			for _, u := range c.waits {
				require.Positive(t, b.pass(u, now), "urgency %d", u)
			}
		})
	}
}

func TestNobodyWaitsBeforeTheCloudHasToldItsLimit(t *testing.T) {
	t.Parallel()
	b := &budget{reserve: 0.3}
	require.Zero(t, b.pass(Watching, time.Now()))
}

func TestABudgetThatWasNeverFullIsNotWaitedFor(t *testing.T) {
	t.Parallel()
	now := time.Now()
	b := &budget{reserve: 0.3}
	b.note(told(600, 9), now) // such as one that counts calls at a time
	require.Zero(t, b.pass(Operations, now))
}

// A process that starts when little is left must not take that for all that there is: each
// further start would leave less.
func TestABudgetThatIsNearlySpentAtTheStartIsNotTakenForAFullOne(t *testing.T) {
	t.Parallel()
	now := time.Now()
	b := &budget{reserve: 0.3}
	b.note(told(600, 100), now)
	require.Positive(t, b.pass(Watching, now))
	require.Positive(t, b.pass(Operations, now))
	require.Zero(t, b.pass(Clicks, now))
	b.note(told(600, 80), now)
	require.Positive(t, b.pass(Clicks, now))
}

// Whatever is told and asked, who has waited for as long as was said may call.
func TestTheWaitIsEnough(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
		limit := rapid.IntRange(10, 5000).Draw(t, "limit")
		b := &budget{reserve: rapid.Float64Range(0, 0.9).Draw(t, "reserve")}
		b.note(told(limit, limit), now)
		b.note(told(limit, rapid.IntRange(0, limit).Draw(t, "remaining")), now)
		u := rapid.SampledFrom([]Urgency{Watching, Operations, Clicks}).Draw(t, "urgency")
		wait := b.pass(u, now)
		require.LessOrEqual(t, wait, time.Minute+time.Minute/10)
		if wait > 0 {
			require.Zero(t, b.pass(u, now.Add(wait+time.Millisecond)))
		}
	})
}
