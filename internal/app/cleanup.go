package app

import (
	"context"
	"errors"
	"fmt"
)

// cleanups are what is to be ended, in the order in which it was begun. They run the other
// way round.
type cleanups []cleanup

type cleanup struct {
	what string
	end  func(context.Context) error
}

func (c *cleanups) add(what string, end func(context.Context) error) {
	*c = append(*c, cleanup{what, end})
}

// run ends everything and joins the errors.
func (c *cleanups) run(ctx context.Context) error {
	var errs []error
	for i := len(*c) - 1; i >= 0; i-- {
		if err := (*c)[i].end(ctx); err != nil {
			errs = append(errs, fmt.Errorf("end the %s: %w", (*c)[i].what, err))
		}
	}
	*c = nil
	return errors.Join(errs...)
}
