package web

import (
	"context"
	"fmt"
	"slices"

	"snapdeck/internal/operation"
)

// MaxBatch limits the operations of a batch that a page shows.
const MaxBatch = 2 * MaxSelected

// BatchOf returns the operations of a batch, in the order of the steps.
func (s *Base) BatchOf(ctx context.Context, id string) ([]operation.Operation, error) {
	if id == "" {
		return nil, nil
	}
	ops, _, err := s.Ledger.List(ctx, operation.Filter{Batch: id, Limit: MaxBatch})
	if err != nil {
		return nil, fmt.Errorf("read the batch: %w", err)
	}
	slices.Reverse(ops)
	return ops, nil
}

// CreateInProgress reports whether a snapshot of a volume is being created.
func (s *Base) CreateInProgress(volumeID string) bool {
	return slices.ContainsFunc(s.Operations.OnVolume(volumeID), func(op operation.Operation) bool {
		return !op.State.Final() && op.Kind == operation.CreateSnapshot
	})
}
