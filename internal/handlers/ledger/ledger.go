package ledger

import (
	"context"

	"snapdeck/internal/operation"
)

// Ledger looks up operations that the cache no longer holds.
type Ledger interface {
	Operation(ctx context.Context, id string) (operation.Operation, error)
	List(ctx context.Context, filter operation.Filter) (page []operation.Operation, total int, err error)
	// CountBatches counts batches by their ids as operation.CountBatch does.
	CountBatches(ctx context.Context, ids []string) (map[string]operation.BatchCounts, error)
	// Holder returns the operation that started the chain that needs or has reserved a resource.
	Holder(ctx context.Context, resource, except string) (op operation.Operation, found bool, err error)
	// Archived reports whether an operation was moved into an archive.
	Archived(ctx context.Context, id string) (bool, error)
}
