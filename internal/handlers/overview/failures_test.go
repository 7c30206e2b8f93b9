package overview

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/auth"
	"snapdeck/internal/handlers/areatest"
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/views"
)

func failuresOn(t *testing.T, c *areatest.Contract) []views.AttentionLine {
	t.Helper()
	s, req, r := setup(c)
	return s.failureLines(req, s.Failures.Of(t.Context(), r, req.Now))
}

func TestFailureLines_OnePerCauseLargestFirst(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract().VolumesNamed(5)
	c.Failed("v-0000", "server", time.Hour).Failed("v-0001", operation.CodeQuota, 3*time.Hour).Failed("v-0002", operation.CodeQuota, 2*time.Hour)
	lines := failuresOn(t, c)
	require.Equal(t, []string{"failing-quota", "failing-server"}, []string{lines[0].ID, lines[1].ID})
	require.Equal(t, []int{2, 1}, []int{lines[0].Count, lines[1].Count})
	require.Equal(t, []string{"v-0002", "v-0001"}, namesOf(lines[0].Names), "the latest first")
}

func TestFailureLines_OfferRemedy(t *testing.T) {
	t.Parallel()
	many := areatest.NewContract().VolumesNamed(maxFormIDs + 1)
	for i := range maxFormIDs + 1 {
		many.Failed(fmt.Sprintf("v-%04d", i), "server", time.Hour)
	}
	for name, c := range map[string]struct {
		contract *areatest.Contract
		href     string
		right    string
		post     bool
	}{
		"a full quota":  {areatest.NewContract().Volume("a", 1).Failed("a", operation.CodeQuota, time.Hour), oldestSources, string(auth.RightMaintain), false},
		"one volume":    {areatest.NewContract().Volume("a", 1).Failed("a", "server", time.Hour), "/datacenters/fra/volumes/a/create", "", false},
		"two volumes":   {areatest.NewContract().Volume("a", 1).Volume("b", 1).Failed("a", "server", time.Hour).Failed("b", "server", time.Hour), paths.BulkPath, "", true},
		"too many":      {many, "/volumes?coverage=failing", "", false},
		"unknown cause": {areatest.NewContract().Volume("a", 1).Failed("a", "<script>", time.Hour), "/datacenters/fra/volumes/a/create", "", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			lines := failuresOn(t, c.contract)
			require.Len(t, lines, 1)
			require.Len(t, lines[0].Actions, 2)
			first, dismiss := lines[0].Actions[0], lines[0].Actions[1]
			require.Equal(t, c.href, first.Href)
			require.Equal(t, c.right, first.Right)
			require.Equal(t, c.post, first.Post)
			require.Equal(t, paths.DismissPath, dismiss.Href)
			require.Equal(t, []string{lines[0].Cause}, valuesOf(dismiss.Fields, "cause"))
			require.Equal(t, []string{areatest.Noon.Add(-time.Hour).Format(time.RFC3339Nano)}, valuesOf(dismiss.Fields, "seen"), "up to the failure that was shown")
		})
	}
}

func TestFailureLines_CountProtectedVolumes(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract().Volume("safe", 1, 2*time.Hour).Volume("lost", 1)
	require.Empty(t, failuresOn(t, c))
	lines := failuresOn(t, c.Failed("safe", "server", time.Hour).Failed("lost", "server", time.Hour))
	require.Contains(t, lines[0].Text, "1 volume")
	lines = failuresOn(t, areatest.NewContract().Volume("lost", 1).Failed("lost", "server", time.Hour))
	require.Empty(t, lines[0].Text)
}

func TestFailureLines_QuoteLatestOperation(t *testing.T) {
	t.Parallel()
	op := operation.Operation{
		ID: "failed-a", Kind: operation.CreateSnapshot, State: operation.Failed, VolumeID: "a",
		Failure: &operation.Failure{Kind: "invalid", Messages: []inventory.APIMessage{{Text: "[(root).properties.size] The size is <b>not</b> valid"}, {Text: "second"}}},
	}
	one := areatest.NewContract().Volume("a", 1).Failed("a", "invalid", time.Hour)
	require.Empty(t, failuresOn(t, one)[0].Href, "an operation that is not known has no page to lead to")
	lines := failuresOn(t, one.Operation(op))
	require.Equal(t, "The size is <b>not</b> valid", lines[0].Quote)
	require.Equal(t, "/operations/failed-a", lines[0].Href)
	lines = failuresOn(t, one.Volume("b", 1).Failed("b", "invalid", 2*time.Hour))
	require.Empty(t, lines[0].Href, "several have no page of their own")
}

