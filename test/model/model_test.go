package model

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"snapdeck/internal/cloud/ionossim"
	"snapdeck/internal/store"
)

// The flag -rapid.checks sets the number of runs, -rapid.steps their length.
func TestModel_RulesHold(t *testing.T) {
	t.Parallel()
	database := emptyDatabase(t)
	sum := map[string]int{}
	rapid.Check(t, func(rt *rapid.T) {
		w := newModel(rt, database)
		defer w.close()
		rt.Repeat(w.actions())
		w.resolveOpen(rt)
		for _, op := range w.all() {
			sum[string(op.Kind)+" "+string(op.State)]++
			if cause := op.Prevented(); cause != "" {
				sum["prevented: "+cause]++
			}
		}
	})
	t.Log(sum)
}

// actions returns all possible actions. Those listed more than once happen more often.
func (w *model) actions() map[string]func(*rapid.T) {
	actions := map[string]func(*rapid.T){
		"": w.check, "create": w.create, "edit": w.edit, "label": w.label, "unlock": w.unlock, "new volume": w.newVolume,
		"undo": w.undo, "start now": w.startNow, "try again": w.retry, "move to front": w.front, "send again": w.sendAgain, "resolve": w.resolve,
		"crash":     func(*rapid.T) { w.note("the process dies"); w.crash() },
		"look":      func(*rapid.T) { w.note("the mirror reads"); w.poll() },
		"read":      w.readFault,
		"heal":      func(*rapid.T) { w.note("all can be read"); w.cloud.Faults().Clear() },
		"long time": func(t *rapid.T) { w.passes(t, time.Minute, time.Hour) },
	}
	for i, often := range map[string]struct {
		n  int
		do func(*rapid.T)
	}{
		"advance": {10, w.advance}, "go on": {4, w.resume}, "delete": {3, w.delete}, "restore": {3, w.restore}, "lock": {2, w.lock},
		"other tool": {4, w.otherTool}, "fault": {3, w.fault}, "short time": {4, func(t *rapid.T) { w.passes(t, 0, 10*time.Second) }},
		"until due": {4, w.untilDue},
	} {
		for n := range often.n {
			actions[fmt.Sprintf("%s %d", i, n)] = often.do
		}
	}
	return actions
}

// maxTasks is the number of concurrent tasks of the process.
const maxTasks = 4

// work runs a task for a while, and leaves it parked or finished.
func (w *model) work(t *rapid.T, k *task) {
	points := 1 << 30
	if rapid.IntRange(0, 3).Draw(t, "stands still") == 0 && len(w.tasks) < maxTasks {
		points = rapid.IntRange(1, 25).Draw(t, "after points")
	}
	if !k.run(points) {
		w.tasks = append(w.tasks, k)
		w.note("stands still: %s", w.short(k.String()))
	}
}

// resume continues a parked task.
func (w *model) resume(t *rapid.T) {
	if len(w.tasks) == 0 {
		t.Skip("no task is parked")
	}
	i := rapid.IntRange(0, len(w.tasks)-1).Draw(t, "task")
	k := w.tasks[i]
	w.tasks = append(w.tasks[:i:i], w.tasks[i+1:]...)
	w.note("goes on: %s", w.short(k.String()))
	w.work(t, k)
}

// advance does what a job does.
func (w *model) advance(t *rapid.T) {
	incomplete, err := w.raw.Incomplete(context.Background())
	w.must(err)
	if len(incomplete) == 0 {
		t.Skip("nothing is open")
	}
	op := pick(t, "operation", incomplete)
	w.work(t, begin(fmt.Sprintf("job of %s %s", w.short(op.ID), op.Kind), func(ctx context.Context) {
		if _, _, err := w.engine.Advance(ctx, op.ID); err != nil {
			w.breach("advance operation %s: %v", op.ID, err)
		}
	}))
}

func (w *model) passes(t *rapid.T, least, most time.Duration) {
	d := time.Duration(rapid.Int64Range(int64(least/time.Millisecond), int64(most/time.Millisecond)).Draw(t, "ms")) * time.Millisecond
	w.note("%s pass", d)
	w.pass(d)
}

// untilDue advances the clock until the next planned or paused operation is due.
func (w *model) untilDue(t *rapid.T) {
	now, next := w.clock.engines(), time.Duration(0)
	for _, op := range w.all() {
		if rest := op.NotBefore.Sub(now); isOpen(op) && rest > 0 && (next == 0 || rest < next) {
			next = rest
		}
	}
	if next == 0 {
		t.Skip("nothing rests")
	}
	w.note("%s pass, until the next is due", next)
	w.pass(next)
}

// fault makes Snapdeck's next mutation fail.
func (w *model) fault(t *rapid.T) {
	kind := rapid.SampledFrom([]ionossim.FaultKind{
		held, held, ionossim.GatewayTimeoutAfter, ionossim.GatewayTimeout, ionossim.ResetAfter, ionossim.ServerErrorAfter, ionossim.ServerError,
		ionossim.Locked, ionossim.Conflict, ionossim.TooManyRequests, ionossim.Maintenance, ionossim.EmptyAfter, ionossim.NoLocation, ionossim.Failed,
	}).Draw(t, "fault")
	keep := time.Duration(rapid.Int64Range(1, int64(longestHeld/time.Second)).Draw(t, "held for s")) * time.Second
	w.note("the next change: %s", kind)
	w.gate.mu.Lock()
	defer w.gate.mu.Unlock()
	w.gate.next, w.gate.keep = kind, keep
}

// readFault makes some of the next reads fail.
func (w *model) readFault(t *rapid.T) {
	kind := rapid.SampledFrom([]ionossim.FaultKind{ionossim.ServerError, ionossim.Maintenance, ionossim.TooManyRequests, ionossim.NotFound, ionossim.Forbidden}).Draw(t, "fault")
	route := rapid.SampledFrom([]string{"", "/labels", "/snapshots", "/servers", "/requests"}).Draw(t, "route")
	n := rapid.IntRange(0, 4).Draw(t, "times") // 0: until they are cleared
	w.note("the next %d readings of %q: %s", n, route, kind)
	_, err := w.cloud.Faults().Inject(ionossim.Fault{Kind: kind, Method: "GET", Route: route, Count: n})
	w.must(err)
}

// emptyDatabase returns an empty database, created once.
func emptyDatabase(t *testing.T) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "empty.db")
	s, err := store.Open(t.Context(), store.Options{Path: path})
	require.NoError(t, err)
	require.NoError(t, s.Close())
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	return text
}
