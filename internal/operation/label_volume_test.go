package operation

import (
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
)

func TestVolumeLabels_DoNotWait(t *testing.T) {
	t.Parallel()
	runEnv(t, func(env *testEnv) {
		env.mirror.state = inventory.StateBusy // of the data center
		env.mirror.foreign = []inventory.Request{{ID: "theirs", Method: "POST", URL: "/datacenters/dc/volumes", Status: inventory.RequestRunning}}
		waits := env.submit("create", Request{Kind: CreateSnapshot, DatacenterID: "dc", VolumeID: "vol", Params: CreateParams{Name: "x"}})[0]
		env.advance(waits.ID)
		require.Equal(t, Waiting, env.op(waits.ID).State)
		label := tasks()["label a volume"].ask(env).First()
		require.False(t, sharesLane(waits, label))
		var open *OpenError
		_, err := env.engine.Submit(t.Context(), bea, Key{Form: "other"}, LabellingVolume("dc", "vol", []LabelChange{{Key: "a", Value: "b"}}))
		require.ErrorAs(t, err, &open, "one change of the labels at a time")
		require.Equal(t, Done, env.finish(label.ID).State)
		require.Equal(t, Waiting, env.op(waits.ID).State)
		require.Empty(t, env.ledger.violations)
	})
}

func TestVolumeLabels_FailForDeletedVolume(t *testing.T) {
	t.Parallel()
	runEnv(t, func(env *testEnv) {
		label := tasks()["label a volume"].ask(env).First()
		delete(env.cloud.cloudState.volumes, "vol")
		require.Equal(t, Failed, env.finish(label.ID).State)
	})
}
