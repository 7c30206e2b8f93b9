package coverage_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"snapdeck/internal/coverage"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
)

// conditions returns functions that put a volume "v" into a state, unless a state with precedence applies.
func conditions() []struct {
	state coverage.State
	apply func(e *sampleContract)
} {
	return []struct {
		state coverage.State
		apply func(e *sampleContract)
	}{
		{coverage.Excluded, func(e *sampleContract) { e.label("v", inventory.LabelTarget, "none") }},
		{coverage.Protected, func(e *sampleContract) { e.snapshot("v", time.Hour, inventory.StateAvailable) }},
		{coverage.Probably, func(e *sampleContract) { e.likely("v", 2*time.Hour) }},
		{coverage.Failing, func(e *sampleContract) { e.attempts.Put(ended("v", time.Minute, operation.Failed, "invalid")) }},
		{coverage.Never, func(*sampleContract) {}},
		{coverage.Late, func(e *sampleContract) { e.snapshot("v", 30*time.Hour, inventory.StateAvailable) }},
	}
}

func TestState_Precedence(t *testing.T) {
	t.Parallel()
	all := conditions()
	for i, first := range all {
		for _, second := range all[i:] {
			if first.state == coverage.Never && second.state == coverage.Late {
				continue // a late volume needs a good snapshot
			}
			t.Run(fmt.Sprint(first.state, " before ", second.state), func(t *testing.T) {
				t.Parallel()
				e := newSampleContract()
				e.volume("v", 10)
				first.apply(e)
				if second.state != first.state {
					second.apply(e)
				}
				v, exists := e.report(noon).Of("v")
				require.True(t, exists)
				require.Equal(t, first.state, v.State)
			})
		}
	}
}

func TestState_Table(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		prepare func(e *sampleContract)
		state   coverage.State
		failed  bool
	}{
		"protected although the last attempt failed": {func(e *sampleContract) {
			e.snapshot("v", time.Hour, inventory.StateAvailable)
			e.attempts.Put(ended("v", time.Minute, operation.Failed, "quota"))
		}, coverage.Protected, true},
		"a failed snapshot since the last good one": {func(e *sampleContract) {
			e.snapshot("v", 30*time.Hour, inventory.StateAvailable)
			e.snapshot("v", time.Hour, inventory.StateFailed)
		}, coverage.Failing, true},
		"a failed snapshot alone": {func(e *sampleContract) { e.snapshot("v", time.Hour, "FAILED_SUSPENDED") }, coverage.Failing, true},
		"a failed snapshot before the last good one": {func(e *sampleContract) {
			e.snapshot("v", 50*time.Hour, inventory.StateFailed)
			e.snapshot("v", 30*time.Hour, inventory.StateAvailable)
		}, coverage.Late, false},
		"a failed attempt before the last good one": {func(e *sampleContract) {
			e.attempts.Put(ended("v", 50*time.Hour, operation.Failed, "busy"))
			e.snapshot("v", 30*time.Hour, inventory.StateAvailable)
		}, coverage.Late, false},
		"a failed attempt before the last likely one": {func(e *sampleContract) {
			e.attempts.Put(ended("v", 50*time.Hour, operation.Failed, "busy"))
			e.likely("v", 30*time.Hour)
		}, coverage.Late, false},
		"an attempt since that is done, its snapshot deleted": {func(e *sampleContract) {
			e.snapshot("v", 50*time.Hour, inventory.StateFailed)
			e.attempts.Put(ended("v", 30*time.Hour, operation.Done, ""))
		}, coverage.Never, false},
		"a failed snapshot after an attempt that is done": {func(e *sampleContract) {
			e.attempts.Put(ended("v", 30*time.Hour, operation.Done, ""))
			e.snapshot("v", 20*time.Hour, inventory.StateFailed)
		}, coverage.Failing, true},
		"an unknown outcome did not fail":           {func(e *sampleContract) { e.attempts.Put(ended("v", time.Hour, operation.Unknown, "")) }, coverage.Never, false},
		"a cancelled attempt is none":               {func(e *sampleContract) { e.attempts.Put(ended("v", time.Hour, operation.Cancelled, "")) }, coverage.Never, false},
		"a snapshot that is being made is not good": {func(e *sampleContract) { e.snapshot("v", time.Minute, inventory.StateBusy) }, coverage.Never, false},
		"exactly as old as the target":              {func(e *sampleContract) { e.snapshot("v", day, inventory.StateAvailable) }, coverage.Late, false},
		"a second younger":                          {func(e *sampleContract) { e.snapshot("v", day-time.Second, inventory.StateAvailable) }, coverage.Protected, false},
		"dated in the future, since clocks differ":  {func(e *sampleContract) { e.snapshot("v", -time.Hour, inventory.StateAvailable) }, coverage.Protected, false},
		"of an unknown age": {func(e *sampleContract) {
			e.snapshot("v", 0, inventory.StateAvailable)
			e.Snapshots[0].Metadata.CreatedDate = time.Time{}
		}, coverage.Late, false},
		"a longer target of its own": {func(e *sampleContract) {
			e.label("v", inventory.LabelTarget, "7d")
			e.snapshot("v", 6*day, inventory.StateAvailable)
		}, coverage.Protected, false},
		"a shorter target of its own": {func(e *sampleContract) {
			e.label("v", inventory.LabelTarget, "2h")
			e.snapshot("v", 3*time.Hour, inventory.StateAvailable)
		}, coverage.Late, false},
		"a target that cannot be read": {func(e *sampleContract) {
			e.label("v", inventory.LabelTarget, "soon")
			e.snapshot("v", 30*time.Hour, inventory.StateAvailable)
		}, coverage.Late, false},
		"a reason without an exclusion": {func(e *sampleContract) { e.label("v", inventory.LabelTargetReason, "scratch") }, coverage.Never, false},
		"the known one late and the likely one not": {func(e *sampleContract) {
			e.snapshot("v", 30*time.Hour, inventory.StateAvailable)
			e.likely("v", time.Hour)
		}, coverage.Probably, false},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := newSampleContract()
			e.volume("v", 10)
			c.prepare(e)
			v, _ := e.report(noon).Of("v")
			require.Equal(t, c.state, v.State)
			require.Equal(t, c.failed, v.Failure != nil)
		})
	}
}

