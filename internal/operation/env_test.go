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

// died is what the process ends with at a point where a test lets it die.
type died struct{ point string }

// world is a ledger, a cloud and an engine between them, in a bubble with its own time.
type world struct {
	t      *testing.T
	book   *book
	heaven *heaven
	mirror *mirror
	engine *Engine

	ids    atomic.Int64
	passed []string
	dieAt  map[int]bool // points, counted from 1
}

// inWorld runs a test in a world of its own.
func inWorld(t *testing.T, f func(w *world)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) { f(newWorld(t)) })
}

func newWorld(t *testing.T) *world {
	w := &world{t: t, dieAt: map[int]bool{}}
	w.book = newBook(w.pass)
	w.heaven = newHeaven(w.pass)
	w.mirror = &mirror{heaven: w.heaven}
	w.start()
	return w
}

// start makes a fresh engine, as a process that starts does.
func (w *world) start() {
	newID := func() string { return fmt.Sprintf("op-%d", w.ids.Add(1)) }
	w.engine = NewEngine(w.book, w.heaven, w.mirror, DefaultTiming(), time.Now, newID, slog.New(slog.DiscardHandler))
}

func (w *world) pass(point string) {
	if w.dieAt == nil {
		return // a world of several workers, in which nobody dies
	}
	w.passed = append(w.passed, point)
	if w.dieAt[len(w.passed)] {
		panic(died{point})
	}
}

// requestOf is what is clicked for a snapshot of a volume.
func requestOf(volumeID string) Request {
	return Request{Kind: CreateSnapshot, DatacenterID: "dc", VolumeID: volumeID, Create: CreateParams{Name: "nightly", Description: "ticket 7"}}
}

func amy() Actor { return Actor{"amy", "192.0.2.1"} }

// submit records requests by a form of their own.
func (w *world) submit(form string, requests ...Request) []Operation {
	result, err := w.engine.Submit(w.t.Context(), amy(), Key{Form: form}, requests...)
	require.NoError(w.t, err)
	return result.Ops
}

// create records a create-snapshot of a volume.
func (w *world) create(volumeID string) Operation {
	return w.submit("key-"+volumeID, requestOf(volumeID))[0]
}

// click records a create-snapshot of the volume "vol" and returns its id.
func (w *world) click() string { return w.create("vol").ID }

// advance is what a job does: it takes the operation as far as it goes now.
func (w *world) advance(id string) (again time.Duration, done bool) {
	again, done, err := w.engine.Advance(w.t.Context(), id)
	require.NoError(w.t, err)
	return again, done
}

// finish advances an operation until nothing is left to do but to look into an unknown
// outcome now and then, and returns it.
func (w *world) finish(id string) Operation {
	for start := time.Now(); ; {
		again, done := w.advance(id)
		if done || w.op(id).State == Unknown {
			return w.op(id)
		}
		require.Positive(w.t, again)
		require.Less(w.t, time.Since(start), 24*time.Hour, "it never ends: %+v", w.op(id))
		time.Sleep(again)
	}
}

// until advances an operation for a while.
func (w *world) during(id string, d time.Duration) Operation {
	for end := time.Now().Add(d); time.Now().Before(end); {
		again, done := w.advance(id)
		if done {
			break
		}
		time.Sleep(min(again, time.Until(end)))
	}
	return w.op(id)
}

func (w *world) op(id string) Operation {
	op, err := w.book.Operation(context.Background(), id)
	require.NoError(w.t, err)
	return op
}

// states are the states that an operation has passed, each once in a row.
func states(op Operation) []State {
	var passed []State
	for _, stage := range op.Stages {
		if len(passed) == 0 || passed[len(passed)-1] != stage.State {
			passed = append(passed, stage.State)
		}
	}
	return passed
}

func fault(kind error, status int) *inventory.Fault {
	return &inventory.Fault{Kind: kind, Status: status, Doing: "create", RequestID: "cloud-7", Messages: []inventory.APIMessage{{Code: "100", Text: "why"}}}
}

func lost(kind error, status int) *inventory.Fault {
	f := fault(kind, status)
	f.Ambiguous = true
	return f
}
