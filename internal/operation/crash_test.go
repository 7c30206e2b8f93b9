package operation

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"snapdeck/internal/inventory"
)

// scenes are clouds in which a process may die anywhere. In each of them exactly one
// create is carried out in the end.
func scenes() map[string]func(*heaven) {
	return map[string]func(*heaven){
		"a good cloud": func(*heaven) {},
		"the answer is lost": func(h *heaven) {
			h.answers = []answer{{err: lost(inventory.ErrServer, 504), carried: true}}
		},
		"the call is lost": func(h *heaven) {
			h.answers = []answer{{err: lost(inventory.ErrUnreachable, 0)}}
		},
		"busy at first": func(h *heaven) {
			h.answers = []answer{{err: fault(inventory.ErrBusy, 423)}, {err: fault(inventory.ErrRateLimited, 429)}}
		},
		"listed late": func(h *heaven) { h.unlisted, h.noRequests = 30*time.Second, true },
		"labels fail": func(h *heaven) {
			h.labelling = []error{fault(inventory.ErrBusy, 423), nil, lost(inventory.ErrServer, 502)}
		},
		"the request is forgotten": func(h *heaven) { h.forgets = true },
		"the 202 is blank":         func(h *heaven) { h.blank = true },
	}
}

// live clicks once and works on it until nothing is left to do, through every death.
func (w *world) live() Operation {
	for start := time.Now(); time.Since(start) < 12*time.Hour; time.Sleep(time.Second) {
		if w.survives(func() { w.finish(w.click()) }) {
			break
		}
		w.start()
	}
	open, err := w.book.Unsettled(w.t.Context())
	require.NoError(w.t, err)
	for _, op := range open {
		require.Equal(w.t, Unknown, op.State, "only an unknown outcome is looked into for ever")
	}
	require.Len(w.t, w.book.ops, 1, "one form is one operation")
	for _, op := range w.book.ops {
		return op
	}
	return Operation{}
}

func (w *world) survives(life func()) (survived bool) {
	defer func() {
		if reason := recover(); reason != nil {
			if _, dead := reason.(died); !dead {
				panic(reason)
			}
		}
	}()
	life()
	return true
}

func requireOneSnapshot(t require.TestingT, w *world, op Operation) {
	require.Equal(t, Done, op.State, "%+v", op)
	require.Len(t, w.heaven.made, 1, "one click is one snapshot")
	require.Equal(t, "snap-1", op.SnapshotID)
	require.Equal(t, LabelsWritten, op.Labels.State)
	require.Len(t, w.heaven.labels, 3)
	require.Empty(t, w.book.breaches)
	require.Zero(t, w.heaven.overlap)
}

func TestACrashAtAnyPointLosesAndDoublesNothing(t *testing.T) {
	t.Parallel()
	for name, scene := range scenes() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for point, more := 1, true; more; point++ {
				inWorld(t, func(w *world) {
					scene(w.heaven)
					w.dieAt[point] = true
					requireOneSnapshot(w.t, w, w.live())
					more = len(w.passed) >= point
				})
			}
		})
	}
}

func TestManyCrashesLoseAndDoubleNothing(t *testing.T) {
	t.Parallel()
	all := scenes()
	names := make([]string, 0, len(all))
	for name := range all {
		names = append(names, name)
	}
	rapid.Check(t, func(rt *rapid.T) {
		scene := all[rapid.SampledFrom(sortedStrings(names)).Draw(rt, "scene")]
		deaths := rapid.SliceOfN(rapid.IntRange(1, 60), 0, 12).Draw(rt, "deaths")
		inWorld(t, func(w *world) {
			scene(w.heaven)
			for _, point := range deaths {
				w.dieAt[point] = true
			}
			op := w.live()
			require.LessOrEqual(w.t, len(w.heaven.made), 1)
			require.Empty(w.t, w.book.breaches)
			if op.State != Done { // it may give up after it died in each of its tries, but says so
				require.Equal(w.t, Failed, op.State)
				require.Equal(w.t, LostOutcome, op.Failure.Kind)
				require.Empty(w.t, w.heaven.made)
				return
			}
			requireOneSnapshot(w.t, w, op)
		})
	})
}
