package operation

import (
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
)

// Locks are read once for many deletions. Then the clock is set back by an hour, and another client locks the last one.
func TestDeletion_ClockSetBackReadsLocksAgain(t *testing.T) {
	t.Parallel()
	runEnv(t, func(env *testEnv) {
		var setBack time.Duration
		now := func() time.Time { return time.Now().Round(0).Add(-setBack) }
		env.engine = NewEngine(env.ledger, env.cloud, env.mirror, DefaultTiming(), now, env.engine.newID, slog.New(slog.DiscardHandler))
		fresh := env.engine.fresh
		for range manyReads {
			_, labels, err := fresh.labelled(t.Context(), "snap")
			require.NoError(t, err)
			require.NotContains(t, labels, inventory.LabelLock)
		}
		setBack = time.Hour
		env.cloud.cloudState.labels[inventory.LabelLock] = endlessLock
		for range manyReads {
			time.Sleep(time.Minute / 20)
			_, labels, err := fresh.labelled(t.Context(), "snap")
			require.NoError(t, err)
			require.Contains(t, labels, inventory.LabelLock)
		}
	})
}

func TestTooOld_IncludesTimesAheadOfClock(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC)
	for ago, want := range map[time.Duration]bool{0: false, time.Second: false, 2 * time.Second: false, 3 * time.Second: true, -time.Millisecond: true, -time.Hour: true} {
		require.Equal(t, want, tooOld(now, now.Add(-ago), 2*time.Second), ago)
	}
	require.True(t, tooOld(now, time.Time{}, 2*time.Second))
}

// The monotonic clock stands still while a machine is suspended, and what was read before would seem fresh.
func TestEngine_UsesWallClock(t *testing.T) {
	t.Parallel()
	e := NewEngine(nil, nil, nil, DefaultTiming(), time.Now, nil, nil)
	for _, now := range []time.Time{e.now(), e.fresh.now()} {
		require.Equal(t, now.Round(0), now)
		require.NotContains(t, now.String(), "m=")
	}
}
