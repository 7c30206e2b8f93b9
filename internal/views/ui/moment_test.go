package ui

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestAgo_Table(t *testing.T) {
	t.Parallel()
	for d, want := range map[time.Duration]string{
		0: "just now", 4 * time.Second: "just now", 42 * time.Second: "42 s ago", 59 * time.Minute: "59 min ago", 26 * time.Hour: "26 h ago",
		72 * time.Hour: "3 days ago", 100 * 24 * time.Hour: "3 months ago", 800 * 24 * time.Hour: "2 years ago", -2 * time.Hour: "in 2 h",
	} {
		require.Equal(t, want, Ago(d))
	}
}

func TestAgoValidFor_IsCorrect(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	for _, reach := range []time.Duration{10 * time.Second, 2 * time.Minute, 3 * time.Hour, 70 * day, 900 * day, 4000 * day} {
		for range 2_000 {
			d := time.Duration(random.Int64N(int64(2*reach))) - reach
			stays := AgoValidFor(d)
			require.GreaterOrEqual(t, stays, time.Duration(0))
			if stays == 0 {
				continue
			}
			require.Equal(t, Ago(d), Ago(d+stays-1), "%s for %s", d, stays)
			require.Equal(t, Ago(d), Ago(d+time.Duration(random.Int64N(int64(stays)))), "%s within %s", d, stays)
			if d > 0 {
				require.NotEqual(t, Ago(d), Ago(d+stays), "%s for no more than %s", d, stays)
			}
		}
	}
}

func TestElapsed_Table(t *testing.T) {
	t.Parallel()
	for d, want := range map[time.Duration]string{0: "0:00", 42 * time.Second: "0:42", 62 * time.Second: "1:02", 3723 * time.Second: "1:02:03", -time.Second: "0:00"} {
		require.Equal(t, want, Elapsed(d))
	}
}

func TestMoment_Unknown(t *testing.T) {
	t.Parallel()
	m := MomentOf(time.Time{}, time.Now(), time.UTC)
	require.False(t, m.Known())
	require.Equal(t, "unknown", m.Ago)
}

func FuzzMoment(f *testing.F) {
	f.Add(int64(0))
	f.Fuzz(func(t *testing.T, seconds int64) {
		require.NotEmpty(t, MomentOf(time.Unix(seconds%1e11, 0), time.Unix(0, 0), time.UTC).Ago)
	})
}