func TestTarget_FromLabelsAndSettings(t *testing.T) {
	t.Parallel()
	e := newSampleContract()
	e.volume("v", 10)
	e.label("v", inventory.LabelTarget, "none")
	e.label("v", inventory.LabelTargetReason, "scratch disk")
	v, _ := e.report(noon).Of("v")
	require.Equal(t, coverage.Target{Excluded: true, Reason: "scratch disk", Own: true}, v.Target)
	require.Equal(t, coverage.Setting{Age: day}, coverage.SettingOf(0, ""))
	require.Equal(t, coverage.Setting{Age: day}, coverage.SettingOf(0, "odd"))
	require.Equal(t, coverage.Setting{Age: 7 * day}, coverage.SettingOf(0, "7d"))
	require.Equal(t, coverage.Setting{Age: 2 * day, Fixed: true}, coverage.SettingOf(2*day, "7d"))
	for _, changes := range [][]operation.LabelChange{coverage.SetTarget(36 * time.Hour), coverage.Exclude("scratch"), coverage.ResetTarget()} {
		require.Len(t, changes, 2)
	}
	for text, want := range map[string]string{"": "", "\u2800\u200b": "", " scratch \n disk ": "scratch disk", strings.Repeat("x", 64): "", "a\x00b": ""} {
		reason, problem := coverage.CleanReason(text)
		require.Equal(t, want == "", problem != "", text)
		if problem == "" {
			require.Equal(t, want, reason)
		}
	}
	require.Equal(t, "36h", coverage.SetTarget(36 * time.Hour)[0].Value)
}

