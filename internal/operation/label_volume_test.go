package operation

import (
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
)

func TestLabelsOfAVolumeWaitForNothing(t *testing.T) {
	t.Parallel()
	inWorld(t, func(w *world) {
		w.mirror.state = inventory.StateBusy // the data center
		w.mirror.others = []inventory.Request{{ID: "theirs", Method: "POST", URL: "/datacenters/dc/volumes", Status: inventory.RequestRunning}}
		waits := w.submit("create", Request{Kind: CreateSnapshot, DatacenterID: "dc", VolumeID: "vol", Create: CreateParams{Name: "x"}})[0]
		w.advance(waits.ID)
		require.Equal(t, Waiting, w.op(waits.ID).State)
		label := tasks()["label a volume"].ask(w).First()
		require.False(t, SharesLane(waits, label))
		var open *OpenError
		_, err := w.engine.Submit(t.Context(), bea, Key{Form: "other"}, LabellingVolume("dc", "vol", []LabelChange{{Key: "a", Value: "b"}}))
		require.ErrorAs(t, err, &open, "one change of the labels at a time")
		require.Equal(t, Done, w.finish(label.ID).State)
		require.Equal(t, Waiting, w.op(waits.ID).State)
		require.Empty(t, w.book.breaches)
	})
}

func TestLabelsOfAVolumeFailWhenItIsGone(t *testing.T) {
	t.Parallel()
	inWorld(t, func(w *world) {
		label := tasks()["label a volume"].ask(w).First()
		delete(w.heaven.life.volumes, "vol")
		require.Equal(t, Failed, w.finish(label.ID).State)
	})
}
