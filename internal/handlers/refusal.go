package handlers

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/labstack/echo/v4"

	"snapdeck/internal/operation"
	"snapdeck/internal/views"
)

// The sentence of a form that is shown again since it was sent before with other content.
const otherContent = "This form was sent before with other content, which was recorded. Nothing was recorded now. Check the form and send it again."

// notRecorded answers a form that the ledger did not take: with the operation that is there already, or,
// when the form was sent before with other content, as redisplayForm shows it.
func (s *Server) notRecorded(c echo.Context, err error, formAgain func(used *operation.KeyUsedError) error) error {
	var used *operation.KeyUsedError
	var open *operation.OpenError
	switch {
	case errors.As(err, &open):
		return s.openAlready(c, open.Operation)
	case errors.As(err, &used):
		return formAgain(used)
	default:
		return fmt.Errorf("record the form: %w", err)
	}
}

// openAlready answers a request for what is being done already: with that operation.
func (s *Server) openAlready(c echo.Context, op operation.Operation) error {
	return s.redisplayOperation(c, op.ID, refusal{"open", op.Actor + " requested this already, and it has not ended. Nothing new was recorded; this is the operation."})
}

// usedBy is the operation of a restore, or of a new volume, that needs a snapshot to stay.
func (s *Server) usedBy(ctx context.Context, snapshotID string) (op operation.Operation, used bool, err error) {
	except := ""
	for range 2 { // another deletion may rely on it too, which does not matter here
		op, used, err = s.Ledger.Holder(ctx, "snapshot:"+snapshotID, except)
		if err != nil {
			return op, false, fmt.Errorf("look whether a restore needs the snapshot: %w", err)
		}
		if !used || op.Kind != operation.DeleteSnapshot {
			return op, used, nil
		}
		except = op.ID
	}
	return op, false, nil
}

// togetherHref is the page of an operation, or of the batch that it belongs to.
func togetherHref(op operation.Operation) string {
	return resultHref(operation.Result{Batch: op.Batch, Ops: []operation.Operation{op}})
}

// leaving are the open deletions of snapshots, each once, that forbid to restore from them.
func (s *Server) leaving(req pageRequest, snapshotIDs ...string) []views.Operation {
	var open []views.Operation
	seen := map[string]bool{}
	for _, id := range snapshotIDs {
		if op, found := s.Operations.Deletion(id); found && !seen[op.ID] {
			seen[op.ID] = true
			open = append(open, s.operationView(req, op))
		}
	}
	return open
}

// statusOf is the status of a form that is shown again: 409 when something else is in the way, else
// 422 since the form is wrong.
func statusOf(conflict bool) int {
	if conflict {
		return http.StatusConflict
	}
	return http.StatusUnprocessableEntity
}
