package overview

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/coverage"
	"snapdeck/internal/handlers/areatest"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/sample"
)

// samplesOf holds samples of volumes.
type samplesOf []sample.Row

func (s samplesOf) Samples(_ context.Context, kind sample.Kind, ids []string, _, _ sample.Month) (rows []sample.Row, _ error) {
	for _, r := range s {
		for _, id := range ids {
			if r.Kind == kind && r.ID == id {
				rows = append(rows, r)
			}
		}
	}
	return rows, nil
}

// sampledOn returns a sample of a contract's volumes as of some days ago.
func sampledOn(t *testing.T, c *areatest.Contract, daysAgo int) samplesOf {
	t.Helper()
	at := areatest.Noon.Add(-time.Duration(daysAgo) * day)
	today := sample.DayOf(at)
	var rows samplesOf
	for _, e := range sample.Take(coverage.Of(c.View(), coverage.Facts{Target: day, Now: at}), at) {
		rows = append(rows, sample.Row{Key: e.Key, Month: today.Month(), Days: sample.Put(nil, today, e.Data)})
	}
	return rows
}

func TestHeatMap_WorstFirstWithoutExcluded(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract().VolumesNamed(20).Volume("fails", 1).Failed("fails", "server", time.Hour).Volume("spared", 1).Label("volume", "spared", inventory.LabelTarget, "none")
	s, req, r := setup(c)
	h := s.heatMap(t.Context(), req, r)
	require.Len(t, h.Rows, heatVolumes)
	require.Equal(t, "failing", h.Rows[0].State)
	require.Equal(t, "All 21 not protected", h.All.Text)
	few := areatest.NewContract().Volume("a", 1, time.Hour).Volume("spared", 1).Label("volume", "spared", inventory.LabelTarget, "none")
	s, req, r = setup(few)
	h = s.heatMap(t.Context(), req, r)
	require.Len(t, h.Rows, 1)
	require.Empty(t, h.All.Href)
}

func TestHeatMap_EachDayOnce(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract().Volume("a", 1, 2*day, 9*day)
	samples := sampledOn(t, areatest.NewContract().Volume("a", 1), 5)
	s, req, r := setup(c, func(d *web.Deps) { d.Samples = samples })
	h := s.heatMap(t.Context(), req, r)
	var states []string
	for _, run := range h.Rows[0].Runs {
		states = append(states, run.State)
		require.NotEmpty(t, run.Path)
	}
	require.Equal(t, []string{"unknown", "protected", "unknown", "never", "unknown", "protected", "unknown", "late"}, states)
	require.Empty(t, h.Sampled, "there are samples")
	require.Equal(t, heatDays, h.Days)
}

func TestHeatMap_ExplainsRecentStart(t *testing.T) {
	t.Parallel()
	s, req, r := setup(areatest.NewContract().Volume("a", 1, time.Hour))
	require.NotEmpty(t, s.heatMap(t.Context(), req, r).Sampled)
}

func TestHeatMap_NothingToShow(t *testing.T) {
	t.Parallel()
	s, req, r := setup(areatest.NewContract())
	require.Nil(t, s.heatMap(t.Context(), req, r))
	loading := areatest.NewContract().Volume("a", 1)
	loading.Loading = inventory.Progress{Done: 1, Total: 2}
	s, req, r = setup(loading)
	require.Nil(t, s.heatMap(t.Context(), req, r))
}

func TestHeatDetail_LikelyIsMarked(t *testing.T) {
	t.Parallel()
	_, req, _ := setup(areatest.NewContract())
	good := coverage.Copy{ID: "g", At: areatest.Noon.Add(-9 * day)}
	likely := coverage.Copy{ID: "l", At: areatest.Noon.Add(-2 * day)}
	for name, c := range map[string]struct {
		v    coverage.Volume
		want string
	}{
		"none":            {coverage.Volume{}, ""},
		"known":           {coverage.Volume{Good: good}, "9 days"},
		"likely":          {coverage.Volume{Likely: likely}, "≈ 2 days"},
		"likely is newer": {coverage.Volume{Good: good, Likely: likely}, "≈ 2 days"},
		"no date":         {coverage.Volume{Good: coverage.Copy{ID: "g"}}, ""},
	} {
		require.Equal(t, c.want, heatDetail(req, c.v), name)
	}
}

func TestCoveragePill_DiffersForEachState(t *testing.T) {
	t.Parallel()
	labels, icons := map[string]bool{}, map[string]bool{}
	for _, state := range shownStates() {
		p := coveragePill(state)
		require.False(t, labels[p.Label], "%s has the words of another state", state)
		require.False(t, icons[p.Icon], "%s has the sign of another state", state)
		labels[p.Label], icons[p.Icon] = true, true
	}
	require.Equal(t, "quiet", coveragePill(coverage.Protected).Tone)
	require.Equal(t, "bad", coveragePill(coverage.Failing).Tone)
	require.Equal(t, "bad", coveragePill(coverage.Never).Tone)
	require.Equal(t, "warn", coveragePill(coverage.Late).Tone)
}

func TestLatestFailure_OfVolumesAndOperations(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract().Volume("a", 1).Volume("b", 1).Failed("a", "server", 3*time.Hour).Failed("b", "server", 2*time.Hour)
	c.Operation(failedOp("d", operation.DeleteSnapshot, "server", time.Hour))
	s, _, _ := setup(c)
	for _, q := range []struct {
		cause, volume string
		ago           time.Duration
	}{{"server", "", 2 * time.Hour}, {"server", "a", 3 * time.Hour}, {"delete-snapshot/server", "", time.Hour}} {
		require.Equal(t, areatest.Noon.Add(-q.ago), s.latestFailure(q.cause, q.volume), q)
	}
	require.Zero(t, s.latestFailure("quota", ""))
	require.Zero(t, s.latestFailure("server", "gone"))
}
