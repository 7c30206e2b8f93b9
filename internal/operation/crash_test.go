package operation

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"snapdeck/internal/inventory"
)

// cloudScenarios are clouds in which a process may die anywhere. In each of them exactly one create must be
// applied.
func cloudScenarios() map[string]func(*fakeCloud) {
	return map[string]func(*fakeCloud){
		"a good cloud": func(*fakeCloud) {},
		"the response is lost": func(cloud *fakeCloud) {
			cloud.responses = []response{{err: lost(inventory.ErrServer, 504), applied: true}}
		},
		"the call is lost": func(cloud *fakeCloud) {
			cloud.responses = []response{{err: lost(inventory.ErrUnreachable, 0)}}
		},
		"busy at first": func(cloud *fakeCloud) {
			cloud.responses = []response{{err: fault(inventory.ErrBusy, 423)}, {err: fault(inventory.ErrRateLimited, 429)}}
		},
		"listed late": func(cloud *fakeCloud) { cloud.listDelay, cloud.noRequests = 30*time.Second, true },
		"labels fail": func(cloud *fakeCloud) {
			cloud.labelResponses = []error{fault(inventory.ErrBusy, 423), nil, lost(inventory.ErrServer, 502)}
		},
		"the request is forgotten": func(cloud *fakeCloud) { cloud.forgetsRequests = true },
		"the 202 is blank":         func(cloud *fakeCloud) { cloud.emptyReceipts = true },
	}
}

// runThroughCrashes submits once and advances the operation until it is complete, restarting after every kill.
func (env *testEnv) runThroughCrashes() Operation {
	for start := time.Now(); time.Since(start) < 12*time.Hour; time.Sleep(time.Second) {
		if env.surviveCrash(func() { env.finish(env.submitCreate()) }) {
			break
		}
		env.start()
	}
	open, err := env.ledger.Incomplete(env.t.Context())
	require.NoError(env.t, err)
	for _, op := range open {
		require.Equal(env.t, Unknown, op.State, "only an unknown outcome is looked into for ever")
	}
	require.Len(env.t, env.ledger.ops, 1, "one form is one operation")
	for _, op := range env.ledger.ops {
		return op
	}
	return Operation{}
}

func (env *testEnv) surviveCrash(run func()) (survived bool) {
	defer func() {
		if reason := recover(); reason != nil {
			if _, dead := reason.(processKilled); !dead {
				panic(reason)
			}
		}
	}()
	run()
	return true
}

func requireOneSnapshot(t require.TestingT, env *testEnv, op Operation) {
	require.Equal(t, Done, op.State, "%+v", op)
	require.Len(t, env.cloud.creations, 1, "one click is one snapshot")
	require.Equal(t, "snap-1", op.SnapshotID)
	require.Equal(t, LabelsWritten, op.Labels.State)
	require.Len(t, env.cloud.labels, 3)
	require.Empty(t, env.ledger.violations)
	require.Zero(t, env.cloud.overlapping)
}

func TestEngine_CrashAtEveryPoint(t *testing.T) {
	t.Parallel()
	for name, prepare := range cloudScenarios() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for point, more := 1, true; more; point++ {
				runEnv(t, func(env *testEnv) {
					prepare(env.cloud)
					env.killAt[point] = true
					requireOneSnapshot(env.t, env, env.runThroughCrashes())
					more = len(env.passedPoints) >= point
				})
			}
		})
	}
}

func TestEngine_ManyCrashes(t *testing.T) {
	t.Parallel()
	all := cloudScenarios()
	names := make([]string, 0, len(all))
	for name := range all {
		names = append(names, name)
	}
	rapid.Check(t, func(rt *rapid.T) {
		prepare := all[rapid.SampledFrom(sortedStrings(names)).Draw(rt, "scene")]
		deaths := rapid.SliceOfN(rapid.IntRange(1, 60), 0, 12).Draw(rt, "deaths")
		runEnv(t, func(env *testEnv) {
			prepare(env.cloud)
			for _, point := range deaths {
				env.killAt[point] = true
			}
			op := env.runThroughCrashes()
			require.LessOrEqual(env.t, len(env.cloud.creations), 1)
			require.Empty(env.t, env.ledger.violations)
			if op.State != Done { // it may give up after a kill in each of its tries, but must report that
				require.Equal(env.t, Failed, op.State)
				require.Equal(env.t, LostOutcome, op.Failure.Kind)
				require.Empty(env.t, env.cloud.creations)
				return
			}
			requireOneSnapshot(env.t, env, op)
		})
	})
}
