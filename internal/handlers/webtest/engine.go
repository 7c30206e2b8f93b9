package webtest

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
)

// UndoWindow is the time in which deletions can be undone.
const UndoWindow = 10 * time.Minute

// NewEngine returns the real engine for a contract, which records in memory and calls nothing.
func NewEngine(records *Records, view *inventory.View, now time.Time) *operation.Engine {
	timing := operation.DefaultTiming()
	timing.UndoWindow = UndoWindow
	ids := 0
	newID := func() string { ids++; return fmt.Sprintf("recorded-%03d", ids) }
	clock := func() time.Time { return now }
	return operation.NewEngine(memoryLedger{records: records}, nil, fixedInventory{view, now}, timing, clock, newID, slog.New(slog.DiscardHandler))
}

// memoryLedger is the engine's ledger in memory.
type memoryLedger struct {
	operation.Ledger
	records *Records
}

// Submit adds operations, or returns those that the same form recorded before.
func (l memoryLedger) Submit(_ context.Context, s operation.Submission) (operation.Result, error) {
	if l.records.Err != nil {
		return operation.Result{}, l.records.Err
	}
	if earlier := l.earlier(s.Ops); len(earlier) == len(s.Ops) {
		return operation.Result{Batch: earlier[0].Batch, Ops: earlier, Earlier: true}, nil
	}
	for _, op := range s.Ops {
		op.Version = 1
		l.records.Ops = slices.Insert(l.records.Ops, 0, op)
	}
	return operation.Result{Batch: s.Ops[0].Batch, Ops: s.Ops}, nil
}

func (l memoryLedger) earlier(ops []operation.Operation) (found []operation.Operation) {
	for _, op := range ops {
		i := slices.IndexFunc(l.records.Ops, func(o operation.Operation) bool { return o.Key == op.Key && o.Digest == op.Digest })
		if i >= 0 {
			found = append(found, l.records.Ops[i])
		}
	}
	return found
}

// Operation returns the operation with an ID.
func (l memoryLedger) Operation(ctx context.Context, id string) (operation.Operation, error) {
	return l.records.Operation(ctx, id)
}

// List returns the operations that a filter matches.
func (l memoryLedger) List(ctx context.Context, f operation.Filter) ([]operation.Operation, int, error) {
	return l.records.List(ctx, f)
}

// fixedInventory is a contract that does not change.
type fixedInventory struct {
	view *inventory.View
	at   time.Time
}

// View returns the contract.
func (s fixedInventory) View() *inventory.View { return s.view }

// ReadAt always returns the same time.
func (s fixedInventory) ReadAt(inventory.Resource) time.Time { return s.at }

// Refresh does nothing.
func (fixedInventory) Refresh(...inventory.Resource) {}
