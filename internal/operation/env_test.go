package operation

import (
	"context"
	"fmt"
	"log/slog"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
)

// processKilled is the panic at a kill point.
type processKilled struct{ point string }

// testEnv is a ledger, a cloud and an engine in a bubble with its own time.
type testEnv struct {
	t      *testing.T
	ledger *fakeLedger
	cloud  *fakeCloud
	mirror *fakeMirror
	engine *Engine

	ids          atomic.Int64
	passedPoints []string
	killAt       map[int]bool // kill points, counted from 1
}

// runEnv runs a test in its own bubble.
func runEnv(t *testing.T, f func(env *testEnv)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) { f(newEnv(t)) })
}

func newEnv(t *testing.T) *testEnv {
	env := &testEnv{t: t, killAt: map[int]bool{}}
	env.ledger = newFakeLedger(env.passPoint)
	env.cloud = newFakeCloud(env.passPoint)
	env.mirror = &fakeMirror{cloud: env.cloud}
	env.start()
	return env
}

// start creates a new engine, as a restart does.
func (env *testEnv) start() {
	newID := func() string { return fmt.Sprintf("op-%d", env.ids.Add(1)) }
	env.engine = NewEngine(env.ledger, env.cloud, env.mirror, DefaultTiming(), time.Now, newID, slog.New(slog.DiscardHandler))
}

func (env *testEnv) passPoint(point string) {
	if env.killAt == nil {
		return // tests with several workers have no kill points
	}
	env.passedPoints = append(env.passedPoints, point)
	if env.killAt[len(env.passedPoints)] {
		panic(processKilled{point})
	}
}

// requestOf returns the request for a snapshot of a volume.
func requestOf(volumeID string) Request {
	return Request{Kind: CreateSnapshot, DatacenterID: "dc", VolumeID: volumeID, Params: CreateParams{Name: "nightly", Description: "ticket 7"}}
}

func amy() Actor { return Actor{"amy", "192.0.2.1"} }

// submit records requests by a new form.
func (env *testEnv) submit(form string, requests ...Request) []Operation {
	result, err := env.engine.Submit(env.t.Context(), amy(), Key{Form: form}, requests...)
	require.NoError(env.t, err)
	return result.Ops
}

// create records a create-snapshot of a volume.
func (env *testEnv) create(volumeID string) Operation {
	return env.submit("key-"+volumeID, requestOf(volumeID))[0]
}

// submitCreate records a create-snapshot of the volume "vol" and returns its id.
func (env *testEnv) submitCreate() string { return env.create("vol").ID }

// advance does what a job does: it advances the operation as far as possible now.
func (env *testEnv) advance(id string) (retryIn time.Duration, done bool) {
	retryIn, done, err := env.engine.Advance(env.t.Context(), id)
	require.NoError(env.t, err)
	return retryIn, done
}

// finish advances an operation until it is complete or unknown, and returns it.
func (env *testEnv) finish(id string) Operation {
	for start := time.Now(); ; {
		retryIn, done := env.advance(id)
		if done || env.op(id).State == Unknown {
			return env.op(id)
		}
		require.Positive(env.t, retryIn)
		require.Less(env.t, time.Since(start), 24*time.Hour, "it never ends: %+v", env.op(id))
		time.Sleep(retryIn)
	}
}

// advanceFor advances an operation for a duration.
func (env *testEnv) advanceFor(id string, d time.Duration) Operation {
	for end := time.Now().Add(d); time.Now().Before(end); {
		retryIn, done := env.advance(id)
		if done {
			break
		}
		time.Sleep(min(retryIn, time.Until(end)))
	}
	return env.op(id)
}

func (env *testEnv) op(id string) Operation {
	op, err := env.ledger.Operation(context.Background(), id)
	require.NoError(env.t, err)
	return op
}

// states returns the states of an operation's stages, without repetitions.
func states(op Operation) []State {
	var passed []State
	for _, stage := range op.Stages {
		if len(passed) == 0 || passed[len(passed)-1] != stage.State {
			passed = append(passed, stage.State)
		}
	}
	return passed
}

func fault(kind error, status int) *inventory.APIError {
	return &inventory.APIError{Kind: kind, Status: status, Op: "create", RequestID: "cloud-7", Messages: []inventory.APIMessage{{Code: "100", Text: "why"}}}
}

func lost(kind error, status int) *inventory.APIError {
	f := fault(kind, status)
	f.Ambiguous = true
	return f
}
