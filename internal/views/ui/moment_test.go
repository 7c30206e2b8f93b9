package ui

import (
	"math"
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

func FuzzSizesAndTimes(f *testing.F) {
	f.Add(10.0, int64(0))
	f.Fuzz(func(t *testing.T, gb float64, seconds int64) {
		require.NotEmpty(t, GB(gb))
		require.NotEmpty(t, Bytes(gb))
		require.NotEmpty(t, MomentOf(time.Unix(seconds%1e11, 0), time.Unix(0, 0), time.UTC).Ago)
	})
}

func TestSize_UnknownReadsWellAloneAndAmongOtherWords(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		gb                 float64
		alone, among, disk string
	}{
		{10, "10 GB", "10 GB", "10 GB HDD"},
		{0, "unknown", "size unknown", "HDD, size unknown"},
		{-1, "unknown", "size unknown", "HDD, size unknown"},
		{math.NaN(), "unknown", "size unknown", "HDD, size unknown"},
		{math.Inf(1), "unknown", "size unknown", "HDD, size unknown"},
	} {
		require.Equal(t, c.alone, Size(c.gb))
		require.Equal(t, c.among, SizeOf(c.gb, ""))
		require.Equal(t, c.disk, SizeOf(c.gb, "HDD"))
		require.Equal(t, c.alone == "unknown", Bytes(c.gb) == "")
	}
}

func TestTotal_NamesOmitted(t *testing.T) {
	t.Parallel()
	for want, sizes := range map[string][]float64{
		"10 GB": {4, 6}, "at least 10 GB": {10, 0}, "at least 1 GB": {1, -1, math.Inf(1)}, "size unknown": {0}, "0 GB": nil,
	} {
		total := TotalOf(sizes, func(gb float64) float64 { return gb })
		require.Equal(t, want, total.Text())
		require.Equal(t, want, total.ShortText())
	}
}

func TestShortGB(t *testing.T) {
	t.Parallel()
	for gb, want := range map[float64]string{0: "0 GB", 978: "978 GB", 9999: GB(9999), 10_240: "10.0 TB", 51_200: "50.0 TB", 512_000: "500 TB", 2_782_539: "2.65 PB"} {
		require.Equal(t, want, ShortGB(gb))
	}
}
