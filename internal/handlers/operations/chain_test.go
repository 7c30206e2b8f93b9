package operations

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/areatest"
	"snapdeck/internal/operation"
)

// restoreChain returns the steps of a restore of the volume "web" on a running server: stop, safety snapshot, overwrite, start.
func restoreChain(states ...operation.State) []operation.Operation {
	srv := &operation.ServerRef{ID: "srv", Name: "srv"}
	ops := []operation.Operation{
		{ID: "stop", Kind: operation.StopServer, Task: operation.Task{Server: srv}},
		{ID: "safety", Kind: operation.CreateSnapshot, Task: operation.Task{DependsOn: "stop"}},
		{ID: "restore", Kind: operation.RestoreVolume, SnapshotID: "old", Task: operation.Task{DependsOn: "safety"}},
		{ID: "start", Kind: operation.StartServer, Task: operation.Task{DependsOn: "restore", RunAlways: true, Server: srv}},
	}
	for i := range ops {
		op := &ops[i]
		op.State, op.VolumeID, op.VolumeName, op.DatacenterID, op.Chain, op.Batch, op.RequestID = states[i], "web", "web", "fra", "stop", "b", "r-"+op.ID
		op.CreatedAt = areatest.Noon.Add(-time.Hour)
		op.Stages = []operation.Stage{{State: operation.Queued, At: op.CreatedAt}}
		if op.State == operation.Failed || op.State == operation.Done || op.State.InFlight() {
			op.Stages = append(op.Stages, operation.Stage{State: operation.Submitting, At: areatest.Noon.Add(-time.Duration(30-5*i) * time.Minute)})
		}
		if op.State.Final() {
			op.FinishedAt = areatest.Noon.Add(-time.Duration(26-5*i) * time.Minute)
		}
	}
	return ops
}

// skipped returns operations that ended because the one before them failed.
func skipped(ops []operation.Operation, ids ...string) []operation.Operation {
	for i := range ops {
		for _, id := range ids {
			if ops[i].ID == id {
				ops[i].State, ops[i].Failure, ops[i].Stages = operation.Failed, &operation.Failure{Kind: operation.NotStarted}, ops[i].Stages[:1]
			}
		}
	}
	return ops
}

func TestChainSteps_ShowCurrentStep(t *testing.T) {
	t.Parallel()
	ops := restoreChain(operation.Done, operation.Provisioning, operation.Waiting, operation.Waiting)
	f := setup(areatest.NewContract().Volume("web", 10), ops...)
	steps := f.chainSteps(f.request("/", "b"), ops)
	require.Len(t, steps, 4)
	for i, step := range steps {
		require.Equal(t, i+1, step.Number)
		require.False(t, step.Skipped)
		require.Equal(t, i < 2, step.Began, step.ID)
		require.Equal(t, i == 1, step.IfFails != "", "only the current step explains what happens if it fails")
	}
	require.Equal(t, "4:00", steps[0].Elapsed, "a step that is done has an end")
	require.Equal(t, "25:00", steps[1].Elapsed, "the duration of the running step counts until now")
	require.Equal(t, areatest.Noon.Add(-25*time.Minute).Format(time.RFC3339), steps[1].Since)
	require.Empty(t, steps[0].RequestID, "the request id is on the step's own page")
	require.Equal(t, "r-safety", steps[1].RequestID)
	require.Empty(t, steps[1].WaitsFor)
	require.Contains(t, steps[2].WaitsFor, "step 2")
	require.Contains(t, steps[3].WaitsFor, "step 3")
}

func TestChainSteps_NameFailedStep(t *testing.T) {
	t.Parallel()
	ops := skipped(restoreChain(operation.Done, operation.Failed, operation.Failed, operation.Failed), "restore", "start")
	f := setup(areatest.NewContract().Volume("web", 10), ops...)
	steps := f.chainSteps(f.request("/", "b"), ops)
	require.False(t, steps[1].Skipped, "this step itself failed")
	require.Empty(t, steps[1].WaitsFor)
	for _, step := range steps[2:] {
		require.True(t, step.Skipped, step.ID)
		require.False(t, step.Began, step.ID)
		require.Contains(t, step.WaitsFor, "step 2", step.ID)
	}
	for _, step := range steps {
		require.Empty(t, step.IfFails, "no later step can fail any more")
	}
}

