package web

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/labstack/echo/v4"

	"snapdeck/internal/operation"
)

// The sentence of a form that is shown again since it was sent before with other content.
const OtherContent = "This form was sent before with other content, which was recorded. Nothing was recorded now. Check the form and send it again."

// NotRecorded answers a form that the ledger did not take: with the operation that is there already, or,
// when the form was sent before with other content, as redisplayForm shows it.
func (s *Base) NotRecorded(c echo.Context, err error, formAgain func(used *operation.KeyUsedError) error) error {
	var used *operation.KeyUsedError
	var open *operation.OpenError
	switch {
	case errors.As(err, &open):
		return s.OpenAlready(c, open.Operation)
	case errors.As(err, &used):
		return formAgain(used)
	default:
		return fmt.Errorf("record the form: %w", err)
	}
}

// OpenAlready answers a request for what is being done already: with that operation.
func (s *Base) OpenAlready(c echo.Context, op operation.Operation) error {
	return s.OpenOperation(c, op.ID, Refusal{"open", op.Actor + " requested this already, and it has not ended. Nothing new was recorded; this is the operation."})
}

// TogetherHref is the page of an operation, or of the batch that it belongs to.
func TogetherHref(op operation.Operation) string {
	return ResultHref(operation.Result{Batch: op.Batch, Ops: []operation.Operation{op}})
}

// StatusOf is the status of a form that is shown again: 409 when something else is in the way, else
// 422 since the form is wrong.
func StatusOf(conflict bool) int {
	if conflict {
		return http.StatusConflict
	}
	return http.StatusUnprocessableEntity
}
