package model

import (
	"context"
	"fmt"
	"strings"
	"time"

	"pgregory.net/rapid"

	"snapdeck/internal/operation"
)

// check checks the invariants that hold at any moment.
func (w *model) check(t *rapid.T) {
	ops := w.all()
	w.oneOpen(ops)
	w.oneRequestEach(ops)
	w.holdsOfOpen(ops)
	w.fail(t)
}

func (w *model) fail(t *rapid.T) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.breaches) > 0 {
		t.Fatalf("%s\n\nwhat happened:\n%s", w.short(strings.Join(w.breaches, "\n")), strings.Join(w.history, "\n"))
	}
}

// oneOpen requires at most one open operation of a kind per target. Chains wait for each other as a whole, so
// only one of their power steps may be running.
func (w *model) oneOpen(ops []operation.Operation) {
	open := map[string]string{}
	for _, op := range ops {
		target := ""
		switch op.Kind {
		case operation.DeleteSnapshot, operation.EditSnapshot, operation.LabelSnapshot:
			target = op.SnapshotID
		case operation.RestoreVolume:
			target = op.VolumeID
		case operation.StopServer, operation.StartServer:
			if op.Chain == "" || op.State.InFlight() {
				target = op.Task.Server.ID
			}
		}
		if target == "" || !isOpen(op) {
			continue
		}
		target = string(op.Kind) + " " + target
		if other, is := open[target]; is {
			w.breach("operations %s and %s are both open: %s", op.ID, other, target)
		}
		open[target] = op.ID
	}
}

// oneRequestEach requires at most one request for each operation, unless a user accepted the risk of more, and
// none for an operation that was cancelled or did not start.
func (w *model) oneRequestEach(ops []operation.Operation) {
	w.gate.mu.Lock()
	defer w.gate.mu.Unlock()
	for _, op := range ops {
		n := w.gate.accepted[op.ID]
		if n > 1 && !w.risked[op.ID] {
			w.breach("operation %s, %s, made %d requests", op.ID, op.Kind, n)
		}
		notStarted := op.Failure != nil && op.Failure.Kind == operation.NotStarted
		if n > 0 && (op.State == operation.Cancelled || notStarted) && !w.risked[op.ID] {
			w.breach("operation %s, %s, is %s, and was applied", op.ID, op.Kind, op.State)
		}
	}
}

// holdsOfOpen requires that finished operations hold nothing.
func (w *model) holdsOfOpen(ops []operation.Operation) {
	open := map[string]bool{}
	for _, op := range ops {
		open[op.ID] = open[op.ID] || isOpen(op)
		open[op.Chain] = open[op.Chain] || op.Chain != "" && isOpen(op)
	}
	rows, err := w.rows.Query(`SELECT resource, holder, kind FROM holds`)
	w.must(err)
	for rows.Next() {
		var resource, holder, kind string
		w.must(rows.Scan(&resource, &holder, &kind))
		if !open[holder] {
			w.breach("%s is %s by %s, which has ended", resource, kind, holder)
		}
	}
	w.must(rows.Err())
	w.must(rows.Close())
}

// longest is the maximal duration of an operation that nothing blocks.
const longest = 24 * time.Hour

// resolveOpen ends all faults, lets time pass, and requires all operations to end, or to have an unknown
// outcome.
func (w *model) resolveOpen(t *rapid.T) {
	w.note("all faults end")
	for _, task := range w.tasks {
		task.run(1 << 30)
	}
	w.tasks = nil
	w.gate.mu.Lock()
	w.gate.next = ""
	w.gate.mu.Unlock()
	w.cloud.Faults().Clear()
	began := w.clock.Now()
	for rounds := 0; ; rounds++ {
		w.poll()
		next, open := w.advanceAll(t)
		w.check(t)
		if !open {
			break
		}
		if w.clock.Now().Sub(began) > longest || rounds > 2_000 {
			w.breach("these do not end:%s", w.reportOpen())
			w.fail(t)
		}
		w.pass(max(next, 100*time.Millisecond))
	}
	var held int
	w.must(w.rows.QueryRow(`SELECT COUNT(*) FROM holds`).Scan(&held))
	if unknown := strings.Contains(w.reportOpen(), string(operation.Unknown)); held > 0 && !unknown {
		w.breach("%d resources are held although nothing is open", held)
	}
	w.fail(t)
}

// advanceAll advances each open operation as far as possible, and returns when the first one is due.
func (w *model) advanceAll(t *rapid.T) (next time.Duration, open bool) {
	next = time.Hour
	incomplete, err := w.raw.Incomplete(context.Background())
	w.must(err)
	for _, op := range incomplete {
		retryIn, done, err := w.engine.Advance(context.Background(), op.ID)
		if err != nil {
			w.breach("advance %s: %v", op.ID, err)
			w.fail(t)
		}
		now, err := w.raw.Operation(context.Background(), op.ID)
		w.must(err)
		if done || now.State == operation.Unknown {
			continue
		}
		next, open = min(next, retryIn), true
	}
	return next, open
}

func (w *model) reportOpen() string {
	incomplete, err := w.raw.Incomplete(context.Background())
	w.must(err)
	text := ""
	for _, op := range incomplete {
		text += fmt.Sprintf("\n%s %s %s: %+v, labels %+v, failure %+v", op.ID, op.Kind, op.State, op.Stages, op.Labels, op.Failure)
	}
	return w.short(text)
}