func TestChainSteps_WithoutDependencyShowStage(t *testing.T) {
	t.Parallel()
	ops := restoreChain(operation.Queued, operation.Waiting, operation.Waiting, operation.Waiting)
	ops[0].NotBefore = areatest.Noon.Add(time.Minute)
	f := setup(areatest.NewContract().Volume("web", 10), ops...)
	steps := f.chainSteps(f.request("/", "b"), ops)
	require.Equal(t, f.ops.StageWord(f.request("/", "b"), ops[0]), steps[0].WaitsFor)
	require.NotContains(t, steps[0].WaitsFor, "step ")
}

func TestCancelHref_FirstWaitingStep(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		states []operation.State
		want   string
	}{
		"nothing has begun":       {[]operation.State{operation.Queued, operation.Waiting, operation.Waiting, operation.Waiting}, "/operations/stop/cancel"},
		"the first is done":       {[]operation.State{operation.Done, operation.Queued, operation.Waiting, operation.Waiting}, "/operations/safety/cancel"},
		"the last one runs":       {[]operation.State{operation.Done, operation.Done, operation.Done, operation.Accepted}, ""},
		"a server is to start":    {[]operation.State{operation.Done, operation.Done, operation.Provisioning, operation.Waiting}, ""},
		"all of it is over":       {[]operation.State{operation.Done, operation.Done, operation.Done, operation.Done}, ""},
		"cancelled half-way":      {[]operation.State{operation.Done, operation.Cancelled, operation.Cancelled, operation.Waiting}, ""},
		"one is being sent":       {[]operation.State{operation.Submitting, operation.Waiting, operation.Waiting, operation.Waiting}, "/operations/safety/cancel"},
		"the outcome is unknown":  {[]operation.State{operation.Done, operation.Unknown, operation.Waiting, operation.Waiting}, "/operations/restore/cancel"},
		"accepted, not yet done":  {[]operation.State{operation.Done, operation.Accepted, operation.Queued, operation.Waiting}, "/operations/restore/cancel"},
		"failed, with a restart":  {[]operation.State{operation.Done, operation.Failed, operation.Failed, operation.Queued}, ""},
		"failed, and that is all": {[]operation.State{operation.Failed, operation.Failed, operation.Failed, operation.Failed}, ""},
	} {
		require.Equal(t, c.want, cancelHref(restoreChain(c.states...)), name)
	}
}

func TestFailureText_DiffersByRemains(t *testing.T) {
	t.Parallel()
	whole := restoreChain(operation.Queued, operation.Queued, operation.Queued, operation.Queued)
	seen := map[string]string{}
	for _, c := range []struct {
		name string
		of   operation.Operation
		ops  []operation.Operation
	}{
		{"the server is not stopped", whole[0], whole},
		{"the safety snapshot fails, and the server is started again", whole[1], whole},
		{"the safety snapshot fails, without a server", whole[1], whole[1:3]},
		{"overwriting fails with a safety snapshot and a server", whole[2], whole},
		{"overwriting fails with a safety snapshot", whole[2], whole[1:3]},
		{"overwriting fails without a safety snapshot", whole[2], whole[2:3]},
		{"overwriting fails with a server alone", whole[2], whole[2:]},
		{"the server is not started", whole[3], whole},
		{"a volume is not created", operation.Operation{Kind: operation.CreateVolume}, nil},
		{"a volume is not attached", operation.Operation{Kind: operation.AttachVolume}, nil},
	} {
		text := failureText(c.of, c.ops)
		require.NotEmpty(t, text, c.name)
		require.Empty(t, seen[text], "%s reads like %s", c.name, seen[text])
		seen[text] = c.name
	}
	require.Empty(t, failureText(operation.Operation{Kind: operation.LabelSnapshot}, nil))
}
