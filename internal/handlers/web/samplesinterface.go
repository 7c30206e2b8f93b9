package web

import (
	"context"

	"snapdeck/internal/sample"
)

// Samples returns the samples of past days.
type Samples interface {
	// Samples returns the rows of resources in a range of months.
	Samples(ctx context.Context, kind sample.Kind, ids []string, from, to sample.Month) ([]sample.Row, error)
}
