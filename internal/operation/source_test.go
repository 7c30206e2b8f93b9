package operation

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestLabelSnapshots_RecordsConfirmedSource(t *testing.T) {
	t.Parallel()
	env := newEnv(t)
	label := func(form string, changes []LabelChange) Operation {
		result, err := env.engine.Submit(t.Context(), bea, Key{Form: form}, Labelling("snap", changes))
		require.NoError(t, err)
		return result.First()
	}
	op := label("a", ConfirmedSource("dc", "vol"))
	require.Equal(t, []string{"vol", "dc", bea.Name}, []string{op.VolumeID, op.DatacenterID, op.Actor})
	require.Equal(t, "Confirmed that the snapshot came from this volume.", op.SourceStatement())

	env.finish(op.ID)
	op = label("b", DeniedSource())
	require.Empty(t, op.VolumeID+op.VolumeName)
	require.Equal(t, "Said that the snapshot came from none of the volumes.", op.SourceStatement())

	env.finish(op.ID)
	op = label("c", []LabelChange{{Key: "team", Value: "db"}})
	require.Empty(t, op.SourceStatement())
	require.False(t, op.SetsSource())
}