func TestReport_WorstFirst(t *testing.T) {
	t.Parallel()
	e := newSampleContract()
	for i, id := range []string{"excluded", "safe", "soon", "probably", "late", "later", "small", "large", "failing", "hopeless"} {
		e.volume(id, float64(10+i))
	}
	e.label("excluded", inventory.LabelTarget, "none")
	e.snapshot("safe", time.Hour, inventory.StateAvailable)
	e.snapshot("soon", 20*time.Hour, inventory.StateAvailable)
	e.likely("probably", time.Hour)
	e.snapshot("late", 30*time.Hour, inventory.StateAvailable)
	e.snapshot("later", 90*time.Hour, inventory.StateAvailable)
	e.snapshot("failing", 30*time.Hour, inventory.StateAvailable)
	e.attempts.Put(ended("failing", time.Hour, operation.Failed, "quota"))
	e.attempts.Put(ended("hopeless", time.Hour, operation.Failed, "quota"))
	r := e.report(noon)
	want := []string{"hopeless", "failing", "large", "small", "later", "late", "probably", "soon", "safe", "excluded"}
	var got []string
	for _, v := range r.WorstFirst(0) {
		got = append(got, v.ID)
	}
	require.Equal(t, want, got)
	require.Len(t, r.WorstFirst(3), 3)
	var parts []string
	for _, state := range coverage.States() {
		for _, v := range r.WorstOf(state, 10) {
			parts = append(parts, v.ID)
		}
	}
	require.Equal(t, want, parts)
	require.Len(t, r.WorstOf(coverage.Late, 1), 1)
	require.Empty(t, r.WorstOf(coverage.Late, 0))
	require.Empty(t, r.WorstOf("odd", 10))
	require.Equal(t, noon.Add(4*time.Hour), r.Next, "when “soon” is late")
	require.False(t, r.AllProtected())
	require.Equal(t, coverage.Sum{Count: 2, GB: 14 + 15}, r.Sum(coverage.Late))

	ids := func(q inventory.VolumeQuery) (ids []string) {
		for _, v := range r.View.FindVolumes(q).Items {
			ids = append(ids, v.ID)
		}
		return ids
	}
	byRank := inventory.Order{By: inventory.ByRank}
	require.Equal(t, want, ids(inventory.VolumeQuery{Order: byRank, Ranks: r.Ranks()}))
	require.Equal(t, want, ids(inventory.VolumeQuery{Order: byRank, Ranks: r.Ranks(), DatacenterID: "d1"}))
	require.Equal(t, []string{"later", "late"}, ids(inventory.VolumeQuery{Order: byRank, Ranks: r.Ranks(), Among: r.Among(coverage.Late)}))
	slices.Reverse(want)
	require.Equal(t, want, ids(inventory.VolumeQuery{Order: inventory.Order{By: inventory.ByRank, Desc: true}, Ranks: r.Ranks()}))
	require.Nil(t, r.Among("odd"))
	require.Equal(t, coverage.State(""), r.State("nothing"))
}

func TestReport_IsCachedUntilChange(t *testing.T) {
	t.Parallel()
	e := newSampleContract()
	e.volume("v", 10)
	e.snapshot("v", time.Hour, inventory.StateAvailable)
	view, latest := e.view(), &coverage.Latest{}
	of := func(view *inventory.View, now time.Time, target time.Duration) *coverage.Report {
		return latest.Of(view, coverage.Facts{Target: target, Attempts: e.attempts, Now: now})
	}
	first := of(view, noon, day)
	require.Same(t, first, of(view, noon.Add(22*time.Hour), day))
	require.True(t, first.AllProtected())
	late := of(view, first.Next, day)
	require.NotSame(t, first, late)
	require.Equal(t, coverage.Late, late.State("v"))
	require.NotSame(t, late, of(view, first.Next, 2*day))
	second := of(view, noon, day)
	e.attempts.Put(ended("v", time.Minute, operation.Failed, "busy"))
	third := of(view, noon, day)
	require.NotSame(t, second, third)
	require.NotSame(t, third, of(e.view(), noon, day))
}

