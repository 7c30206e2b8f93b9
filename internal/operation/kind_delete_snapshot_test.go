package operation

import (
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
)

// failedWithOrphan returns an operation that failed and left a snapshot behind.
func (env *testEnv) failedWithOrphan() Operation {
	env.cloud.outcome, env.cloud.snapshotEnd = inventory.RequestFailed, inventory.StateFailed
	op := env.finish(env.submitCreate())
	require.True(env.t, op.HasOrphan(), "%+v", op)
	return op
}

func TestDeleteOrphan_Once(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		responses []response
		sends     int
	}{
		"at once":                        {nil, 1},
		"although the response was lost": {[]response{{err: lost(inventory.ErrServer, 504), applied: true}}, 1},
		"at the second try":              {[]response{{err: lost(inventory.ErrUnreachable, 0)}}, 2},
		"when it is not busy":            {[]response{{err: fault(inventory.ErrBusy, 423)}}, 2},
		"when the budget allows it":      {[]response{{err: fault(inventory.ErrRateLimited, 429)}}, 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			runEnv(t, func(env *testEnv) {
				failed := env.failedWithOrphan()
				env.cloud.deleting = c.responses
				clear(env.cloud.labels)
				requested, err := env.engine.DeleteOrphan(t.Context(), failed.ID, Key{Form: "once"}, bea)
				require.NoError(t, err)
				same, err := env.engine.DeleteOrphan(t.Context(), failed.ID, Key{Form: "once"}, bea)
				require.NoError(t, err)
				require.True(t, same.Earlier)
				require.Equal(t, requested.First().ID, same.First().ID)
				op := env.finish(requested.First().ID)
				require.Equal(t, Done, op.State)
				require.True(t, op.Complete())
				require.Equal(t, c.sends, env.cloud.deletions)
				require.Empty(t, env.cloud.creations)
				require.Empty(t, env.cloud.labels)
				require.Empty(t, env.ledger.violations)
			})
		})
	}
}

func TestDeleteOrphan_RefusalFails(t *testing.T) {
	t.Parallel()
	runEnv(t, func(env *testEnv) {
		failed := env.failedWithOrphan()
		env.cloud.deleting = []response{{err: fault(inventory.ErrInvalid, 422)}}
		requested, err := env.engine.DeleteOrphan(t.Context(), failed.ID, Key{Form: "once"}, bea)
		require.NoError(t, err)
		op := env.finish(requested.First().ID)
		require.Equal(t, Failed, op.State)
		require.Contains(t, op.Failure.Text, "Nothing was deleted")
		require.Len(t, env.cloud.creations, 1)
	})
}

func TestDeleteOrphan_OnlyOrphans(t *testing.T) {
	t.Parallel()
	runEnv(t, func(env *testEnv) {
		good := env.finish(env.submitCreate())
		_, err := env.engine.DeleteOrphan(t.Context(), good.ID, Key{Form: "once"}, bea)
		require.ErrorIs(t, err, ErrNoOrphan)
		require.Zero(t, env.cloud.deletions)
	})
}

func TestDeleteOrphan_CrashAtEveryPoint(t *testing.T) {
	t.Parallel()
	for point, more := 1, true; more; point++ {
		runEnv(t, func(env *testEnv) {
			failed := env.failedWithOrphan()
			before := len(env.passedPoints)
			env.killAt[before+point] = true
			var op Operation
			for tries := 0; ; tries++ {
				require.Less(t, tries, 5)
				if env.surviveCrash(func() {
					requested, err := env.engine.DeleteOrphan(t.Context(), failed.ID, Key{Form: "once"}, bea)
					require.NoError(t, err)
					op = env.finish(requested.First().ID)
				}) {
					break
				}
				env.start()
			}
			require.Equal(t, Done, op.State)
			require.Empty(t, env.cloud.creations)
			require.Empty(t, env.ledger.violations)
			more = len(env.passedPoints) >= before+point
		})
	}
}
