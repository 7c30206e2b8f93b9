package web

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"
	"sync"

	"snapdeck/internal/foreign"
	"snapdeck/internal/handlers/texts"
	"snapdeck/internal/operation"
	"snapdeck/internal/quantity"
	"snapdeck/internal/views"
)

// runningCount returns the number of a user's open operations.
func (s *Base) runningCount(user string) int { return s.Operations.CountOpen(user) }

// notifications holds the requests that wait for an operation to change.
type notifications struct {
	mu      sync.Mutex
	waiting map[string][]chan operation.Operation
	// lastState is the state of each incomplete operation that its user was last notified of.
	lastState map[string]operation.State
}

func newNotifications() notifications {
	return notifications{waiting: map[string][]chan operation.Operation{}, lastState: map[string]operation.State{}}
}

// update stores the state that a user is notified of, and reports whether it is news.
func (w *notifications) update(op operation.Operation) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	before, known := w.lastState[op.ID]
	w.lastState[op.ID] = op.State
	if op.Complete() {
		delete(w.lastState, op.ID)
	}
	return before != op.State && (known || !op.Complete() || op.Labels.State != operation.LabelsWritten)
}

// OperationChanged wakes the requests that wait for a recorded or changed operation, and notifies its user.
func (s *Base) OperationChanged(op operation.Operation) {
	s.notifications.mu.Lock()
	for _, w := range s.notifications.waiting[op.ID] {
		select {
		case w <- op:
		default:
		}
	}
	s.notifications.mu.Unlock()
	s.notifyUser(op)
}

// AwaitResponse waits, for a limited time, until IONOS Cloud has answered an operation.
func (s *Base) AwaitResponse(ctx context.Context, op operation.Operation) operation.Operation {
	moved := make(chan operation.Operation, 8)
	s.notifications.mu.Lock()
	s.notifications.waiting[op.ID] = append(s.notifications.waiting[op.ID], moved)
	s.notifications.mu.Unlock()
	defer s.stopWaiting(op.ID, moved)

	if now, ok := s.Operations.Operation(op.ID); ok {
		op = now
	}
	ctx, cancel := context.WithTimeout(ctx, s.ResponseTimeout)
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

func (s *Base) stopWaiting(id string, moved chan operation.Operation) {
	s.notifications.mu.Lock()
	defer s.notifications.mu.Unlock()
	left := s.notifications.waiting[id][:0]
	for _, w := range s.notifications.waiting[id] {
		if w != moved {
			left = append(left, w)
		}
	}
	if len(left) == 0 {
		delete(s.notifications.waiting, id)
		return
	}
	s.notifications.waiting[id] = left
}

// notifyUser notifies the browsers of an operation's user of its progress.
func (s *Base) notifyUser(op operation.Operation) {
	count, err := RenderOne(context.Background(), views.RunningCount(s.runningCount(op.Actor)))
	if err == nil {
		s.Hub.Notify(op.Actor, "patch", count)
	}
	sentence, href := notificationText(op), OperationHref(op.ID)
	if sentence == "" || !s.notifications.update(op) {
		return
	}
	if op.Batch != "" {
		if sentence, href = s.batchNotification(context.Background(), op), BatchHref(op.Batch); sentence == "" {
			return
		}
	}
	sentence = foreign.Text(sentence)
	s.Hub.Notify(op.Actor, "announce", []byte(sentence))
	if !op.State.Final() {
		return
	}
	data, err := json.Marshal(map[string]string{"operation": op.ID, "state": string(op.State), "text": sentence, "href": href})
	if err == nil {
		s.Hub.Notify(op.Actor, "title", data)
	}
}

// batchNotification returns one sentence about a batch whose last operation has just ended, instead of one per
// operation; the ledger is asked, because the cache may have forgotten the first ones, which may have failed.
func (s *Base) batchNotification(ctx context.Context, op operation.Operation) string {
	if !op.State.Final() || s.Operations.CountOpenInBatch(op.Batch) > 0 {
		return ""
	}
	batch, err := s.BatchOf(ctx, op.Batch)
	if err != nil {
		s.Log.Warn("notify batch end", "batch", op.Batch, "error", err)
		return ""
	}
	o := operation.CountBatch(batch)
	if o.Done == o.Total() {
		return texts.BatchHeading(batch, o) + ": all done."
	}
	var parts []string
	for _, c := range texts.BatchShares(texts.CommonKind(batch), o) {
		parts = append(parts, quantity.Count(c.N)+" "+c.Word)
	}
	return texts.BatchHeading(batch, o) + ": " + strings.Join(parts, ", ") + "."
}

// notificationText returns a sentence about the change of an operation.
func notificationText(op operation.Operation) string {
	name := texts.ResourceType(op.Kind) + " " + strconv.Quote(texts.TargetName(op))
	if op.Prevented() != "" {
		word := texts.PreventedWord(op)
		return name + " was " + strings.ToLower(word[:1]) + word[1:] + "."
	}
	if op.Kind != operation.CreateSnapshot {
		return endText(op, name)
	}
	switch op.State {
	case operation.Accepted:
		return name + " was accepted by IONOS Cloud."
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

func endText(op operation.Operation, name string) string {
	switch op.State {
	case operation.Done:
		return name + " " + texts.KindLabelsOf(op.Kind).DoneSentence + "."
	case operation.Failed:
		return name + " " + texts.KindLabelsOf(op.Kind).FailedSentence + "."
	case operation.Unknown:
		return name + ": the outcome could not be determined."
	default:
		return ""
	}
}
