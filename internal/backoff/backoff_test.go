package backoff_test

import (
	"context"
	"math"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/backoff"
)

func TestDoubling_GrowsUpToMaximum(t *testing.T) {
	t.Parallel()
	for failures, want := range map[int]time.Duration{
		-1: time.Second, 0: time.Second, 1: 2 * time.Second, 3: 8 * time.Second, 4: 10 * time.Second, 1_000: 10 * time.Second, math.MaxInt: 10 * time.Second,
	} {
		require.Equal(t, want, backoff.Doubling(time.Second, 10*time.Second, failures), failures)
	}
	require.Equal(t, time.Duration(math.MaxInt64), backoff.Doubling(math.MaxInt64/2+1, math.MaxInt64, 5), "a duration that cannot be doubled")
}

func TestWait_EndsWithContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		started := time.Now()
		require.NoError(t, backoff.Wait(t.Context(), time.Minute))
		require.Equal(t, time.Minute, time.Since(started))

		short, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		require.ErrorIs(t, backoff.Wait(short, time.Minute), context.DeadlineExceeded)
		require.Equal(t, time.Minute+time.Second, time.Since(started))
	})
}
