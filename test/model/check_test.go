package model

import (
	"context"
	"fmt"
	"strings"
	"time"

	"pgregory.net/rapid"

	"snapdeck/internal/operation"
)

// check wants all to be as it must be at any moment.
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

// oneOpen wants at most one open operation of a kind on a thing. Chains wait for each other whole, so
// that of their power steps only one may be under way.
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

// oneRequestEach wants one request at most for each operation, unless a person took the risk of more,
// and none for one that was cancelled or did not begin.
func (w *model) oneRequestEach(ops []operation.Operation) {
	w.gate.mu.Lock()
	defer w.gate.mu.Unlock()
	for _, op := range ops {
		n := w.gate.accepted[op.ID]
		if n > 1 && !w.risked[op.ID] {
			w.breach("operation %s, %s, made %d requests", op.ID, op.Kind, n)
		}
		notBegun := op.Failure != nil && op.Failure.Kind == operation.NotStarted
		if n > 0 && (op.State == operation.Cancelled || notBegun) && !w.risked[op.ID] {
			w.breach("operation %s, %s, is %s, and was carried out", op.ID, op.Kind, op.State)
		}
	}
}

// holdsOfOpen wants nothing to be held by what has ended.
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

// longest is how much time an operation may take that nothing stands in the way of any more.
const longest = 24 * time.Hour

// resolveOpen lets all faults end and time pass, and wants all operations to end, or to be of unknown outcome.
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
		w.breach("%d things are held although nothing is open", held)
	}
	w.fail(t)
}

// advanceAll lets each open operation go as far as it can, and returns when the first one wants to go on.
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
