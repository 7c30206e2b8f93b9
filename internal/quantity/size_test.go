package quantity

import (
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// thin replaces the underscores of a test's table by the thin spaces between thousands.
func thin(text string) string { return strings.ReplaceAll(text, "_", "\u202f") }

func TestGB_RoundsToATenthAndGroupsThousands(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		gb   float64
		want string
	}{
		{0, "0 GB"}, {1, "1 GB"}, {999, "999 GB"}, {1000, "1_000 GB"}, {1234567, "1_234_567 GB"},
		{0.5, "0.5 GB"}, {1.25, "1.2 GB"}, {9.96, "10 GB"}, {999.96, "1_000 GB"}, {1500.5, "1_500.5 GB"},
		{0.04, "0 GB"}, {0.06, "0.1 GB"}, {-10, "-10 GB"}, {-1234.5, "-1_234.5 GB"},
	} {
		require.Equal(t, thin(c.want), GB(c.gb), "%v", c.gb)
	}
}

func TestTotal_LowerBoundIfSizesAreUnknown(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		gb          float64
		unknown     int
		want, short string
	}{
		{0, 0, "0 GB", "0 GB"},
		{0, 3, "size unknown", "size unknown"},
		{-1, 1, "size unknown", "size unknown"},
		{1500, 0, "1_500 GB", "1_500 GB"},
		{1500, 2, "at least 1_500 GB", "at least 1_500 GB"},
		{20_480, 0, "20_480 GB", "20.0 TB"},
		{20_480, 1, "at least 20_480 GB", "at least 20.0 TB"},
		{3 << 20, 1, "at least 3_145_728 GB", "at least 3.00 PB"},
	} {
		require.Equal(t, thin(c.want), Total{GB: c.gb, Unsized: c.unknown}.Text())
		require.Equal(t, thin(c.short), Total{GB: c.gb, Unsized: c.unknown}.ShortText())
	}
}

func TestShortGB_ChangesUnitAtLimits(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		gb   float64
		want string
	}{
		{9999, "9_999 GB"}, {9999.94, "9_999.9 GB"}, {10_000, "9.8 TB"}, {99 * 1024, "99.0 TB"},
		{100 * 1024, "100 TB"}, {999 * 1024, "999 TB"}, {1000 * 1024, "0.97 PB"}, {1024 * 1024, "1.00 PB"}, {2.999 * 1024 * 1024, "2.99 PB"},
	} {
		require.Equal(t, thin(c.want), ShortGB(c.gb), "%v", c.gb)
	}
}

func TestBytes_AreExact(t *testing.T) {
	t.Parallel()
	for gb, want := range map[float64]string{
		1: "1_073_741_824 bytes", 10: "10_737_418_240 bytes", 0.5: "536_870_912 bytes", 2048: "2_199_023_255_552 bytes",
	} {
		got, _, found := strings.Cut(Bytes(gb), " (")
		require.True(t, found)
		require.Equal(t, thin(want), got)
	}
}

func TestSize_FractionOfGBIsKnown(t *testing.T) {
	t.Parallel()
	require.Equal(t, "0.5 GB", Size(0.5))
	require.Equal(t, "0.5 GB SSD", SizeOf(0.5, "SSD"))
	require.Equal(t, "unknown", Size(math.Inf(-1)))
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

func FuzzGB(f *testing.F) {
	f.Add(10.0)
	f.Fuzz(func(t *testing.T, gb float64) {
		require.NotEmpty(t, GB(gb))
		require.NotEmpty(t, ShortGB(gb))
		require.Equal(t, Size(gb) == "unknown", Bytes(gb) == "")
	})
}
