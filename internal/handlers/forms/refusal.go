package forms

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/labstack/echo/v4"

	"snapdeck/internal/operation"
)

// OtherContent is the sentence on a form that is shown again because it was sent before with other content.
const OtherContent = "This form was sent before with other content, which was recorded. Nothing was recorded now. Check the form and send it again."

// NotRecorded answers a form that the ledger refused, with the existing operation, or with formAgain when the form
// was sent before with other content.
func (s *Recorder) NotRecorded(c echo.Context, err error, formAgain func(earlier []operation.Operation) error) error {
	var used *operation.KeyUsedError
	var open *operation.OpenError
	switch {
	case errors.As(err, &open):
		return s.OpenAlready(c, open.Operation)
	case errors.As(err, &used):
		return formAgain(used.Earlier)
	default:
		return fmt.Errorf("record the form: %w", err)
	}
}

// Mistyped reports whether a form was not recorded because the phrase that confirms it was not typed.
func Mistyped(err error) bool {
	var refused *operation.RefusedError
	return errors.As(err, &refused) && refused.Code == operation.RefusedPhrase
}

// MistypedText is the error of such a phrase; done says what was not done, such as "deleted".
func MistypedText(done string) string { return "The phrase does not match. Nothing was " + done + "." }

// OpenAlready answers a request for something already in progress, with its operation.
func (s *Recorder) OpenAlready(c echo.Context, op operation.Operation) error {
	return s.showOperation(c, op.ID, Refusal{"open", op.Actor + " requested this already, and it has not ended. Nothing new was recorded; this is the operation."})
}

// TogetherHref returns the page of an operation, or of its batch.
func TogetherHref(op operation.Operation) string {
	return ResultHref(operation.Result{Batch: op.Batch, Ops: []operation.Operation{op}})
}

// StatusOf returns the status of a form that is shown again: 409 for a conflict, or 422 for an invalid form.
func StatusOf(conflict bool) int {
	if conflict {
		return http.StatusConflict
	}
	return http.StatusUnprocessableEntity
}

// Refusal is the reason why nothing was done: a code and a sentence.
type Refusal struct{ Code, Text string }
