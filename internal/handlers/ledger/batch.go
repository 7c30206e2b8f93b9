package ledger

import (
	"context"
	"fmt"
	"slices"

	"snapdeck/internal/handlers/selection"
	"snapdeck/internal/operation"
)

// MaxBatch limits the operations of a batch that a page shows.
const MaxBatch = 2 * selection.MaxSelected

// Batch returns the operations of a batch, in the order of the steps.
func Batch(ctx context.Context, l Ledger, id string) ([]operation.Operation, error) {
	if id == "" {
		return nil, nil
	}
	ops, _, err := l.List(ctx, operation.Filter{Batch: id, Limit: MaxBatch})
	if err != nil {
		return nil, fmt.Errorf("read the batch: %w", err)
	}
	slices.Reverse(ops)
	return ops, nil
}

// CreateInProgress reports whether a snapshot of a volume is being created.
func CreateInProgress(operations *operation.Cache, volumeID string) bool {
	return slices.ContainsFunc(operations.OnVolume(volumeID), func(op operation.Operation) bool {
		return !op.State.Final() && op.Kind == operation.CreateSnapshot
	})
}
