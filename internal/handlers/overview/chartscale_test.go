package overview

import (
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"snapdeck/internal/quantity"
	"snapdeck/internal/sample"
)

func TestCoverageHref_FiltersVolumes(t *testing.T) {
	t.Parallel()
	for _, state := range shownStates() {
		require.Equal(t, "/volumes?coverage="+string(state), coverageHref(state))
	}
	require.NotEmpty(t, shownStates())
}

func TestChartScale_TopIsZero(t *testing.T) {
	t.Parallel()
	s := newScale(10, 20)
	s.include(0)
	s.include(100)
	require.Equal(t, "0.00", s.x(10))
	require.Equal(t, "50.00", s.x(15))
	require.Equal(t, "100.00", s.x(20))
	require.Equal(t, "0.00", s.y(112), "there is room above the line")
	require.Equal(t, "100.00", s.y(0), "no room below zero")
	require.Equal(t, "0.00,10.71 100.00,100.00", s.line(point{10, 100}, point{20, 0}))
	low, high := s.bounds(quantity.GB)
	require.Equal(t, []string{"0 GB", "100 GB"}, []string{low, high})
}

func TestChartScale_OneDayAndOneValueAreDrawable(t *testing.T) {
	t.Parallel()
	for _, value := range []float64{0, 0.3, 5, 1e12} {
		s := newScale(7, 7)
		s.include(value)
		for _, c := range strings.Split(s.line(point{7, value}), ",") {
			require.NotContains(t, c, "NaN")
			require.NotContains(t, c, "Inf")
		}
		low, high := s.edges()
		require.Less(t, low, high)
		require.GreaterOrEqual(t, low, 0.0)
	}
}

// No line may leave the chart.
func TestChartScale_EverythingIncludedIsInside(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Float64Range(0, 1e9), 1, 20).Draw(t, "values")
		s := newScale(0, sample.Day(len(values)-1))
		for _, v := range values {
			s.include(v)
		}
		for i, v := range values {
			for _, text := range []string{s.x(sample.Day(i)), s.y(v)} {
				percent, err := strconv.ParseFloat(text, 64)
				require.NoError(t, err)
				require.GreaterOrEqual(t, percent, 0.0)
				require.LessOrEqual(t, percent, 100.0)
			}
		}
	})
}
