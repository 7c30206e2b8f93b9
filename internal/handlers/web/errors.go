package web

import (
	"errors"
	"fmt"
	"net/http"
	"runtime/debug"

	"github.com/labstack/echo/v4"

	"snapdeck/internal/audit"
	"snapdeck/internal/operation"
	"snapdeck/internal/views"
	"snapdeck/internal/views/ui"
)

// TooLate is the error for an operation that cannot be retried.
type TooLate struct{ OperationID string }

// Error describes which one.
func (t TooLate) Error() string { return "operation " + t.OperationID + " cannot be tried again" }

// Elsewhere is the error for a request that another page answers.
type Elsewhere struct{ Href string }

// Error describes which one.
func (e Elsewhere) Error() string { return "answered by " + e.Href }

// NotFoundError is the error for something that does not exist, as far as is known: a resource of the contract, or an
// operation, a set or a help page of Snapdeck.
type NotFoundError struct{ Subject, List, Href string }

// Error names the missing resource.
func (g NotFoundError) Error() string { return g.Subject + " was not found" }

// NotLoadedError is the error for a resource that may exist but has not been read yet.
type NotLoadedError struct{ Subject string }

// Error names the unread resource.
func (u NotLoadedError) Error() string { return u.Subject + " has not been read yet" }

// Archived is the error for an operation that was archived.
type Archived struct{ ID string }

// Error describes which one.
func (a Archived) Error() string { return "operation " + a.ID + " was archived" }

// RecoverPanics turns a panic into an error, and logs its stack.
func (s *Base) RecoverPanics(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) (err error) {
		defer func() {
			cause := recover()
			if cause == nil {
				return
			}
			if cause == http.ErrAbortHandler { //nolint:errorlint // compared as net/http does
				panic(cause)
			}
			s.Log.Error("recover from panic", "id", RequestID(c), "error", fmt.Sprint(cause), "stack", string(debug.Stack()))
			err = fmt.Errorf("panic: %v", cause)
		}()
		return next(c)
	}
}

// HandleError turns every error into a response.
func (s *Base) HandleError(err error, c echo.Context) {
	if c.Response().Committed {
		return
	}
	if clientDisconnected(c) {
		s.Log.Debug("drop response", "reason", "client disconnected", "id", RequestID(c), "error", err)
		c.Response().WriteHeader(statusClientDisconnected)
		return
	}
	var other Elsewhere
	if errors.As(err, &other) {
		if err := c.Redirect(http.StatusSeeOther, other.Href); err != nil {
			s.Log.Error("redirect", "id", RequestID(c), "error", err)
		}
		return
	}
	var refused forbidden
	if errors.As(err, &refused) {
		s.traceForbidden(c, refused)
	}
	p := s.problemPage(err, c)
	if p.Status == http.StatusInternalServerError {
		err = s.blame(err, c)
		p = s.problemPage(err, c)
	}
	if p.Status >= http.StatusInternalServerError && p.Status != http.StatusServiceUnavailable {
		s.Log.Error("handle request", "id", RequestID(c), "path", c.Request().URL.Path, "error", err)
	}
	req := s.NewRequest(c.Request().URL, nil, UserOf(c))
	layout := s.Layout(c, Page{Title: p.Title, Static: true}, req)
	if p.Status == http.StatusServiceUnavailable {
		c.Response().Header().Set("Retry-After", "2")
		if c.Request().Method == http.MethodGet {
			layout.Refresh = reloadEvery
		}
	}
	component := views.ProblemView(layout, p)
	if req.User == "" {
		component = views.BareProblem(layout, p)
	}
	if err := s.Send(c, p.Status, component); err != nil {
		s.Log.Error("render problem page", "id", RequestID(c), "error", err)
		http.Error(c.Response(), "Internal error. See Snapdeck's log for request "+RequestID(c)+".", http.StatusInternalServerError)
	}
}

