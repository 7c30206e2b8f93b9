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
		Sentences: []string{"The operation did not fail, was cancelled, or was tried again already. Nothing was recorded."},
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
	switch {
	case errors.As(err, &explained):
		return explained.Problem(r)
	case errors.Is(err, operation.ErrArchived):
		return Plain(http.StatusConflict, "Sent before", "This form was sent long ago. What it requested was carried out or ended, and was archived since.",
			"Nothing was done. Open the page again if you want it once more.")
	case errors.As(err, &tooLarge):
		return Plain(http.StatusRequestEntityTooLarge, "Too much text", "What was sent is larger than any form of Snapdeck. Nothing was done.")
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
		return Plain(status, "No such page", "There is nothing at this address.")
	case http.StatusMethodNotAllowed:
		return Plain(status, "Not like this", "This address does not take that kind of request. Nothing was done.")
	case http.StatusForbidden:
		return Plain(status, "Refused", "The request came from another site, so Snapdeck did nothing.", "Open Snapdeck itself and do it there.")
	case http.StatusBadRequest:
		return Plain(status, "Not understood", "What was sent could not be read. Nothing was done.")
	case http.StatusRequestTimeout:
		return Plain(status, "Too slow", "What was sent did not arrive in time. Nothing was done.")
	case http.StatusUnsupportedMediaType:
		return Plain(status, "Not understood", "What was sent is not a form. Nothing was done.")
	}
	if status < http.StatusInternalServerError {
		return Plain(status, "Not possible", "Snapdeck could not do this. Nothing was done.")
	}
	return Plain(status, "Internal error", "This page could not be shown. Operations already started continue in the background.",
		"Try it again. If it stays, look for the request below in Snapdeck’s log.")
}

// Plain returns the page of a problem, with a link to the overview.
func Plain(status int, title string, sentences ...string) views.ProblemPage {
	return views.ProblemPage{Status: status, Title: title, Sentences: sentences, Links: []ui.Link{{Text: "Overview", Href: "/"}}}
}
