package stream

import (
	"context"
	"encoding/json"
	"strings"
	"sync"

	"snapdeck/internal/foreign"
	"snapdeck/internal/handlers/ledger"
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/texts"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/operation"
	"snapdeck/internal/quantity"
	"snapdeck/internal/views"
)

// notifications holds the state of each incomplete operation that its user was last notified of.
type notifications struct {
	mu        sync.Mutex
	lastState map[string]operation.State
}

func newNotifications() *notifications {
	return &notifications{lastState: map[string]operation.State{}}
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

// NotifyUser notifies the browsers of an operation's user of its progress.
func (s *Streams) NotifyUser(op operation.Operation) {
	count, err := web.RenderOne(context.Background(), views.RunningCount(s.Operations.CountOpen(op.Actor)))
	if err == nil {
		s.Hub.Notify(op.Actor, "patch", count)
	}
	sentence, href := notificationText(op), paths.OperationHref(op.ID)
	if sentence == "" || !s.progress.update(op) {
		return
	}
	if op.Batch != "" {
		if sentence, href = s.batchNotification(context.Background(), op), paths.BatchHref(op.Batch); sentence == "" {
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
func (s *Streams) batchNotification(ctx context.Context, op operation.Operation) string {
	if !op.State.Final() || s.Operations.CountOpenInBatch(op.Batch) > 0 {
		return ""
	}
	batch, err := ledger.Batch(ctx, s.Ledger, op.Batch)
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

func notificationText(op operation.Operation) string {
	name := texts.ResourceType(op.Kind) + " " + foreign.Quoted(texts.TargetName(op))
	if op.Prevented() != "" {
		word := texts.PreventedWord(op)
		return name + " was " + strings.ToLower(word[:1]) + word[1:] + "."
	}
	if op.Kind != operation.CreateSnapshot {
		return endText(op, name)
	}
	ends := map[operation.State]string{
		operation.Accepted: " was accepted by IONOS Cloud.", operation.Provisioning: " is being provisioned.", operation.Done: " is available.",
		operation.Failed: " failed.", operation.Unknown: " has an unknown outcome.",
	}
	if end := ends[op.State]; end != "" {
		return name + end
	}
	return ""
}

func endText(op operation.Operation, name string) string {
	switch op.State {
	case operation.Done:
		return name + " " + op.Kind.Spec().Words.Succeeded + "."
	case operation.Failed:
		return name + " " + op.Kind.Spec().Words.Failed + "."
	case operation.Unknown:
		return name + ": the outcome could not be determined."
	default:
		return ""
	}
}
