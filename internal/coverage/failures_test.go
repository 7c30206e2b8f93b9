package coverage_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/coverage"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
)

func TestFailures_GroupedByCauseUntilOver(t *testing.T) {
	t.Parallel()
	e := newSampleContract()
	for _, id := range []string{"a", "b", "c", "d", "over", "excluded"} {
		e.volume(id, 10)
	}
	quota := ended("a", 2*time.Hour, operation.Failed, "invalid")
	quota.Failure.Messages = []inventory.APIMessage{{Text: "[(root).properties.size] The HDD storage limit of the contract is exceeded: 10 GB wanted"}}
	e.attempts.Put(quota)
	quota.VolumeID, quota.FinishedAt = "b", noon.Add(-time.Hour)
	e.attempts.Put(quota)
	e.attempts.Put(ended("c", time.Hour, operation.Failed, "busy"))
	e.snapshot("c", 3*time.Hour, inventory.StateAvailable)
	e.snapshot("d", time.Hour, inventory.StateFailed)
	e.attempts.Put(ended("over", 3*time.Hour, operation.Failed, "busy"))
	e.snapshot("over", time.Hour, inventory.StateAvailable)
	e.attempts.Put(ended("excluded", time.Hour, operation.Failed, "busy"))
	e.label("excluded", inventory.LabelTarget, "none")

	notified := func(dismissals ...coverage.Dismissal) map[string][]string {
		causes := map[string][]string{}
		for _, g := range e.report(noon).OpenFailures(dismissals) {
			for _, f := range g.Failures {
				causes[g.Cause] = append(causes[g.Cause], f.VolumeID)
			}
		}
		return causes
	}
	all := map[string][]string{"quota": {"b", "a"}, "busy": {"c"}, "snapshot": {"d"}}
	require.Equal(t, all, notified())
	groups := e.report(noon).OpenFailures(nil)
	require.Equal(t, "quota", groups[0].Cause, "the largest group first")
	require.Equal(t, noon.Add(-time.Hour), groups[0].Latest)
	require.Equal(t, "disk-b", groups[0].Failures[0].VolumeName)
	require.Equal(t, coverage.Protected, e.report(noon).State("c"), "protected, but still listed")

	one := coverage.Dismissal{Cause: "quota", VolumeID: "a", By: "ada", At: noon}
	require.Equal(t, map[string][]string{"quota": {"b"}, "busy": {"c"}, "snapshot": {"d"}}, notified(one))
	for _, g := range e.report(noon).OpenFailures([]coverage.Dismissal{one}) {
		if g.Cause == "quota" {
			require.Equal(t, "ada", g.Dismissed[0].DismissedBy)
		}
	}
	require.Equal(t, map[string][]string{"busy": {"c"}, "snapshot": {"d"}}, notified(coverage.Dismissal{Cause: "quota", By: "ada", At: noon}))
	require.Equal(t, all, notified(coverage.Dismissal{Cause: "quota", By: "ada", At: noon.Add(-3 * time.Hour)}), "the volumes failed again later")
	require.Equal(t, all, notified(coverage.Dismissal{Cause: "busy", VolumeID: "a", By: "ada", At: noon}), "another cause")

	useless := coverage.Dismissal{Cause: "busy", VolumeID: "over", By: "ada", At: noon}
	require.Equal(t, []coverage.Dismissal{useless}, e.report(noon).Over([]coverage.Dismissal{one, useless}))

	e.attempts.Put(ended("a", time.Minute, operation.Failed, "busy"))
	require.Equal(t, map[string][]string{"quota": {"b"}, "busy": {"a", "c"}, "snapshot": {"d"}}, notified(one), "the next failure has another cause")
}
