package problem

import (
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"snapdeck/internal/audit"
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/operation"
	"snapdeck/internal/views"
	"snapdeck/internal/views/ui"
)

// TooLate is the error for an operation that cannot be retried.
type TooLate struct{ OperationID string }

// Error describes which one.
func (t TooLate) Error() string { return "operation " + t.OperationID + " cannot be tried again" }

// Problem leads to the operation.
func (t TooLate) Problem(*http.Request) views.ProblemPage {
	return views.ProblemPage{
		Status: http.StatusConflict, Title: "Nothing to try again",
		Sentences: []string{"The operation did not fail, was cancelled, or was already retried. Nothing was recorded."},
		Links:     []ui.Link{{Text: "Show the operation", Href: paths.OperationHref(t.OperationID)}},
	}
}

// Elsewhere is the error for a request that another page answers.
type Elsewhere struct{ Href string }

// Error describes which one.
func (e Elsewhere) Error() string { return "answered by " + e.Href }

// NotFound is the error for something that does not exist, as far as is known: a resource of the contract, or an
// operation, a set or a help page of Snapdeck.
type NotFound struct{ Subject, List, Href string }

// Error names the missing resource.
func (g NotFound) Error() string { return g.Subject + " was not found" }

// Problem leads to the list in which it would be.
func (g NotFound) Problem(*http.Request) views.ProblemPage {
	return views.ProblemPage{
		Status: http.StatusNotFound, Title: "Not found",
		Sentences: []string{g.Subject + " was not found.", "It may have been deleted, or the address is wrong."},
		Links:     []ui.Link{{Text: g.List, Href: g.Href}},
	}
}

// NotLoaded is the error for a resource that may exist but has not been read yet.
type NotLoaded struct{ Subject string }

// Error names the unread resource.
func (u NotLoaded) Error() string { return u.Subject + " has not been read yet" }

// Problem says what happens next.
func (u NotLoaded) Problem(r *http.Request) views.ProblemPage {
	next := "The page tries again by itself."
	if r.Method != http.MethodGet {
		next = "Nothing was done. Try again in a moment."
	}
	return Plain(http.StatusServiceUnavailable, "Not read yet", u.Subject+" has not been read from IONOS Cloud yet.", next)
}

// Archived is the error for an operation that was archived.
type Archived struct{ ID string }

// Error describes which one.
func (a Archived) Error() string { return "operation " + a.ID + " was archived" }

// Problem leads to the archives.
func (a Archived) Problem(*http.Request) views.ProblemPage {
	return views.ProblemPage{
		Status: http.StatusGone, Title: "Archived",
		Sentences: []string{"Operation " + a.ID + " was moved out of the database.", "It is in one of the files that “web archive” wrote; the audit log names them."},
		Links:     []ui.Link{{Text: "Archives in the audit log", Href: paths.AuditPath + "?action=" + audit.Archive}},
	}
}

// Explained is an error that explains itself on a page.
type Explained interface {
	error
	// Problem explains why a request failed.
	Problem(r *http.Request) views.ProblemPage
}

// Of explains why a request failed.
func Of(err error, r *http.Request, requestID string) views.ProblemPage {
	var explained Explained
	var status *echo.HTTPError
	var tooLarge *http.MaxBytesError
	var refused *operation.RefusedError
	switch {
	case errors.As(err, &explained):
		return explained.Problem(r)
	case errors.As(err, &refused):
		p := Plain(http.StatusUnprocessableEntity, "Not possible", refused.Reason, "Nothing was recorded.")
		p.Error = refused.Code
		return p
	case errors.Is(err, operation.ErrArchived):
		return Plain(http.StatusConflict, "Sent before", "This form was sent long ago. Its operations have ended and were archived.",
			"Nothing was done. Open the page again to repeat it.")
	case errors.As(err, &tooLarge):
		return Plain(http.StatusRequestEntityTooLarge, "Too much text", "The form is too large. Nothing was done.")
	case errors.As(err, &status):
		return OfStatus(status.Code)
	}
	p := OfStatus(http.StatusInternalServerError)
	p.RequestID = requestID
	return p
}

// OfStatus returns the page of a status code.
func OfStatus(status int) views.ProblemPage {
	switch status {
	case http.StatusNotFound:
		return Plain(status, "No such page", "No page has this address.")
	case http.StatusMethodNotAllowed:
		return Plain(status, "Method not allowed", "This address does not accept this method. Nothing was changed.")
	case http.StatusForbidden:
		return Plain(status, "Refused", "The request came from another site, so Snapdeck did nothing.", "Open Snapdeck and do it there.")
	case http.StatusBadRequest:
		return Plain(status, "Not understood", "The form could not be read. Nothing was done.")
	case http.StatusRequestTimeout:
		return Plain(status, "Too slow", "The form did not arrive in time. Nothing was done.")
	case http.StatusUnsupportedMediaType:
		return Plain(status, "Not understood", "The request contains no form. Nothing was done.")
	}
	if status < http.StatusInternalServerError {
		return Plain(status, "Not possible", "Snapdeck could not do this. Nothing was done.")
	}
	return Plain(status, "Internal error", "This page could not be shown. Operations already started continue in the background.",
		"Reload and try again. If the error remains, search Snapdeck's log for the request ID below.")
}

// Plain returns the page of a problem, with a link to the overview.
func Plain(status int, title string, sentences ...string) views.ProblemPage {
	return views.ProblemPage{Status: status, Title: title, Sentences: sentences, Links: []ui.Link{{Text: "Overview", Href: "/"}}}
}