func randomContract(t *rapid.T) *sampleContract {
	e := newSampleContract()
	for i := range rapid.IntRange(1, 6).Draw(t, "volumes") {
		id := fmt.Sprint("v", i)
		e.volume(id, float64(rapid.IntRange(1, 100).Draw(t, "GB")))
		for range rapid.IntRange(0, 3).Draw(t, "snapshots") {
			age := time.Duration(rapid.IntRange(0, 100).Draw(t, "age")) * time.Hour
			if rapid.Bool().Draw(t, "likely") {
				e.likely(id, age)
			} else {
				e.snapshot(id, age, rapid.SampledFrom([]inventory.State{inventory.StateAvailable, inventory.StateBusy, inventory.StateFailed}).Draw(t, "state"))
			}
		}
		if label := rapid.SampledFrom([]string{"", "", "none", "7d", "?"}).Draw(t, "label"); label != "" {
			e.label(id, inventory.LabelTarget, label)
		}
		if state := rapid.SampledFrom([]operation.State{"", operation.Done, operation.Failed, operation.Unknown}).Draw(t, "attempt"); state != "" {
			e.attempts.Put(ended(id, time.Duration(rapid.IntRange(0, 100).Draw(t, "ended"))*time.Hour, state, "busy"))
		}
	}
	return e
}

func TestReport_StatesPartitionVolumes(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		e := randomContract(t)
		r := e.report(noon)
		total, among := coverage.Sum{}, 0
		for _, s := range coverage.States() {
			sum := r.Sum(s)
			total.Count, total.GB = total.Count+sum.Count, total.GB+sum.GB
			for _, v := range r.View.Volumes {
				if r.Among(s).Has(v.ID) {
					among++
					require.Equal(t, s, r.State(v.ID))
				}
			}
		}
		require.Equal(t, r.Total, total)
		require.Equal(t, len(e.Volumes), total.Count)
		require.Equal(t, len(e.Volumes), among)
		require.Len(t, r.WorstFirst(0), len(e.Volumes))
		for i, v := range r.WorstFirst(0) {
			if i > 0 {
				before := r.WorstFirst(0)[i-1]
				require.LessOrEqual(t, slices.Index(coverage.States(), before.State), slices.Index(coverage.States(), v.State))
			}
			if v.State == coverage.Protected {
				age, known := v.Age(noon)
				require.True(t, known)
				require.Less(t, age, v.Target.Age)
			}
			require.Equal(t, v.State == coverage.Protected || v.State == coverage.Probably, !v.Due.IsZero())
		}
	})
}

func TestReport_ValidUntilIsCorrect(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		e := randomContract(t)
		r := e.report(noon)
		end := r.Next
		if end.IsZero() {
			end = noon.Add(1000 * day)
		}
		before := e.report(end.Add(-time.Nanosecond))
		for i := range r.Volumes {
			require.Equal(t, r.Volumes[i].State, before.Volumes[i].State)
		}
		require.Equal(t, ids(r.WorstFirst(0)), ids(before.WorstFirst(0)), "the order is stable")
		if !r.Next.IsZero() {
			after := e.report(r.Next)
			require.False(t, slices.EqualFunc(r.Volumes, after.Volumes, func(a, b coverage.Volume) bool { return a.State == b.State }))
		}
	})
}

func ids(volumes []coverage.Volume) (all []string) {
	for _, v := range volumes {
		all = append(all, v.ID)
	}
	return all
}

func BenchmarkReport_10000Volumes(b *testing.B) {
	e := newSampleContract()
	for i := range 10_000 {
		id := fmt.Sprintf("%08x-0000-4000-8000-%012d", i*7919, i)
		e.volume(id, float64(i%500))
		for n := range 5 {
			e.snapshot(id, time.Duration(i%40+n*24)*time.Hour, inventory.StateAvailable)
		}
		if i%10 == 0 {
			e.label(id, inventory.LabelTarget, "7d")
			e.attempts.Put(ended(id, time.Hour, operation.Failed, "quota"))
		}
	}
	view := e.view()
	b.Run("all", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			coverage.Of(view, coverage.Facts{Target: day, Attempts: e.attempts, Now: noon})
		}
	})
	b.Run("with the order", func(b *testing.B) {
		for b.Loop() {
			coverage.Of(view, coverage.Facts{Target: day, Attempts: e.attempts, Now: noon}).WorstFirst(12)
		}
	})
}
