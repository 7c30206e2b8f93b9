package memo

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestRecent_KeepsLatestKeys(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name     string
		limit    int
		keys     []int
		computed []int // in this order
	}{
		{"one by default", 0, []int{1, 1, 2, 2, 1}, []int{1, 2, 1}},
		{"two", 2, []int{1, 2, 1, 2}, []int{1, 2}},
		{"the oldest is forgotten", 2, []int{1, 2, 3, 2, 3, 1}, []int{1, 2, 3, 1}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r, computed := Recent[int, int]{Limit: c.limit}, []int(nil)
			for _, key := range c.keys {
				require.Equal(t, 10*key, r.Get(key, func() int { computed = append(computed, key); return 10 * key }))
			}
			require.Equal(t, c.computed, computed)
		})
	}
}

// Many goroutines ask before the value is computed.
func TestRecent_ComputesOnceForAll(t *testing.T) {
	t.Parallel()
	r := Recent[string, int]{Limit: 2}
	var all sync.WaitGroup
	asked, computed := make(chan struct{}), 0
	for range 8 {
		all.Go(func() {
			require.Equal(t, 7, r.Get("a", func() int { <-asked; computed++; return 7 }))
		})
	}
	require.Equal(t, 1, r.Get("b", func() int { return 1 }), "another key does not wait for the first")
	close(asked)
	all.Wait()
	require.Equal(t, 1, computed)
}
