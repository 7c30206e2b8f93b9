package texts

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/operation"
)

func op(id string, kind operation.Kind, state operation.State, change ...func(*operation.Operation)) operation.Operation {
	o := operation.Operation{ID: id, Kind: kind, State: state, VolumeName: "disk-" + id, VolumeID: id}
	for _, f := range change {
		f(&o)
	}
	return o
}

func failedWith(kind string) func(*operation.Operation) {
	return func(o *operation.Operation) { o.Failure = &operation.Failure{Kind: kind} }
}

func TestBatchHeading_ByKindOrByPurpose(t *testing.T) {
	t.Parallel()
	for want, ops := range map[string][]operation.Operation{
		"2 snapshots": {op("a", operation.CreateSnapshot, operation.Done), op("b", operation.CreateSnapshot, operation.Waiting)},
		"1 deletion":  {op("a", operation.DeleteSnapshot, operation.Failed), op("b", operation.DeleteSnapshot, operation.Done, func(o *operation.Operation) { o.RetryOf = "a" })},
		"New volume disk-c": {
			op("a", operation.CreateSnapshot, operation.Done), op("c", operation.CreateVolume, operation.Done), op("d", operation.AttachVolume, operation.Done),
		},
		"Restore of disk-b": {op("a", operation.StopServer, operation.Done), op("b", operation.RestoreVolume, operation.Done), op("c", operation.StartServer, operation.Done)},
		"Restore of 2 volumes": {
			op("a", operation.StopServer, operation.Done), op("b", operation.RestoreVolume, operation.Failed), op("c", operation.RestoreVolume, operation.Done), op("d", operation.RestoreVolume, operation.Done, func(o *operation.Operation) { o.RetryOf = "b" }),
		},
	} {
		require.Equal(t, want, BatchHeading(ops, operation.CountBatch(ops)))
	}
}

func TestCommonKind_OfAllOrNone(t *testing.T) {
	t.Parallel()
	for want, ops := range map[operation.Kind][][]operation.Operation{
		"":                       {nil, {op("a", operation.StopServer, operation.Done), op("b", operation.StartServer, operation.Done)}},
		operation.DeleteSnapshot: {{op("a", operation.DeleteSnapshot, operation.Done)}, {op("a", operation.DeleteSnapshot, operation.Done), op("b", operation.DeleteSnapshot, operation.Failed)}},
	} {
		for _, batch := range ops {
			require.Equal(t, want, CommonKind(batch))
		}
	}
}

// sharesOf returns the shares of a batch with the keys of their tones and addresses.
func sharesOf(ops ...operation.Operation) map[string]int {
	shares := map[string]int{}
	for _, s := range BatchShares(CommonKind(ops), operation.CountBatch(ops)) {
		shares[s.Tone+" "+s.Of] += s.N
	}
	return shares
}

func TestBatchShares_EachOperationOnce(t *testing.T) {
	t.Parallel()
	ops := []operation.Operation{
		op("a", operation.DeleteSnapshot, operation.Done), op("b", operation.DeleteSnapshot, operation.Submitting), op("c", operation.DeleteSnapshot, operation.Waiting),
		op("d", operation.DeleteSnapshot, operation.Cancelled, failedWith(operation.CauseLocked)), op("e", operation.DeleteSnapshot, operation.Failed, failedWith("server")),
		op("f", operation.DeleteSnapshot, operation.Failed, failedWith(operation.NotStarted)), op("g", operation.DeleteSnapshot, operation.Unknown), op("h", operation.DeleteSnapshot, operation.Cancelled),
	}
	require.Equal(t, map[string]int{
		"good done": 1, "busy running": 1, "quiet waiting": 1, "prevented prevented": 1, "bad failed": 1, "quiet ": 1, "warn unknown": 1, "quiet cancelled": 1,
	}, sharesOf(ops...))
	require.Equal(t, map[string]int{"quiet ": 1}, sharesOf(ops[5]), "an operation that never started has not failed")
}

func TestBatchShares_PlannedDoesNotWait(t *testing.T) {
	t.Parallel()
	planned := op("a", operation.DeleteSnapshot, operation.Queued, func(o *operation.Operation) { o.NotBefore = time.Unix(1, 0) })
	words := func(ops ...operation.Operation) string {
		return BatchShares(CommonKind(ops), operation.CountBatch(ops))[0].Word
	}
	require.NotEqual(t, words(op("a", operation.DeleteSnapshot, operation.Queued)), words(planned))
}

func TestIsChain_DependentSteps(t *testing.T) {
	t.Parallel()
	after := op("b", operation.RestoreVolume, operation.Waiting, func(o *operation.Operation) { o.Task.DependsOn = "a" })
	require.True(t, IsChain([]operation.Operation{op("a", operation.StopServer, operation.Done), after}))
	require.False(t, IsChain([]operation.Operation{op("a", operation.StopServer, operation.Done)}))
	require.Equal(t, "b", PlannedFirst([]operation.Operation{op("a", operation.StopServer, operation.Done), after}).ID)
	require.Empty(t, PlannedFirst([]operation.Operation{op("a", operation.StopServer, operation.Done)}).ID)
}