// problemPage explains an error in words.
func (s *Base) problemPage(err error, c echo.Context) views.ProblemPage {
	var missing NotFoundError
	var notYet NotLoadedError
	var late TooLate
	var status *echo.HTTPError
	var tooLarge *http.MaxBytesError
	var cannotWrite unwritable
	var moved Archived
	var refused forbidden
	var change MustChange
	switch {
	case errors.As(err, &change):
		return change.page()
	case errors.As(err, &refused):
		return forbiddenPage(refused)
	case errors.As(err, &moved):
		return views.ProblemPage{
			Status: http.StatusGone, Title: "Archived",
			Sentences: []string{"Operation " + moved.ID + " was moved out of the database.", "It is in one of the files that “web archive” wrote; the audit log names them."},
			Links:     []ui.Link{{Text: "Archives in the audit log", Href: AuditPath + "?action=" + audit.Archive}},
		}
	case errors.Is(err, operation.ErrArchived):
		return PlainProblem(http.StatusConflict, "Sent before", "This form was sent long ago. Its operations have ended and were archived.",
			"Nothing was done. Open the page again to repeat it.")
	case errors.As(err, &cannotWrite):
		return s.unwritablePage(cannotWrite, c.Request())
	case errors.As(err, &missing):
		return views.ProblemPage{
			Status: http.StatusNotFound, Title: "Not found",
			Sentences: []string{missing.Subject + " was not found.", "It may have been deleted, or the address is wrong."},
			Links:     []ui.Link{{Text: missing.List, Href: missing.Href}},
		}
	case errors.As(err, &notYet):
		next := "The page tries again by itself."
		if c.Request().Method != http.MethodGet {
			next = "Nothing was done. Try again in a moment."
		}
		return PlainProblem(http.StatusServiceUnavailable, "Not read yet", notYet.Subject+" has not been read from IONOS Cloud yet.", next)
	case errors.As(err, &late):
		return views.ProblemPage{
			Status: http.StatusConflict, Title: "Nothing to try again",
			Sentences: []string{"The operation did not fail, was cancelled, or was already retried. Nothing was recorded."},
			Links:     []ui.Link{{Text: "Show the operation", Href: OperationHref(late.OperationID)}},
		}
	case errors.As(err, &tooLarge):
		return PlainProblem(http.StatusRequestEntityTooLarge, "Too much text", "The form is too large. Nothing was done.")
	case errors.As(err, &status):
		return HTTPProblem(status.Code)
	}
	p := HTTPProblem(http.StatusInternalServerError)
	p.RequestID = RequestID(c)
	return p
}

// HTTPProblem returns the page of a status code.
func HTTPProblem(status int) views.ProblemPage {
	switch status {
	case http.StatusNotFound:
		return PlainProblem(status, "No such page", "No page has this address.")
	case http.StatusMethodNotAllowed:
		return PlainProblem(status, "Method not allowed", "This address does not accept this method. Nothing was changed.")
	case http.StatusForbidden:
		return PlainProblem(status, "Refused", "The request came from another site, so Snapdeck did nothing.", "Open Snapdeck and do it there.")
	case http.StatusBadRequest:
		return PlainProblem(status, "Not understood", "The form could not be read. Nothing was done.")
	case http.StatusRequestTimeout:
		return PlainProblem(status, "Too slow", "The form did not arrive in time. Nothing was done.")
	case http.StatusUnsupportedMediaType:
		return PlainProblem(status, "Not understood", "The request contains no form. Nothing was done.")
	}
	if status < http.StatusInternalServerError {
		return PlainProblem(status, "Not possible", "Snapdeck could not do this. Nothing was done.")
	}
	return PlainProblem(status, "Internal error", "This page could not be shown. Operations already started continue in the background.",
		"Reload and try again. If the error remains, search Snapdeck's log for the request ID below.")
}

// PlainProblem returns the page of a problem, with a link to the overview.
func PlainProblem(status int, title string, sentences ...string) views.ProblemPage {
	return views.ProblemPage{Status: status, Title: title, Sentences: sentences, Links: []ui.Link{{Text: "Overview", Href: "/"}}}
}

// Refusal is the reason why nothing was done: a code and a sentence.
type Refusal struct{ Code, Text string }
