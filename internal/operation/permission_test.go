package operation

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// rightsOf permits the operations of the listed users, or fails like an unreadable database.
type rightsOf struct {
	may map[string]bool
	err error
}

func (r *rightsOf) MayStill(_ context.Context, op Operation) (bool, error) {
	return r.may[op.Actor], r.err
}

// deletable creates a snapshot that may be deleted, and returns the request to delete it.
func (env *testEnv) deletable() Request {
	made := env.finish(env.create("vol").ID)
	newer := env.finish(env.submit("newer", requestOf("vol"))[0].ID)
	require.Equal(env.t, Done, newer.State)
	return env.engine.Deletion(made.SnapshotID, Consent{})
}

func TestPermissions_LostBeforeDeletionIsDue(t *testing.T) {
	runEnv(t, func(env *testEnv) {
		rights := &rightsOf{may: map[string]bool{"amy": true}}
		env.engine.UsePermissions(rights)
		request := env.deletable()
		planned := env.submit("delete", request)[0]
		env.advanceFor(planned.ID, time.Minute)
		require.True(t, env.op(planned.ID).Planned())
		rights.may["amy"] = false
		op := env.finish(planned.ID)
		require.Equal(t, Cancelled, op.State)
		require.Equal(t, CauseRightLost, op.Prevented())
		require.Zero(t, op.Sends)
	})
}

func TestPermissions_UnreadableIsNoPermission(t *testing.T) {
	runEnv(t, func(env *testEnv) {
		rights := &rightsOf{err: errors.New("the database is away")}
		env.engine.UsePermissions(rights)
		request := env.deletable()
		planned := env.submit("delete", request)[0]
		time.Sleep(DefaultTiming().UndoWindow)
		_, _, err := env.engine.Advance(t.Context(), planned.ID)
		require.ErrorIs(t, err, rights.err)
		require.Equal(t, Queued, env.op(planned.ID).State)
		rights.err, rights.may = nil, map[string]bool{"amy": true}
		require.Equal(t, Done, env.finish(planned.ID).State)
	})
}
