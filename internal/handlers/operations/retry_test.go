package operations

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/areatest"
	"snapdeck/internal/handlers/problem"
	"snapdeck/internal/handlers/webtest"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
)

// failedRestore returns a contract with the volume "web" of the server "srv" and its snapshot "old", and a restore
// whose overwrite failed.
func failedRestore(vmState string, change ...func(*areatest.Contract)) fixture {
	c := serverWith("web")
	c.Servers[0].VMState = vmState
	c.Snapshot("old", "web", 10, 48*time.Hour)
	for _, f := range change {
		f(c)
	}
	return setup(c, skipped(restoreChain(operation.Done, operation.Done, operation.Failed, operation.Failed), "start")...)
}

// retryKinds returns the kinds of the steps that a retry of an operation would run.
func retryKinds(t *testing.T, f fixture, id string) (kinds []operation.Kind) {
	t.Helper()
	plan, err := f.retryPlan(t.Context(), f.request("/operations/"+id+"/again", id))
	require.NoError(t, err)
	for _, r := range plan.Requests {
		kinds = append(kinds, r.Kind)
	}
	return kinds
}

func TestRetryForm_RepeatsOnlyUndoneSteps(t *testing.T) {
	t.Parallel()
	off, running := failedRestore("SHUTOFF"), failedRestore("RUNNING")
	require.Equal(t, []operation.Kind{operation.CreateSnapshot, operation.RestoreVolume, operation.StartServer}, retryKinds(t, off, "restore"), "its safety snapshot is not in the contract")
	require.Equal(t, []operation.Kind{operation.StopServer, operation.CreateSnapshot, operation.RestoreVolume, operation.StartServer}, retryKinds(t, running, "restore"))
	plan, err := running.retryPlan(t.Context(), running.request("/operations/restore/again", "restore"))
	require.NoError(t, err)
	form := running.retryForm(running.request("/", ""), plan)
	require.True(t, form.Danger)
	require.Equal(t, "/operations/restore/again", form.Action)
	require.Equal(t, "/batches/b", form.Back)
	require.True(t, form.Steps[0].Repeated)
	require.False(t, form.Steps[2].Repeated, "it failed")
	require.Equal(t, []string{"srv"}, form.Running)
	require.Empty(t, form.Warnings, "the server is stopped first")
}

func TestRetryForm_WarnsOfMisfits(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change   func(*areatest.Contract)
		warnings int
	}{
		"all is as it was":        {func(*areatest.Contract) {}, 0},
		"the snapshot is gone":    {func(c *areatest.Contract) { c.Snapshots = nil }, 1},
		"the volume is gone":      {func(c *areatest.Contract) { c.Volumes = nil }, 1},
		"the snapshot is larger":  {func(c *areatest.Contract) { c.Snapshots[len(c.Snapshots)-1].SizeGB = 11 }, 1},
		"the snapshot is no copy": {func(c *areatest.Contract) { c.Snapshots[len(c.Snapshots)-1].Metadata.State = inventory.StateFailed }, 1},
		"it is in another place":  {func(c *areatest.Contract) { c.Snapshots[len(c.Snapshots)-1].Location = "us/las" }, 1},
		"a second server runs too": {func(c *areatest.Contract) {
			c.Servers = append(c.Servers, inventory.Server{ID: "too", DatacenterID: "fra", Name: "too", VMState: "RUNNING", VolumeIDs: []string{"web"}})
		}, 1},
	} {
		f := failedRestore("SHUTOFF", c.change)
		plan, err := f.retryPlan(t.Context(), f.request("/", "restore"))
		require.NoError(t, err, name)
		require.Len(t, f.retryForm(f.request("/", ""), plan).Warnings, c.warnings, name)
	}
}

