package app

import (
	"context"
	"errors"
	"fmt"
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

// run runs all cleanups and joins the errors.
func (c *cleanups) run(ctx context.Context) error {
	var errs []error
	for i := len(*c) - 1; i >= 0; i-- {
		if err := (*c)[i].end(ctx); err != nil {
			errs = append(errs, fmt.Errorf("stop %s: %w", (*c)[i].what, err))
		}
	}
	*c = nil
	return errors.Join(errs...)
}
