package problem

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/require"

	"snapdeck/internal/operation"
	"snapdeck/internal/views"
	"snapdeck/internal/views/ui"
)

// request returns a request of a method.
func request(method string) *http.Request { return httptest.NewRequest(method, "/x", nil) }

// The cause is found however often it was wrapped.
func TestOf_StatusAndCodeByCause(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		err       error
		status    int
		code      string
		requestID string
	}{
		"an error that explains itself": {NotFound{Subject: "Volume v"}, http.StatusNotFound, "", ""},
		"a refused operation":           {&operation.RefusedError{Code: operation.RefusedRule, Reason: "It is locked."}, http.StatusUnprocessableEntity, "rule", ""},
		"a missing phrase":              {&operation.RefusedError{Code: operation.RefusedPhrase, Reason: "No phrase."}, http.StatusUnprocessableEntity, "phrase", ""},
		"an archived form":              {operation.ErrArchived, http.StatusConflict, "", ""},
		"a large form":                  {&http.MaxBytesError{Limit: 10}, http.StatusRequestEntityTooLarge, "", ""},
		"a status of the router":        {echo.ErrMethodNotAllowed, http.StatusMethodNotAllowed, "", ""},
		"a status of the client":        {echo.NewHTTPError(http.StatusTeapot), http.StatusTeapot, "", ""},
		"a status with a failure":       {echo.NewHTTPError(http.StatusRequestEntityTooLarge).SetInternal(&http.MaxBytesError{Limit: 1}), http.StatusRequestEntityTooLarge, "", ""},
		"any other failure":             {errors.New("the disk is full"), http.StatusInternalServerError, "", "req-1"},
	} {
		for depth, err := range map[string]error{"bare": c.err, "wrapped": fmt.Errorf("serve page: %w", fmt.Errorf("read: %w", c.err))} {
			p := Of(err, request(http.MethodPost), "req-1")
			require.Equal(t, c.status, p.Status, "%s, %s", name, depth)
			require.Equal(t, c.code, p.Error, "%s, %s", name, depth)
			require.Equal(t, c.requestID, p.RequestID, "%s, %s: only a failure of Snapdeck is searched for in its log", name, depth)
			require.NotEmpty(t, p.Title)
			require.NotEmpty(t, p.Links, "%s: every page leads on", name)
		}
	}
}

// What failed inside Snapdeck is in its log and not on the page.
func TestOf_HidesInternalErrors(t *testing.T) {
	t.Parallel()
	p := Of(errors.New("pq: password authentication failed"), request(http.MethodGet), "req-1")
	for _, text := range append(p.Sentences, p.Title) {
		require.NotContains(t, text, "password")
	}
	require.Equal(t, OfStatus(http.StatusInternalServerError).Sentences, p.Sentences)
}

func TestOf_RefusalGivesReason(t *testing.T) {
	t.Parallel()
	p := Of(&operation.RefusedError{Operation: operation.Operation{Kind: operation.DeleteSnapshot}, Reason: "The snapshot is locked."}, request(http.MethodPost), "")
	require.Equal(t, "The snapshot is locked.", p.Sentences[0])
	require.NotContains(t, p.Sentences[0], string(operation.DeleteSnapshot), "the code of the kind is no word for a page")
}

// An error that explains itself keeps its own page, also where it wraps another known cause.
func TestOf_ExplanationComesFirst(t *testing.T) {
	t.Parallel()
	for name, err := range map[string]error{
		"with a status":   errors.Join(echo.ErrForbidden, NotLoaded{Subject: "Volume v"}),
		"with a refusal":  errors.Join(&operation.RefusedError{Reason: "x"}, NotLoaded{Subject: "Volume v"}),
		"with an archive": errors.Join(operation.ErrArchived, NotLoaded{Subject: "Volume v"}),
	} {
		require.Equal(t, http.StatusServiceUnavailable, Of(err, request(http.MethodGet), "").Status, name)
	}
}

// The ids may contain anything.
func TestProblems_LeadToTheirResource(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		err    Explained
		status int
		link   ui.Link
		names  string // in the text of the log
	}{
		"a retry that comes too late": {TooLate{"a/b?c"}, http.StatusConflict, ui.Link{Text: "Show the operation", Href: "/operations/a%2Fb%3Fc"}, "a/b?c"},
		"a missing snapshot":          {NotFound{Subject: "Snapshot s-1", List: "Snapshots", Href: "/snapshots"}, http.StatusNotFound, ui.Link{Text: "Snapshots", Href: "/snapshots"}, "Snapshot s-1"},
		"an unread server":            {NotLoaded{"Server 4f1a"}, http.StatusServiceUnavailable, ui.Link{Text: "Overview", Href: "/"}, "Server 4f1a"},
		"an archived operation":       {Archived{"op-1"}, http.StatusGone, ui.Link{Text: "Archives in the audit log", Href: "/audit?action=archive"}, "op-1"},
	} {
		p := c.err.Problem(request(http.MethodGet))
		require.Equal(t, c.status, p.Status, name)
		require.Equal(t, []ui.Link{c.link}, p.Links, name)
		require.Contains(t, c.err.Error(), c.names, name)
		require.Equal(t, p, Of(c.err, request(http.MethodGet), "req-1"), name)
	}
}

// A page that is read again needs no action of the user; a form does.
func TestNotLoaded_ReadsDifferAfterForms(t *testing.T) {
	t.Parallel()
	pages := map[string]views.ProblemPage{}
	for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut} {
		pages[method] = NotLoaded{"Volume v"}.Problem(request(method))
		require.Equal(t, pages[http.MethodGet].Sentences[0], pages[method].Sentences[0])
	}
	require.NotEqual(t, pages[http.MethodGet].Sentences[1], pages[http.MethodPost].Sentences[1])
	require.Equal(t, pages[http.MethodPost], pages[http.MethodPut])
}

// Another page answers: there is no page of a problem for it.
func TestElsewhere_IsNotExplained(t *testing.T) {
	t.Parallel()
	var explained Explained
	require.False(t, errors.As(error(Elsewhere{Href: "/login"}), &explained))
	require.Contains(t, Elsewhere{Href: "/login"}.Error(), "/login")
}
