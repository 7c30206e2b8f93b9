package web

import (
	"cmp"
	"context"

	"snapdeck/internal/operation"
)

// fakeLedger is a ledger of few operations, the newest first.
type fakeLedger struct {
	ops []operation.Operation
	err error
}

func (k *fakeLedger) Operation(context.Context, string) (operation.Operation, error) {
	return operation.Operation{}, operation.ErrNoOperation
}

func (k *fakeLedger) List(_ context.Context, f operation.Filter) ([]operation.Operation, int, error) {
	var found []operation.Operation
	for _, op := range k.ops {
		if op.SnapshotID == f.SnapshotID && op.Batch == f.Batch && op.RetryOf == f.RetryOf {
			found = append(found, op)
		}
	}
	return found[:min(cmp.Or(f.Limit, 50), len(found))], len(found), k.err
}

func (k *fakeLedger) Holder(context.Context, string, string) (operation.Operation, bool, error) {
	return operation.Operation{}, false, k.err
}

func (*fakeLedger) Archived(context.Context, string) (bool, error) { return false, nil }
