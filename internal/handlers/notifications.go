package handlers

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"
	"sync"

	"snapdeck/internal/operation"
	"snapdeck/internal/views"
)

// waiters are requests that wait for an operation to move.
type waiters struct {
	mu sync.Mutex
	by map[string][]chan operation.Operation
	// told is the state of each unsettled operation that its person was last told of.
	told map[string]operation.State
}

func newWaiters() waiters {
	return waiters{by: map[string][]chan operation.Operation{}, told: map[string]operation.State{}}
}

// news notes what a person is told of an operation and reports whether it is news.
func (w *waiters) news(op operation.Operation) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	before, known := w.told[op.ID]
	w.told[op.ID] = op.State
	if op.Settled() {
		delete(w.told, op.ID)
	}
	return before != op.State && (known || !op.Settled() || op.Labels.State != operation.LabelsWritten)
}

// OperationChanged tells the server that an operation was recorded or changed: requests that
// wait for it go on, and the person who asked for it is told when it is over.
func (s *Server) OperationChanged(op operation.Operation) {
	s.waiters.mu.Lock()
	for _, w := range s.waiters.by[op.ID] {
		select {
		case w <- op:
		default:
		}
	}
	s.waiters.mu.Unlock()
	s.tell(op)
}

// firstAnswer waits until the cloud has answered an operation, or for a moment.
func (s *Server) firstAnswer(ctx context.Context, op operation.Operation) operation.Operation {
	moved := make(chan operation.Operation, 8)
	s.waiters.mu.Lock()
	s.waiters.by[op.ID] = append(s.waiters.by[op.ID], moved)
	s.waiters.mu.Unlock()
	defer s.stopWaiting(op.ID, moved)

	if now, ok := s.Board.Operation(op.ID); ok {
		op = now
	}
	ctx, cancel := context.WithTimeout(ctx, s.AnswerWithin)
	defer cancel()
	for op.State == operation.Queued || op.State == operation.Submitting && op.Failure == nil {
		select {
		case <-ctx.Done():
			return op
		case op = <-moved:
		}
	}
	return op
}

func (s *Server) stopWaiting(id string, moved chan operation.Operation) {
	s.waiters.mu.Lock()
	defer s.waiters.mu.Unlock()
	left := s.waiters.by[id][:0]
	for _, w := range s.waiters.by[id] {
		if w != moved {
			left = append(left, w)
		}
	}
	if len(left) == 0 {
		delete(s.waiters.by, id)
		return
	}
	s.waiters.by[id] = left
}

// tell lets the browser of the person who asked know how an operation goes.
func (s *Server) tell(op operation.Operation) {
	mine, err := renderOne(context.Background(), views.Mine(s.mine(op.Actor)))
	if err == nil {
		s.hub.Tell(op.Actor, "patch", mine)
	}
	sentence, href := announcement(op), operationHref(op.ID)
	if sentence == "" || !s.waiters.news(op) {
		return
	}
	if op.Batch != "" {
		if sentence, href = s.batchNews(context.Background(), op), batchHref(op.Batch); sentence == "" {
			return
		}
	}
	s.hub.Tell(op.Actor, "announce", []byte(sentence))
	if !op.State.Final() {
		return
	}
	data, err := json.Marshal(map[string]string{"operation": op.ID, "state": string(op.State), "text": sentence, "href": href})
	if err == nil {
		s.hub.Tell(op.Actor, "title", data)
	}
}

// batchNews is one sentence about a batch when the last of its operations has come to its
// end. Its operations one by one would be too much to be told. The board may have forgotten the
// first of them, which may have failed.
func (s *Server) batchNews(ctx context.Context, op operation.Operation) string {
	if !op.State.Final() || s.Board.CountOpenIn(op.Batch) > 0 {
		return ""
	}
	batch, err := s.batchOf(ctx, op.Batch)
	if err != nil {
		s.Log.Warn("how a batch ended is not told", "batch", op.Batch, "error", err.Error())
		return ""
	}
	o := operation.OutcomeOf(batch)
	if o.Done == o.Total() {
		return batchHeading(batch, o) + ": all done."
	}
	var parts []string
	for _, c := range batchCounts(listing{}, batch, o) {
		parts = append(parts, views.Count(c.N)+" "+c.Word)
	}
	return batchHeading(batch, o) + ": " + strings.Join(parts, ", ") + "."
}

// announcement is one sentence about what just happened to an operation.
func announcement(op operation.Operation) string {
	name := sortOf(op.Kind) + " " + strconv.Quote(thingOf(op))
	if op.Prevented() != "" {
		word := preventedWord(op)
		return name + " was " + strings.ToLower(word[:1]) + word[1:] + "."
	}
	if op.Kind != operation.CreateSnapshot {
		return announceEnd(op, name)
	}
	switch op.State {
	case operation.Accepted:
		return name + " was accepted by the cloud."
	case operation.Provisioning:
		return name + " is being provisioned."
	case operation.Done:
		return name + " is available."
	case operation.Failed:
		return name + " failed."
	case operation.Unknown:
		return name + " has an unknown outcome."
	default:
		return ""
	}
}

func announceEnd(op operation.Operation, name string) string {
	switch op.State {
	case operation.Done:
		return name + " " + wordsOf(op.Kind).ended + "."
	case operation.Failed:
		return name + " " + wordsOf(op.Kind).failed + "."
	case operation.Unknown:
		return name + ": nobody knows whether it was carried out."
	default:
		return ""
	}
}
