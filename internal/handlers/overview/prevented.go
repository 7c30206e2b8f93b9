package overview

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"snapdeck/internal/handlers/web"
	"snapdeck/internal/operation"
	"snapdeck/internal/views"
)

// The limits of the list of what was not carried out: the time it is shown, the age of its request, and the number of
// entries.
const (
	preventedSince = 24 * time.Hour
	preventedFrom  = 3 * preventedSince
	preventedShown = 10
	preventedRead  = 200
)

// preventedLately returns the operations of the last day that were not carried out and not requested again since,
// newest first.
func (s *Handlers) preventedLately(ctx context.Context, req web.Request) (shown []views.Operation, more int, err error) {
	ops, _, err := s.Ledger.List(ctx, operation.Filter{Prevented: true, Since: req.Now.Add(-preventedFrom), Limit: preventedRead})
	if err != nil {
		return nil, 0, fmt.Errorf("list what was not carried out: %w", err)
	}
	ops = slices.DeleteFunc(ops, func(op operation.Operation) bool {
		return s.Operations.Retried(op.ID) || req.Now.Sub(op.FinishedAt) >= preventedSince
	})
	slices.SortStableFunc(ops, func(x, y operation.Operation) int {
		return cmp.Or(y.FinishedAt.Compare(x.FinishedAt), strings.Compare(y.ID, x.ID))
	})
	for _, op := range ops[:min(len(ops), preventedShown)] {
		shown = append(shown, s.ops.View(req, op))
	}
	return shown, len(ops) - len(shown), nil
}
