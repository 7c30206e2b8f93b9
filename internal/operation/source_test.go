package operation

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTheRecordNamesTheSourceThatAPersonConfirmed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	done, err := w.engine.LabelSnapshots(t.Context(), []LabelWish{{"a", "snap", ConfirmedSource("dc", "vol")}}, bea)
	require.NoError(t, err)
	op := done.Ops[0]
	require.Equal(t, []string{"vol", "dc", bea.Name}, []string{op.VolumeID, op.DatacenterID, op.Actor})
	require.Equal(t, "Confirmed that the snapshot came from this volume.", op.Said())

	done, err = w.engine.LabelSnapshots(t.Context(), []LabelWish{{"b", "snap", DeniedSource()}}, bea)
	require.NoError(t, err)
	require.Empty(t, done.Ops[0].VolumeID+done.Ops[0].VolumeName)
	require.Equal(t, "Said that the snapshot came from none of the volumes.", done.Ops[0].Said())

	done, err = w.engine.LabelSnapshots(t.Context(), []LabelWish{{"c", "snap", []LabelChange{{Key: "team", Value: "db"}}}}, bea)
	require.NoError(t, err)
	require.Empty(t, done.Ops[0].Said())
	require.False(t, done.Ops[0].SaysSource())
}
