package operation

import (
	"context"
	"fmt"
)

// BatchCounts counts a batch's volumes by progress. A volume counts by its newest operation, so a retried one
// counts once.
type BatchCounts struct {
	Waiting, Running, Done, Prevented, Failed, Unknown, Cancelled int

	Planned    int // of the waiting ones, those in their undo window
	NotStarted int // of the failed ones, those whose dependency did not succeed
}

// CountBatch counts the operations of a batch.
func CountBatch(batch []Operation) BatchCounts {
	var o BatchCounts
	for _, op := range LatestAttempts(batch) {
		o.Add(op, 1)
	}
	return o
}

// Add counts n operations like the given one, none of which was retried.
func (o *BatchCounts) Add(op Operation, n int) {
	switch {
	case op.State.CanBeCancelled():
		o.Waiting += n
	case op.State.InFlight():
		o.Running += n
	case op.State == Done:
		o.Done += n
	case op.Prevented() != "":
		o.Prevented += n
	case op.State == Failed:
		o.Failed += n
	case op.State == Unknown:
		o.Unknown += n
	default:
		o.Cancelled += n
	}
	if op.Planned() {
		o.Planned += n
	}
	if op.NeverStarted() {
		o.NotStarted += n
	}
}

// Count returns the number for a word: "waiting", "running", "done", "prevented", "failed", "unknown" or
// "cancelled".
func (o BatchCounts) Count(word string) int {
	return map[string]int{
		"waiting": o.Waiting, "running": o.Running, "done": o.Done, "prevented": o.Prevented, "failed": o.Failed, "unknown": o.Unknown, "cancelled": o.Cancelled,
	}[word]
}

// Total is the number of volumes in the batch.
func (o BatchCounts) Total() int {
	return o.Open() + o.Done + o.Prevented + o.Failed + o.Unknown + o.Cancelled
}

// Open is the number of volumes that have not ended.
func (o BatchCounts) Open() int { return o.Waiting + o.Running }

// LatestAttempts returns the operations that no other one of the batch retries.
func LatestAttempts(batch []Operation) []Operation {
	retried := map[string]bool{}
	for _, op := range batch {
		retried[op.RetryOf] = true
	}
	newest := make([]Operation, 0, len(batch))
	for _, op := range batch {
		if !retried[op.ID] {
			newest = append(newest, op)
		}
	}
	return newest
}

// CancelWaiting cancels the operations of a batch that have not started, in one transaction, and returns their
// number. Started ones continue. It is idempotent.
func (e *Engine) CancelWaiting(ctx context.Context, batch string, by Actor) (n int, err error) {
	cancelled, err := e.ledger.CancelBatch(ctx, batch, e.cancelledBy(by))
	if err != nil {
		return 0, fmt.Errorf("cancel waiting operations: %w", err)
	}
	for _, op := range cancelled {
		e.changed(op)
	}
	return len(cancelled), nil
}
