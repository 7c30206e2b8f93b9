package web

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/operation"
)

// The same set is returned until an operation changes.
func TestRunningVolumes_HaveOpenOperations(t *testing.T) {
	t.Parallel()
	op := func(id string, state operation.State, planned bool) operation.Operation {
		o := operation.Operation{ID: id, Version: 1, Kind: operation.CreateSnapshot, VolumeID: "v-" + id, State: state, CreatedAt: noon}
		if planned {
			o.Kind, o.SnapshotID, o.NotBefore = operation.DeleteSnapshot, "s", noon.Add(time.Minute)
		}
		return o
	}
	f := newFixture(t, func(d *Deps) {
		d.Operations = operation.NewCache(op("queued", operation.Queued, false), op("done", operation.Done, false), op("planned", operation.Queued, true))
	})
	running := f.RunningVolumes()
	require.True(t, running.Has("v-queued"))
	require.False(t, running.Has("v-done"))
	require.False(t, running.Has("v-planned"), "an operation that can still be undone has not started")
	require.Same(t, running, f.RunningVolumes())
	f.Operations.Put(op("new", operation.Submitting, false))
	require.True(t, f.RunningVolumes().Has("v-new"))
}
