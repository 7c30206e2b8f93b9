package app

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// cleanups are the functions that stop started parts. They run in reverse order.
type cleanups []cleanup

type cleanup struct {
	what string
	end  func(context.Context) error
}

func (c *cleanups) add(what string, end func(context.Context) error) {
	*c = append(*c, cleanup{what, end})
}

func (c *cleanups) run(ctx context.Context) error {
	var errs []error
	for _, part := range slices.Backward(*c) {
		if err := part.end(ctx); err != nil {
			errs = append(errs, fmt.Errorf("stop %s: %w", part.what, err))
		}
	}
	*c = nil
	return errors.Join(errs...)
}
