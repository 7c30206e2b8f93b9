package handlers

import (
	"errors"
	"fmt"
	"net/http"
	"runtime/debug"

	"github.com/labstack/echo/v4"

	"snapdeck/internal/audit"
	"snapdeck/internal/operation"
	"snapdeck/internal/views"
)

// notFoundError says that a thing of IONOS Cloud is not in the contract, as far as is known.
type notFoundError struct{ subject, list, href string }

// Error says what is not there.
func (g notFoundError) Error() string { return g.subject + " is not in the contract" }

// notLoadedError says that what is asked for may exist but has not been read yet.
type notLoadedError struct{ subject string }

// Error says what has not been read.
func (u notLoadedError) Error() string { return u.subject + " has not been read yet" }

// archived says that an operation is in an archive.
type archived struct{ id string }

// Error says which one.
func (a archived) Error() string { return "operation " + a.id + " was archived" }

// recoverPanics turns a panic into an error with its stack in the log.
func (s *Server) recoverPanics(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) (err error) {
		defer func() {
			cause := recover()
			if cause == nil {
				return
			}
			if cause == http.ErrAbortHandler { //nolint:errorlint // it is compared as net/http does
				panic(cause)
			}
			s.Log.Error("handler panic", "id", requestID(c), "cause", fmt.Sprint(cause), "stack", string(debug.Stack()))
			err = fmt.Errorf("panic: %v", cause)
		}()
		return next(c)
	}
}

// handleError is the one path from an error to an answer.
func (s *Server) handleError(err error, c echo.Context) {
	if c.Response().Committed {
		return
	}
	if isClientGone(c) {
		s.Log.Debug("client gone", "id", requestID(c), "error", err.Error())
		c.Response().WriteHeader(statusClientGone)
		return
	}
	var other elsewhere
	if errors.As(err, &other) {
		if err := c.Redirect(http.StatusSeeOther, other.href); err != nil {
			s.Log.Error("redirect", "id", requestID(c), "error", err.Error())
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
		s.Log.Error("handle request", "id", requestID(c), "path", c.Request().URL.Path, "error", err.Error())
	}
	req := s.newPageRequest(c.Request().Context(), c.Request().URL, nil, userOf(c))
	layout := s.layout(c, page{title: p.Title, static: true}, req)
	if p.Status == http.StatusServiceUnavailable {
		c.Response().Header().Set("Retry-After", "2")
		if c.Request().Method == http.MethodGet {
			layout.Refresh = reloadEvery
		}
	}
	component := views.ProblemView(layout, p)
	if req.user == "" {
		component = views.BareProblem(layout, p)
	}
	if err := s.send(c, p.Status, component); err != nil {
		s.Log.Error("render problem page", "id", requestID(c), "error", err.Error())
		http.Error(c.Response(), "Snapdeck failed inside. Look at its log for request "+requestID(c)+".", http.StatusInternalServerError)
	}
}

// problemPage says in words what an error means.
func (s *Server) problemPage(err error, c echo.Context) views.ProblemPage {
	var missing notFoundError
	var notYet notLoadedError
	var late tooLate
	var status *echo.HTTPError
	var tooLarge *http.MaxBytesError
	var cannotWrite unwritable
	var moved archived
	var refused forbidden
	var change mustChange
	switch {
	case errors.As(err, &change):
		return change.page()
	case errors.As(err, &refused):
		return forbiddenPage(refused)
	case errors.As(err, &moved):
		return views.ProblemPage{
			Status: http.StatusGone, Title: "Archived",
			Sentences: []string{"Operation " + moved.id + " was moved out of the database.", "It is in one of the files that “web archive” wrote; the audit log names them."},
			Links:     []views.Link{{Text: "Archives in the audit log", Href: auditPath + "?action=" + audit.Archive}},
		}
	case errors.Is(err, operation.ErrArchived):
		return plainProblem(http.StatusConflict, "Sent before", "This form was sent long ago. What it requested was carried out or ended, and was archived since.",
			"Nothing was done. Open the page again if you want it once more.")
	case errors.As(err, &cannotWrite):
		return s.unwritablePage(cannotWrite, c.Request())
	case errors.As(err, &missing):
		return views.ProblemPage{
			Status: http.StatusNotFound, Title: "Not in the contract",
			Sentences: []string{missing.subject + " is not in the contract, as far as Snapdeck has read it.", "Somebody may have deleted it, or the address is wrong."},
			Links:     []views.Link{{Text: missing.list, Href: missing.href}},
		}
	case errors.As(err, &notYet):
		next := "The page tries again by itself."
		if c.Request().Method != http.MethodGet {
			next = "Nothing was done. Try again in a moment."
		}
		return plainProblem(http.StatusServiceUnavailable, "Not read yet", notYet.subject+" has not been read from IONOS Cloud yet.", next)
	case errors.As(err, &late):
		return views.ProblemPage{
			Status: http.StatusConflict, Title: "Nothing to try again",
			Sentences: []string{"The operation did not fail, was cancelled, or was tried again already. Nothing was recorded."},
			Links:     []views.Link{{Text: "Show the operation", Href: operationHref(late.operationID)}},
		}
	case errors.As(err, &tooLarge):
		return plainProblem(http.StatusRequestEntityTooLarge, "Too much text", "What was sent is larger than any form of Snapdeck. Nothing was done.")
	case errors.As(err, &status):
		return httpProblem(status.Code)
	}
	p := httpProblem(http.StatusInternalServerError)
	p.RequestID = requestID(c)
	return p
}

func httpProblem(status int) views.ProblemPage {
	switch status {
	case http.StatusNotFound:
		return plainProblem(status, "No such page", "There is nothing at this address.")
	case http.StatusMethodNotAllowed:
		return plainProblem(status, "Not like this", "This address does not take that kind of request. Nothing was done.")
	case http.StatusForbidden:
		return plainProblem(status, "Refused", "The request came from another site, so Snapdeck did nothing.", "Open Snapdeck itself and do it there.")
	case http.StatusBadRequest:
		return plainProblem(status, "Not understood", "What was sent could not be read. Nothing was done.")
	case http.StatusRequestTimeout:
		return plainProblem(status, "Too slow", "What was sent did not arrive in time. Nothing was done.")
	case http.StatusUnsupportedMediaType:
		return plainProblem(status, "Not understood", "What was sent is not a form. Nothing was done.")
	}
	if status < http.StatusInternalServerError {
		return plainProblem(status, "Not possible", "Snapdeck could not do this. Nothing was done.")
	}
	return plainProblem(status, "Snapdeck failed inside", "This page could not be shown. What you asked for before is recorded and goes on.",
		"Try it again. If it stays, look for the request below in Snapdeck’s log.")
}

func plainProblem(status int, title string, sentences ...string) views.ProblemPage {
	return views.ProblemPage{Status: status, Title: title, Sentences: sentences, Links: []views.Link{{Text: "Overview", Href: "/"}}}
}
