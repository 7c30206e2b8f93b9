package coverage_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/coverage"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
)

// A reset removes all the labels.
func TestTarget_LabelsRoundTrip(t *testing.T) {
	t.Parallel()
	const contract = 24 * time.Hour
	apply := func(labels []inventory.Label, changes []operation.LabelChange) []inventory.Label {
		byKey := map[string]string{}
		for _, l := range labels {
			byKey[l.Key] = l.Value
		}
		for _, c := range changes {
			if byKey[c.Key] = c.Value; c.Remove {
				delete(byKey, c.Key)
			}
		}
		labels = nil
		for key, value := range byKey {
			labels = append(labels, inventory.Label{Key: key, Value: value})
		}
		return labels
	}
	excluded := apply(nil, coverage.Exclude("a cache"))
	require.Equal(t, coverage.Target{Excluded: true, Own: true, Reason: "a cache"}, coverage.TargetOf(excluded, contract))
	own := apply(excluded, coverage.SetTarget(7*contract))
	require.Equal(t, coverage.Target{Age: 7 * contract, Own: true}, coverage.TargetOf(own, contract), "the reason goes with the exclusion")
	require.Equal(t, coverage.Target{Age: contract}, coverage.TargetOf(apply(own, coverage.ResetTarget()), contract))
	require.Empty(t, apply(excluded, coverage.ResetTarget()))
	unread := coverage.TargetOf([]inventory.Label{{Key: inventory.LabelTarget, Value: "soon"}, {Key: "snapdeck-target-x", Value: "1h"}}, contract)
	require.Equal(t, coverage.Target{Age: contract, Unread: "soon"}, unread, "an unreadable target is shown, and the contract's applies")
}

// A reason must fit into a label and contain something visible.
func TestCleanReason_FitsLabel(t *testing.T) {
	t.Parallel()
	for text, c := range map[string]struct {
		reason string
		good   bool
	}{
		"a cache":                       {"a cache", true},
		"  a \n\t cache ":               {"a cache", true},
		strings.Repeat("ü", 63):         {strings.Repeat("ü", 63), true},
		strings.Repeat("ü", 64):         {strings.Repeat("ü", 64), false},
		"":                              {"", false},
		" \n ":                          {"", false},
		"\u200b\u2800":                  {"", false},
		"\xff\xfe":                      {"", false},
		"a\x00cache":                    {"a\x00cache", false},
		"\xffa cache":                   {"a cache", true},
		"a" + strings.Repeat(" ", 1000): {"a", true},
	} {
		reason, problem := coverage.CleanReason(text)
		require.Equal(t, c.reason, reason, "%q", text)
		require.Equal(t, c.good, problem == "", "%q: %s", text, problem)
	}
}

// A likely copy counts like a known one.
func TestVolume_LateSinceNewestCopyExceededTarget(t *testing.T) {
	t.Parallel()
	made := func(id string, hours int) coverage.Copy {
		return coverage.Copy{ID: id, At: noon.Add(-time.Duration(hours) * time.Hour)}
	}
	for name, c := range map[string]struct {
		volume coverage.Volume
		want   time.Time
	}{
		"without a copy":             {coverage.Volume{}, time.Time{}},
		"within the target":          {coverage.Volume{Good: made("s", 23)}, time.Time{}},
		"at its end":                 {coverage.Volume{Good: made("s", 24)}, noon},
		"after it":                   {coverage.Volume{Good: made("s", 30)}, noon.Add(-6 * time.Hour)},
		"a newer likely one counts":  {coverage.Volume{Good: made("s", 30), Likely: made("l", 25)}, noon.Add(-time.Hour)},
		"an older likely one":        {coverage.Volume{Good: made("s", 25), Likely: made("l", 30)}, noon.Add(-time.Hour)},
		"only a likely one":          {coverage.Volume{Likely: made("l", 25)}, noon.Add(-time.Hour)},
		"one without a date":         {coverage.Volume{Good: coverage.Copy{ID: "s"}}, time.Time{}},
		"a fresh one, likely at all": {coverage.Volume{Good: made("s", 99), Likely: made("l", 1)}, time.Time{}},
	} {
		c.volume.Target.Age = 24 * time.Hour
		require.Equal(t, c.want, c.volume.LateSince(noon), name)
	}
}

// The result is the part of WorstFirst that has the state.
func TestReport_WorstOfOneState(t *testing.T) {
	t.Parallel()
	e := newSampleContract()
	for i, id := range []string{"never-small", "never-large", "late-1", "late-2", "fine"} {
		e.volume(id, float64(10+i))
	}
	e.snapshot("late-1", 200*time.Hour, inventory.StateAvailable)
	e.snapshot("late-2", 300*time.Hour, inventory.StateAvailable)
	e.snapshot("fine", time.Hour, inventory.StateAvailable)
	r := e.report(noon)
	ids := func(volumes []coverage.Volume) (ids []string) {
		for _, v := range volumes {
			ids = append(ids, v.ID)
		}
		return ids
	}
	for state, want := range map[coverage.State][]string{
		coverage.Never: {"never-large", "never-small"}, coverage.Late: {"late-2", "late-1"}, coverage.Protected: {"fine"}, coverage.Failing: nil, coverage.Excluded: nil, "unknown": nil,
	} {
		require.Equal(t, want, ids(r.WorstOf(state, 10)), state)
		require.Len(t, r.WorstOf(state, 1), min(1, len(want)), state)
		require.Empty(t, r.WorstOf(state, 0), state)
		require.Equal(t, len(want), r.Sum(state).Count, state)
	}
	require.Equal(t, []string{"never-large", "never-small", "late-2"}, ids(r.WorstFirst(3)))
	require.Len(t, r.WorstFirst(0), 5)
	require.Len(t, r.WorstFirst(99), 5)
	require.Nil(t, r.Among("unknown"))
	require.False(t, r.AllProtected())
	_, known := r.Of("gone")
	require.False(t, known)
}
