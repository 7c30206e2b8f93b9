package operation

import (
	"context"
	"fmt"
)

// BatchCounts is how a batch stands: how many of its volumes are how far. A volume counts by the
// newest of its operations, so that one that was tried again counts once.
type BatchCounts struct{ Waiting, Running, Done, Prevented, Failed, Unknown, Cancelled int }

// CountBatch counts the operations of a batch.
func CountBatch(batch []Operation) BatchCounts {
	var o BatchCounts
	for _, op := range LatestAttempts(batch) {
		switch {
		case op.State.CanBeCancelled():
			o.Waiting++
		case op.State.InFlight():
			o.Running++
		case op.State == Done:
			o.Done++
		case op.Prevented() != "":
			o.Prevented++
		case op.State == Failed:
			o.Failed++
		case op.State == Unknown:
			o.Unknown++
		default:
			o.Cancelled++
		}
	}
	return o
}

// Count is how many stand as a word says: "waiting", "running", "done", "prevented", "failed", "unknown"
// or "cancelled".
func (o BatchCounts) Count(word string) int {
	return map[string]int{
		"waiting": o.Waiting, "running": o.Running, "done": o.Done, "prevented": o.Prevented, "failed": o.Failed, "unknown": o.Unknown, "cancelled": o.Cancelled,
	}[word]
}

// Total is how many volumes the batch has.
func (o BatchCounts) Total() int {
	return o.Open() + o.Done + o.Prevented + o.Failed + o.Unknown + o.Cancelled
}

// Open is how many are not at their end.
func (o BatchCounts) Open() int { return o.Waiting + o.Running }

// LatestAttempts returns the operations that no other one of the batch tries again.
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

// CancelWaiting cancels what has not begun in a batch, in one step, and returns how many those
// are. What has begun goes on. To ask twice changes nothing.
func (e *Engine) CancelWaiting(ctx context.Context, batch string, by Actor) (n int, err error) {
	cancelled, err := e.ledger.CancelBatch(ctx, batch, e.cancelledBy(by))
	if err != nil {
		return 0, fmt.Errorf("cancel what has not begun: %w", err)
	}
	for _, op := range cancelled {
		e.changed(op)
	}
	return len(cancelled), nil
}
