package overview

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/coverage"
	"snapdeck/internal/handlers/areatest"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
)

// percent returns the number in a text such as "12.50%".
func percent(t *testing.T, text string) float64 {
	t.Helper()
	p, err := strconv.ParseFloat(strings.TrimSuffix(text, "%"), 64)
	require.NoError(t, err)
	return p
}

func TestCoverageBar_SingleVolumeAmongThousandsIsVisible(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract().VolumesNamed(3000, time.Hour).Volume("none", 5).Volume("late", 5, 2*day)
	_, req, r := setup(c)
	bar := coverageBar(req, r)
	counts, end := map[string]int{}, 0.0
	for _, part := range bar.Parts {
		counts[part.State] = part.N
		require.InDelta(t, end, percent(t, part.X), 0.02, "each part begins where the previous one ends")
		width := percent(t, part.Width)
		end += width
		if part.N > 0 {
			require.GreaterOrEqual(t, width, 0.9, part.State)
		} else {
			require.Zero(t, width, part.State)
		}
	}
	require.InDelta(t, 100, end, 0.05)
	require.Equal(t, map[string]int{"protected": 3000, "probably": 0, "late": 1, "never": 1, "failing": 0, "excluded": 0}, counts)
	require.Equal(t, "3\u202f002 volumes", bar.Total)
	require.Equal(t, "24 h", bar.Target.Text)
}

func TestCoverageBar_EmptyIsNotLoading(t *testing.T) {
	t.Parallel()
	_, req, r := setup(areatest.NewContract())
	bar := coverageBar(req, r)
	require.True(t, bar.Empty)
	require.Empty(t, bar.Loading)
	for _, part := range bar.Parts {
		require.Equal(t, "0.00%", part.Width)
	}
	loading := areatest.NewContract().Volume("a", 1)
	loading.Loading = inventory.Progress{Done: 3, Total: 7}
	_, req, r = setup(loading)
	bar = coverageBar(req, r)
	require.NotEmpty(t, bar.Loading)
	require.Empty(t, bar.Parts, "volumes are not counted before all are read")
}

func TestCoverageBar_UnknownSizesCountAsVolumes(t *testing.T) {
	t.Parallel()
	_, req, r := setup(areatest.NewContract().Volume("unsized", 0).Volume("b", 7))
	for _, part := range coverageBar(req, r).Parts {
		if part.State == string(coverage.Never) {
			require.Equal(t, 2, part.N)
			require.Equal(t, "7 GB", part.Exact)
		}
	}
}

func TestLoadingText_CountsDataCenters(t *testing.T) {
	t.Parallel()
	require.Contains(t, loadingText(inventory.Progress{Done: 3, Total: 7}), "3 of 7")
	require.NotContains(t, loadingText(inventory.Progress{}), "0", "how many there are is not known yet")
}

func TestCreateLink_OnlyWithVolumes(t *testing.T) {
	t.Parallel()
	_, _, r := setup(areatest.NewContract())
	require.Empty(t, createLink(r).Href)
	_, _, r = setup(areatest.NewContract().Volume("a", 1))
	require.Equal(t, "/volumes", createLink(r).Href)
}

func TestOverview_FragmentsCoverPage(t *testing.T) {
	t.Parallel()
	s, req, _ := setup(areatest.NewContract().Volume("a", 1).Quota(1, 2).Priced("0.05").Snapshot("s", "a", 1, 100*day))
	p, err := s.overview(t.Context(), req)
	require.NoError(t, err)
	whole, err := web.RenderOne(t.Context(), p.Body(s.plainLayout()))
	require.NoError(t, err)
	for _, f := range p.Fragments {
		html, err := web.RenderOne(t.Context(), f.HTML)
		require.NoError(t, err)
		if len(html) > 0 {
			require.Contains(t, string(html), `id="`+f.ID+`"`, "a fragment that has no place on the page is never shown")
			require.Contains(t, string(whole), `id="`+f.ID+`"`)
		}
	}
}

func TestGettingStarted_UntilContractAndTargetAreSet(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		simulated bool
		target    func() bool
		done      map[string]bool // nil: the panel is hidden
	}{
		"simulated":          {true, nil, map[string]bool{"connect": false, "sources": true, "target": true}},
		"without a target":   {false, func() bool { return false }, map[string]bool{"connect": true, "sources": true, "target": false}},
		"neither":            {true, func() bool { return false }, map[string]bool{"connect": false, "sources": true, "target": false}},
		"everything":         {false, func() bool { return true }, nil},
		"no target is asked": {false, nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, _, r := setup(areatest.NewContract().Volume("a", 1), func(d *web.Deps) { d.Cloud.Simulated, d.TargetSet = c.simulated, c.target })
			start := s.gettingStarted(r)
			if c.done == nil {
				require.Nil(t, start)
				return
			}
			done := map[string]bool{}
			for _, step := range start.Steps {
				done[step.Key] = step.Done
			}
			require.Equal(t, c.done, done)
		})
	}
}

func TestGettingStarted_SourcesWaitForFirstLoad(t *testing.T) {
	t.Parallel()
	simulated := func(d *web.Deps) { d.Cloud.Simulated = true }
	loading := areatest.NewContract()
	loading.Loading = inventory.Progress{Done: 1, Total: 2}
	s, _, r := setup(loading, simulated)
	require.False(t, s.gettingStarted(r).Steps[1].Done, "unread snapshots may have sources to confirm")
	likely := areatest.NewContract().Volume("disk-a", 10).Snapshot("s", "", 10, time.Hour, func(s *inventory.Snapshot) { s.Name = "disk-a" })
	likely.Inferred = true
	s, _, r = setup(likely, simulated)
	require.False(t, s.gettingStarted(r).Steps[1].Done)
	require.Contains(t, s.gettingStarted(r).Steps[1].Text, "1 as likely")
}
