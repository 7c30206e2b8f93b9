package operation

import (
	"context"
	"errors"
	"fmt"
)

// errEmptyBatch says that a batch was asked for without any volume.
var errEmptyBatch = errors.New("nothing was chosen")

// CreateSnapshots records a create-snapshot for each ask as one batch, all or none, before
// anything is asked of the cloud. The same keys give the same operations, and so the same batch.
func (e *Engine) CreateSnapshots(ctx context.Context, asks []Ask) (batch string, err error) {
	if len(asks) == 0 {
		return "", fmt.Errorf("record a batch: %w", errEmptyBatch)
	}
	view, now, id := e.sky.View(), e.now(), e.newID()
	ops := make([]Operation, 0, len(asks))
	for _, ask := range asks {
		dc, _ := view.Datacenter(ask.DatacenterID)
		vol, _ := view.Volume(ask.VolumeID)
		ops = append(ops, Operation{
			ID: e.newID(), Key: ask.Key, Kind: CreateSnapshot, State: Queued, Batch: id,
			Actor: ask.Actor, ActorAddr: ask.ActorAddr,
			DatacenterID: ask.DatacenterID, DatacenterName: dc.Name, Location: dc.Location,
			VolumeID: ask.VolumeID, VolumeName: vol.Name, SizeGB: vol.SizeGB,
			Create: ask.Create, CreatedAt: now, UpdatedAt: now,
			Stages: []Stage{{State: Queued, At: now}},
		})
	}
	stored, err := e.ledger.RecordAll(ctx, ops)
	if err != nil {
		return "", fmt.Errorf("record a batch of %d snapshots: %w", len(ops), err)
	}
	for _, op := range stored {
		if op.Batch == id {
			e.changed(op)
		}
	}
	return stored[0].Batch, nil
}

// Outcome is how a batch stands: how many of its volumes are how far. A volume counts by the
// newest of its operations, so that one that was tried again counts once.
type Outcome struct{ Waiting, Running, Done, Kept, Failed, Unknown, Cancelled int }

// OutcomeOf counts the operations of a batch.
func OutcomeOf(batch []Operation) Outcome {
	var o Outcome
	for _, op := range Newest(batch) {
		switch {
		case op.State.CanBeCancelled():
			o.Waiting++
		case op.State.InFlight():
			o.Running++
		case op.State == Done:
			o.Done++
		case op.Kept():
			o.Kept++
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

// Of is how many stand as a word says: "waiting", "running", "done", "kept", "failed", "unknown"
// or "cancelled".
func (o Outcome) Of(word string) int {
	return map[string]int{
		"waiting": o.Waiting, "running": o.Running, "done": o.Done, "kept": o.Kept, "failed": o.Failed, "unknown": o.Unknown, "cancelled": o.Cancelled,
	}[word]
}

// Total is how many volumes the batch has.
func (o Outcome) Total() int { return o.Open() + o.Done + o.Kept + o.Failed + o.Unknown + o.Cancelled }

// Open is how many are not at their end.
func (o Outcome) Open() int { return o.Waiting + o.Running }

// Newest returns the operations that no other one of the batch tries again.
func Newest(batch []Operation) []Operation {
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

// RetryFailed tries again what failed in a batch, each as a new operation of the same batch,
// and returns how many those are. To ask twice changes nothing.
func (e *Engine) RetryFailed(ctx context.Context, batch []Operation, by Person) (n int, err error) {
	for _, op := range Newest(batch) {
		if !op.Retriable() {
			continue
		}
		if _, _, err := e.Retry(ctx, op.ID, RetryKey(op.ID), by); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// Retriable reports whether an operation failed and can be asked for again by itself. What a
// lock kept has not failed.
func (o Operation) Retriable() bool { return o.State == Failed && o.CanBeRetried() && !o.Kept() }

// CancelWaiting cancels what has not begun in a batch, in one step, and returns how many those
// are. What has begun goes on. To ask twice changes nothing.
func (e *Engine) CancelWaiting(ctx context.Context, batch string, by Person) (n int, err error) {
	cancelled, err := e.ledger.CancelBatch(ctx, batch, e.cancelledBy(by))
	if err != nil {
		return 0, fmt.Errorf("cancel what has not begun: %w", err)
	}
	for _, op := range cancelled {
		e.changed(op)
	}
	return len(cancelled), nil
}

// RetryKey is the key of the one operation that tries another one again.
func RetryKey(id string) string { return "retry/" + id }