func TestRetryPlan_RefusesImpossibleRetries(t *testing.T) {
	t.Parallel()
	f := setup(areatest.NewContract(), creation("done", operation.Done), onSnapshot("x", operation.DeleteSnapshot, operation.Failed, because("invalid")))
	_, err := f.retryPage(t.Context(), f.request("/", "none"))
	require.ErrorAs(t, err, &problem.NotFound{})
	_, err = f.retryPage(t.Context(), f.request("/", "done"))
	require.Equal(t, problem.TooLate{OperationID: "done"}, err)
	_, err = f.retryPage(t.Context(), f.request("/", "x"))
	require.Equal(t, problem.Elsewhere{Href: "/snapshots/s-x/delete"}, err, "a deletion has a form of its own")
	f.ledger.Err = webtest.ErrAway
	_, err = f.retryPage(t.Context(), f.request("/", "x"))
	require.ErrorIs(t, err, webtest.ErrAway)
}

func TestRetryConfirmed_NeedsPhrase(t *testing.T) {
	t.Parallel()
	for phrase, recorded := range map[string]int{"": 0, "overwrite": 0, "overwrite db": 0, "overwrite web": 3, " Overwrite  web ": 3} {
		f := failedRestore("SHUTOFF")
		response, err := send(f.retryConfirmed, "restore", url.Values{"key": {"k"}, "phrase": {phrase}})
		require.NoError(t, err)
		require.Len(t, f.new(), recorded, phrase)
		if recorded == 0 {
			require.Equal(t, http.StatusUnprocessableEntity, response.Code, phrase)
			require.Contains(t, response.Body.String(), `aria-invalid="true"`)
			continue
		}
		require.Equal(t, "/batches/b", redirected(t, response, err))
	}
}

func TestRetryConfirmed_IsRecordedOnce(t *testing.T) {
	t.Parallel()
	f := failedRestore("SHUTOFF")
	form := url.Values{"key": {"k"}, "phrase": {"overwrite web"}}
	response, err := send(f.retryConfirmed, "restore", form)
	require.Equal(t, "/batches/b", redirected(t, response, err))
	response, err = send(f.retryConfirmed, "restore", form)
	require.Contains(t, redirected(t, response, err), "/batches/b?notice=earlier.")
	require.Len(t, f.new(), 3)
}

func TestRetryConfirmed_RefusedDuringDeletionOfSnapshot(t *testing.T) {
	t.Parallel()
	f := failedRestore("SHUTOFF")
	f.Operations.Put(operation.Operation{ID: "leaving", Kind: operation.DeleteSnapshot, State: operation.Queued, SnapshotID: "old", Version: 1, CreatedAt: areatest.Noon})
	response, err := send(f.retryConfirmed, "restore", url.Values{"key": {"k"}, "phrase": {"overwrite web"}})
	require.NoError(t, err)
	require.Equal(t, http.StatusConflict, response.Code)
	require.Contains(t, response.Body.String(), "/operations/leaving")
	require.Empty(t, f.new())
}

func TestAcceptRunning_ExceptPoweredOffServers(t *testing.T) {
	t.Parallel()
	stop := operation.Request{Kind: operation.StopServer, Task: operation.Task{Server: &operation.ServerRef{ID: "off"}}}
	given := &operation.Consent{Safety: true, SafetyID: "s"}
	plan := operation.RetryPlan{Requests: []operation.Request{stop, {Kind: operation.RestoreVolume, Task: operation.Task{Consent: given}}, {Kind: operation.RestoreVolume}, {Kind: operation.CreateSnapshot}}}
	shown := []string{"on", "off"}
	acceptRunning(plan, shown)
	require.Equal(t, &operation.Consent{Safety: true, SafetyID: "s", Running: []string{"on"}}, plan.Requests[1].Task.Consent)
	require.Equal(t, []string{"on"}, plan.Requests[2].Task.Consent.Running)
	require.Nil(t, plan.Requests[3].Task.Consent)
	require.Empty(t, given.Running, "the consent of the failed operation is not changed")
	require.Equal(t, []string{"on", "off"}, shown)
}
