package ledger

import (
	"context"
	"fmt"
	"slices"
	"time"

	"snapdeck/internal/operation"
)

// maxOperations limits the operations of a volume that are read at a time.
const maxOperations = 100

// OperationTime returns when an operation affected its volume.
func OperationTime(op operation.Operation) time.Time {
	if !op.FinishedAt.IsZero() {
		return op.FinishedAt
	}
	return op.CreatedAt
}

// VolumeHistory returns the operations that overwrote or created a volume, and the failed attempts to snapshot it,
// oldest first.
func VolumeHistory(ctx context.Context, l Ledger, volumeID string) ([]operation.Operation, error) {
	var found []operation.Operation
	for _, f := range []operation.Filter{
		{Kinds: []operation.Kind{operation.CreateSnapshot}, States: []operation.State{operation.Failed, operation.Unknown}},
		{Kinds: []operation.Kind{operation.RestoreVolume, operation.CreateVolume}, States: []operation.State{operation.Done, operation.Failed, operation.Unknown}},
	} {
		f.VolumeID, f.Limit = volumeID, maxOperations
		ops, _, err := l.List(ctx, f)
		if err != nil {
			return nil, fmt.Errorf("read what was done to volume %s: %w", volumeID, err)
		}
		found = append(found, ops...)
	}
	slices.SortStableFunc(found, func(p, q operation.Operation) int { return OperationTime(p).Compare(OperationTime(q)) })
	return found, nil
}
