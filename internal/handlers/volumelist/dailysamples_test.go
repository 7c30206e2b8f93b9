package volumelist

import (
	"context"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/areatest"
	"snapdeck/internal/handlers/webtest"
	"snapdeck/internal/sample"
)

// storedSamples returns samples and records what was read.
type storedSamples struct {
	rows  []sample.Row
	err   error
	asked [][]string
	from  sample.Month
	to    sample.Month
}

func (s *storedSamples) Samples(_ context.Context, kind sample.Kind, ids []string, from, to sample.Month) (found []sample.Row, err error) {
	s.asked, s.from, s.to = append(s.asked, ids), from, to
	for _, r := range s.rows {
		for _, id := range ids {
			if r.Key == (sample.Key{Kind: kind, ID: id}) {
				found = append(found, r)
			}
		}
	}
	return found, s.err
}

// A volume without samples is read once too, until samples may have been added.
func TestDailySamples_ReadOnce(t *testing.T) {
	t.Parallel()
	s := &storedSamples{rows: []sample.Row{{Key: sample.Key{Kind: sample.OfVolume, ID: "a"}, Month: 1}, {Key: sample.Key{Kind: sample.OfVolume, ID: "a"}, Month: 2}}}
	var c dailySamplesCache
	load := func(now time.Time, ids ...string) { require.NoError(t, c.Load(t.Context(), s, now, ids)) }
	load(areatest.Noon, "a", "b")
	load(areatest.Noon, "a", "b")
	load(areatest.Noon, "b", "c")
	require.Equal(t, [][]string{{"a", "b"}, {"c"}}, s.asked)
	require.Len(t, c.Of("a"), 2)
	require.Empty(t, c.Of("b"))
	load(areatest.Noon.Add(samplesExpiry), "a")
	require.Equal(t, []string{"a"}, s.asked[2])
	require.Len(t, c.Of("a"), 2, "a second read adds nothing twice")
}

// An error must not be remembered as an empty result.
func TestDailySamples_FailureIsRetried(t *testing.T) {
	t.Parallel()
	s := &storedSamples{err: webtest.ErrAway}
	var c dailySamplesCache
	require.ErrorIs(t, c.Load(t.Context(), s, areatest.Noon, []string{"a"}), webtest.ErrAway)
	s.err = nil
	require.NoError(t, c.Load(t.Context(), s, areatest.Noon, []string{"a"}))
	require.Len(t, s.asked, 2)
}

// Scrolling through all volumes must not grow it without bound.
func TestDailySamples_AreBounded(t *testing.T) {
	t.Parallel()
	s := &storedSamples{}
	var c dailySamplesCache
	ids := make([]string, maxCachedVolumes+1)
	for i := range ids {
		ids[i] = strconv.Itoa(i)
	}
	require.NoError(t, c.Load(t.Context(), s, areatest.Noon, ids))
	require.NoError(t, c.Load(t.Context(), s, areatest.Noon, []string{"one more"}))
	require.Len(t, c.rows, 1)
}
