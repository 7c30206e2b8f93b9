package handlers_test

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
)

// labelsOf returns the changes of labels that an operation makes.
func labelsOf(op operation.Operation) map[string]string {
	labels := map[string]string{}
	for _, c := range op.Task.Labels {
		labels[c.Key] = c.Value
		if c.Remove {
			labels[c.Key] = "removed"
		}
	}
	return labels
}

func TestTarget_SetExcludeReset(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		form url.Values
		want map[string]string
	}{
		"set":     {url.Values{"do": {"set"}, "target": {"168H "}}, map[string]string{inventory.LabelTarget: "7d", inventory.LabelTargetReason: "removed"}},
		"exclude": {url.Values{"do": {"exclude"}, "reason": {" scratch  disk"}}, map[string]string{inventory.LabelTarget: "none", inventory.LabelTargetReason: "scratch disk"}},
		"reset":   {url.Values{"do": {"reset"}}, map[string]string{inventory.LabelTarget: "removed", inventory.LabelTargetReason: "removed"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, _ := setupCovered(t)
			status, _, to := d.postForm("/datacenters/dc/volumes/old/target", c.form)
			require.Equal(t, http.StatusSeeOther, status)
			require.Equal(t, "/datacenters/dc/volumes/old", to)
			ops := d.ops(operation.LabelVolume)
			require.Len(t, ops, 1)
			require.Equal(t, "old", ops[0].VolumeID)
			require.Equal(t, c.want, labelsOf(ops[0]))
			require.Equal(t, "ada", ops[0].Actor)
			require.Contains(t, d.shows("/audit"), `label-volume`)
		})
	}
}

func TestTarget_MistakesRecordNothing(t *testing.T) {
	t.Parallel()
	d, _ := setupCovered(t)
	for field, form := range map[string]url.Values{
		"target": {"do": {"set"}, "target": {"soon"}}, "reason": {"do": {"exclude"}, "reason": {" "}}, "do": {"do": {"<b>"}},
	} {
		for _, path := range []string{"/datacenters/dc/volumes/old/target", "/bulk/volumes/target/record"} {
			form["vol"] = []string{"old"}
			status, page, _ := d.postForm(path, form)
			require.Equal(t, http.StatusUnprocessableEntity, status)
			require.Contains(t, page, `data-error="`+field+`"`)
		}
	}
	require.Empty(t, d.ops())
}

func TestBulkTarget_ChangesOnlyDifferences(t *testing.T) {
	t.Parallel()
	d, _ := setupCovered(t)
	form := url.Values{"vol": {"old", "out"}, "do": {"exclude"}, "reason": {"scratch"}, "key": {"k"}}
	status, page, _ := d.postForm("/bulk/volumes/target", form)
	require.Equal(t, http.StatusOK, status)
	require.Contains(t, page, "Excluded: scratch")
	require.Contains(t, page, "no change")
	status, _, _ = d.postForm("/bulk/volumes/target/record", form)
	require.Equal(t, http.StatusSeeOther, status)
	ops := d.ops(operation.LabelVolume)
	require.Len(t, ops, 1, "the other is excluded already")
	require.Equal(t, "old", ops[0].VolumeID)
	status, page, _ = d.postForm("/bulk/volumes/target", url.Values{"match": {"/volumes?coverage=never"}})
	require.Equal(t, http.StatusOK, status)
	require.Contains(t, page, `value="none"`)
	require.Contains(t, page, `value="big"`)
	require.NotContains(t, page, `value="old"`)
}

func TestTarget_EnvironmentIsNamed(t *testing.T) {
	t.Parallel()
	m := newCoveredMirror()
	d := setupOn(t, m, func(d *web.Deps) {
		cover(m, d)
		d.TargetFixed = true
	})
	require.Equal(t, http.StatusSeeOther, d.logIn("ada", password))
	require.Contains(t, d.shows("/datacenters/dc/volumes/old"), "SNAPDECK_TARGET")
}

func TestVolumePage_MarksPointToRestore(t *testing.T) {
	t.Parallel()
	d, _ := setupCovered(t)
	page := d.shows("/datacenters/dc/volumes/old")
	require.Contains(t, page, `data-coverage="late"`)
	require.Regexp(t, `(?s)<tr id="row-sn-old">.*data-latest`, page)
	require.Contains(t, page, `href="/snapshots/sn-old/restore"`)
	require.Contains(t, page, `id="calendar"`)
	page = d.shows("/datacenters/dc/volumes/none")
	require.Contains(t, page, `aria-disabled="true" title="No snapshot of this volume is known"`)
	require.NotContains(t, page, "data-latest")
}

// A failure is shown as long as the volume has no newer good snapshot.
func TestVolumePage_FailureUntilGood(t *testing.T) {
	t.Parallel()
	d, m := setupCovered(t)
	d.record(operation.Operation{
		ID: "op-broken", Kind: operation.CreateSnapshot, State: operation.Failed, VolumeID: "broken", DatacenterID: "dc", CreatedAt: noon.Add(-6 * 3600e9), UpdatedAt: noon.Add(-6 * 3600e9),
		FinishedAt: noon.Add(-6 * 3600e9), Actor: "ada", Failure: &operation.Failure{Kind: "invalid", Text: "no"},
	}, operation.Operation{
		ID: "op-done", Kind: operation.CreateSnapshot, State: operation.Done, VolumeID: "old", DatacenterID: "dc", CreatedAt: noon, UpdatedAt: noon, FinishedAt: noon, Actor: "ada",
	})
	page := d.shows("/datacenters/dc/volumes/broken")
	require.Contains(t, page, `id="op-op-broken"`)
	require.Contains(t, page, `action="/failures/dismiss"`)
	require.Contains(t, page, `name="volume" value="broken"`)
	require.NotContains(t, d.shows("/datacenters/dc/volumes/old"), `id="op-op-done"`, "the completed change shows in the list")
	m.ages["broken"] = 60e9
	require.NotContains(t, d.shows("/datacenters/dc/volumes/broken"), `id="op-op-broken"`)
}