func TestWithoutFieldPath_RemovesOnlyPath(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"[(root).properties.size] too small": "too small", "[VDC-5-0] out of order": "[VDC-5-0] out of order", "plain": "plain", "": "", "[(root)": "[(root)",
		"see [(root).x] there": "see [(root).x] there",
	} {
		require.Equal(t, want, withoutFieldPath(text))
	}
}

// failedOp returns an operation that failed some time ago.
func failedOp(id string, kind operation.Kind, cause string, ago time.Duration) operation.Operation {
	return operation.Operation{
		ID: id, Kind: kind, State: operation.Failed, FinishedAt: areatest.Noon.Add(-ago), Failure: &operation.Failure{Kind: cause},
		VolumeID: "a", VolumeName: "web", Params: operation.CreateParams{Name: "snap-" + id},
	}
}

func TestFailedOperations_GroupsLastDayByKindAndCause(t *testing.T) {
	t.Parallel()
	retry := failedOp("retry", operation.LabelSnapshot, "", time.Minute)
	retry.State, retry.RetryOf, retry.Failure = operation.Done, "retried", nil
	s, req, _ := setup(areatest.NewContract().Operation(
		failedOp("retried", operation.LabelSnapshot, "server", time.Hour), retry,
		failedOp("d1", operation.DeleteSnapshot, "server", 3*time.Hour), failedOp("d2", operation.DeleteSnapshot, "server", time.Hour), failedOp("d3", operation.DeleteSnapshot, "forbidden", time.Hour),
		failedOp("r1", operation.RestoreVolume, "server", time.Hour), failedOp("old", operation.RestoreVolume, "busy", recentFailures), failedOp("c1", operation.CreateSnapshot, "server", time.Hour),
	))
	lines, dismissed := s.failedOperations(t.Context(), req)
	require.Empty(t, dismissed)
	byID := map[string]views.AttentionLine{}
	for _, line := range lines {
		byID[line.ID] = line
	}
	require.Len(t, byID, 3)
	both := byID["failed-delete-snapshot-server"]
	require.Equal(t, 2, both.Count)
	require.Equal(t, "/operations?outcome=failed", both.Href)
	require.Equal(t, []string{"snap-d2", "snap-d1"}, namesOf(both.Names), "the latest first")
	require.Equal(t, []string{"delete-snapshot/server"}, valuesOf(both.Actions[1].Fields, "cause"))
	require.Equal(t, "/operations/d3", byID["failed-delete-snapshot-forbidden"].Href)
	require.Equal(t, []string{"web"}, namesOf(byID["failed-restore-volume-server"].Names))
}

func TestOtherCause_OnlyFailuresOfOtherKinds(t *testing.T) {
	t.Parallel()
	failed := failedOp("x", operation.DeleteSnapshot, "server", 0)
	for name, c := range map[string]struct {
		change func(*operation.Operation)
		want   string
	}{
		"a deletion":                             {func(*operation.Operation) {}, "delete-snapshot/server"},
		"a create":                               {func(op *operation.Operation) { op.Kind = operation.CreateSnapshot }, ""},
		"done":                                   {func(op *operation.Operation) { op.State = operation.Done }, ""},
		"unknown":                                {func(op *operation.Operation) { op.State = operation.Unknown }, ""},
		"no failure recorded":                    {func(op *operation.Operation) { op.Failure = nil }, ""},
		"prevented, as older versions stored it": {func(op *operation.Operation) { op.Failure = &operation.Failure{Kind: operation.CauseLocked} }, ""},
	} {
		op := failed
		c.change(&op)
		require.Equal(t, c.want, otherCause(op), name)
	}
}
