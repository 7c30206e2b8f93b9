// Package webtest has what tests of several areas stand in for the rest of Snapdeck.
package webtest

import (
	"cmp"
	"context"

	"snapdeck/internal/operation"
)

// Ledger is a ledger of few operations, the newest first. Err is what listing them returns.
type Ledger struct {
	Ops []operation.Operation
	Err error
}

// Operation finds none.
func (l *Ledger) Operation(context.Context, string) (operation.Operation, error) {
	return operation.Operation{}, operation.ErrNoOperation
}

// List returns the operations of a snapshot, a batch and a retried operation.
func (l *Ledger) List(_ context.Context, f operation.Filter) ([]operation.Operation, int, error) {
	var found []operation.Operation
	for _, op := range l.Ops {
		if op.SnapshotID == f.SnapshotID && op.Batch == f.Batch && op.RetryOf == f.RetryOf {
			found = append(found, op)
		}
	}
	return found[:min(cmp.Or(f.Limit, 50), len(found))], len(found), l.Err
}

// Holder finds none.
func (l *Ledger) Holder(context.Context, string, string) (operation.Operation, bool, error) {
	return operation.Operation{}, false, l.Err
}

// Archived knows no archive.
func (*Ledger) Archived(context.Context, string) (bool, error) { return false, nil }
