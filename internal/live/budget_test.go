package live

import (
	"hash/maphash"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// One row of a hundred changes; a further subscriber must cost nothing but waking it.
func TestHub_ChangeAllocations(t *testing.T) { // not parallel: AllocsPerRun cannot run beside other tests
	seed := maphash.MakeSeed()
	before, after := longList(100, 7, "x"), longList(100, 7, "y")
	old, now := newFrame(seed, before), newFrame(seed, after)
	page := &topic{subscribers: map[*subscriber]struct{}{}}
	for range 5000 {
		page.subscribers[&subscriber{wakeup: make(chan struct{}, 1)}] = struct{}{}
	}
	page.advance(old)
	hub := NewHub(Config{Heartbeat: func() []byte { return nil }})
	subscribers := make([]*subscriber, 5000)
	for i := range subscribers {
		subscribers[i] = newSubscriber(Subscriber{Alive: func() bool { return true }})
	}
	for name, c := range map[string]struct {
		budget float64
		run    func()
	}{
		"a frame of 100 rows":                     {30, func() { newFrame(seed, before) }},
		"the difference of one row":               {8, func() { now.since(old) }},
		"a frame that is as it was":               {8, func() { page.advance(old) }},
		"listing 5,000 subscribers":               {2, func() { listOf(page.subscribers) }},
		"telling 5,000 that they are live":        {8, func() { hub.signalDue(subscribers, time.Now()) }},
		"what a subscriber has missed of a topic": {0, func() { page.after(page.version - 1) }},
	} {
		got := testing.AllocsPerRun(5, c.run)
		t.Logf("%s: %.0f of %.0f", name, got, c.budget)
		require.LessOrEqual(t, got, c.budget, name)
	}
}
