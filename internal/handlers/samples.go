package handlers

import (
	"context"

	"snapdeck/internal/sample"
)

// Samples are what was sampled of past days.
type Samples interface {
	// Samples returns the rows of things from one month to another.
	Samples(ctx context.Context, kind sample.Kind, ids []string, from, to sample.Month) ([]sample.Row, error)
}
