package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/require"

	"snapdeck/internal/auth"
	"snapdeck/internal/handlers/database"
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/problem"
	"snapdeck/internal/handlers/rights"
	"snapdeck/internal/handlers/session"
	"snapdeck/internal/handlers/webtest"
	"snapdeck/internal/operation"
)

// requestIDKey is the key of the request ID in the echo context, as package middleware stores it.
const requestIDKey = "snapdeck.request"

// Errors may be wrapped at any depth.
func TestHandleError_MapsEachError(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		err    error
		status int
		link   string // of the link to continue with
		code   string // in data-error
	}{
		"no such volume":      {problem.NotFound{Subject: "Volume x", List: "Volumes", Href: "/volumes"}, http.StatusNotFound, "/volumes", ""},
		"no such operation":   {problem.NotFound{Subject: "Operation x", List: "All operations", Href: "/operations"}, http.StatusNotFound, "/operations", ""},
		"not read yet":        {problem.NotLoaded{Subject: "Volume x"}, http.StatusServiceUnavailable, "/", ""},
		"archived operation":  {problem.Archived{ID: "op1"}, http.StatusGone, "/audit?action=archive", ""},
		"form long ago":       {operation.ErrArchived, http.StatusConflict, "/", ""},
		"against a rule":      {&operation.RefusedError{Code: operation.RefusedRule, Reason: "An ISO image."}, http.StatusUnprocessableEntity, "/", "rule"},
		"without its phrase":  {&operation.RefusedError{Code: operation.RefusedPhrase, Reason: "No phrase."}, http.StatusUnprocessableEntity, "/", "phrase"},
		"cannot be retried":   {problem.TooLate{OperationID: "op 1"}, http.StatusConflict, "/operations/op%201", ""},
		"too large":           {&http.MaxBytesError{Limit: 1}, http.StatusRequestEntityTooLarge, "/", ""},
		"role":                {rights.Forbidden{Role: auth.RoleViewer, Needs: rights.Access{Right: auth.RightMaintain}}, http.StatusForbidden, "/", "right"},
		"first password":      {session.MustChange{Password: true}, http.StatusForbidden, paths.AccountPath, "first-password"},
		"second factor":       {session.MustChange{}, http.StatusForbidden, paths.AccountPath, "second-factor"},
		"no route":            {echo.ErrNotFound, http.StatusNotFound, "/", ""},
		"wrong method":        {echo.ErrMethodNotAllowed, http.StatusMethodNotAllowed, "/", ""},
		"other client error":  {echo.NewHTTPError(http.StatusTeapot), http.StatusTeapot, "/", ""},
		"anything else":       {errors.New("broken"), http.StatusInternalServerError, "/", ""},
		"database unwritable": {database.Unwritable{Since: noon}, http.StatusServiceUnavailable, "/", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFixture(t)
			ctx, response := webtest.Request(http.MethodPost, "/x", url.Values{})
			f.HandleError(fmt.Errorf("handle: %w", c.err), ctx)
			require.Equal(t, c.status, response.Code)
			require.Contains(t, response.Body.String(), `href="`+c.link+`"`)
			require.Equal(t, "no-store", response.Header().Get("Cache-Control"))
			if c.code != "" {
				require.Contains(t, response.Body.String(), `data-error="`+c.code+`"`)
			}
			require.NotContains(t, response.Body.String(), "in the contract", "operations and help pages are not in it either way")
			require.NotContains(t, response.Body.String(), "broken", "the text of an internal error stays private")
			require.Equal(t, c.status == http.StatusServiceUnavailable, response.Header().Get("Retry-After") != "")
		})
	}
}

// Errors of the client, and temporary ones, are not logged as errors of Snapdeck.
func TestHandleError_LogsOnlyOwnErrors(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		err  error
		want bool
	}{"internal": {errors.New("broken"), true}, "not found": {echo.ErrNotFound, false}, "not read yet": {problem.NotLoaded{Subject: "x"}, false}} {
		f := newFixture(t)
		ctx, _ := webtest.Request(http.MethodGet, "/x", nil)
		ctx.Set(requestIDKey, "req-7")
		f.HandleError(c.err, ctx)
		if c.want {
			require.Contains(t, f.log.String(), "level=ERROR", name)
			require.Contains(t, f.log.String(), "id=req-7", name)
		} else {
			require.NotContains(t, f.log.String(), "level=ERROR", name)
		}
	}
}

// The log has the same id.
func TestHandleError_InternalErrorNamesRequest(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	ctx, response := webtest.Request(http.MethodGet, "/x", nil)
	ctx.Set(requestIDKey, "req-7")
	f.HandleError(errors.New("broken"), ctx)
	require.Contains(t, response.Body.String(), "req-7")
}

// A form must not be sent again by a reload.
func TestHandleError_ReloadsOnlyReads(t *testing.T) {
	t.Parallel()
	for method, want := range map[string]bool{http.MethodGet: true, http.MethodPost: false} {
		f := newFixture(t)
		ctx, response := webtest.Request(method, "/x", nil)
		f.HandleError(problem.NotLoaded{Subject: "x"}, ctx)
		require.Equal(t, want, strings.Contains(response.Body.String(), `http-equiv="refresh"`), method)
	}
}

// The response has begun, the client has disconnected, or it is a redirect.
func TestHandleError_LeavesFinishedResponsesAlone(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	started, response := webtest.Request(http.MethodGet, "/x", nil)
	require.NoError(t, started.String(http.StatusOK, "half a page"))
	f.HandleError(errors.New("broken"), started)
	require.Equal(t, "half a page", response.Body.String())

	gone, response := webtest.Request(http.MethodGet, "/x", nil)
	ctx, leave := context.WithCancel(gone.Request().Context())
	leave()
	gone.SetRequest(gone.Request().WithContext(ctx))
	f.HandleError(ctx.Err(), gone)
	require.Equal(t, statusClientDisconnected, response.Code)
	require.Empty(t, response.Body.String())
	require.NotContains(t, f.log.String(), "level=ERROR")

	moved, response := webtest.Request(http.MethodGet, "/x", nil)
	f.HandleError(fmt.Errorf("show: %w", problem.Elsewhere{Href: "/volumes?q=a"}), moved)
	require.Equal(t, http.StatusSeeOther, response.Code)
	require.Equal(t, "/volumes?q=a", response.Header().Get("Location"))
}

// A deadline that passed within Snapdeck is an internal error; the client is still connected.
func TestHandleError_OwnDeadlineIsNoTimeout(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	c, response := webtest.Request(http.MethodGet, "/x", nil)
	ctx, cancel := context.WithDeadline(c.Request().Context(), time.Now().Add(-time.Second))
	defer cancel()
	c.SetRequest(c.Request().WithContext(ctx))
	f.HandleError(ctx.Err(), c)
	require.Equal(t, http.StatusInternalServerError, response.Code)
}

// The log has the user and the action.
func TestHandleError_RefusalOfRoleIsRecorded(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	c, _ := webtest.RequestBy(auth.User{ID: "v", Name: "vera", Role: auth.RoleViewer}, http.MethodPost, "/snapshots/s1/lock", url.Values{})
	c.SetPath("/snapshots/:id/lock")
	f.HandleError(rights.Forbidden{Role: auth.RoleViewer, Needs: rights.Access{Right: auth.RightOperate}}, c)
	require.Len(t, f.auditLog.Entries, 1)
	e := f.auditLog.Entries[0]
	require.Equal(t, []string{"vera", "refuse", "refused"}, []string{e.Actor, e.Action, e.Outcome})
	require.Contains(t, e.Detail, "/snapshots/s1/lock")
}

// Without a login, the page has no navigation.
func TestHandleError_RevealsNothingWithoutLogin(t *testing.T) {
	t.Parallel()
	f := newFixture(t, func(d *Deps) { d.Cloud.Contract = "31415926" })
	c, response := webtest.RequestBy(auth.User{}, http.MethodGet, "/nothing", nil)
	f.HandleError(echo.ErrNotFound, c)
	require.Equal(t, http.StatusNotFound, response.Code)
	require.NotContains(t, response.Body.String(), "31415926")
	c, response = webtest.Request(http.MethodGet, "/nothing", nil)
	f.HandleError(echo.ErrNotFound, c)
	require.Contains(t, response.Body.String(), "31415926")
}

// failingDatabase cannot be written to, or turns out so when an error is attributed to it.
type failingDatabase struct {
	webtest.SoundDatabase
	since     time.Time
	failsThen bool
	suspected error
}

func (d *failingDatabase) FailingSince() (time.Time, bool) { return d.since, !d.since.IsZero() }

func (d *failingDatabase) Suspect(_ context.Context, cause error) {
	d.suspected = cause
	if d.failsThen {
		d.since = noon
	}
}

// Any other error stays an internal error.
func TestHandleError_AttributesToDatabase(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		failsThen bool
		want      int
	}{"its fault": {true, http.StatusServiceUnavailable}, "not its fault": {false, http.StatusInternalServerError}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := &failingDatabase{failsThen: c.failsThen}
			f := newFixture(t, func(deps *Deps) { deps.Database = d })
			ctx, response := webtest.Request(http.MethodPost, "/views", url.Values{})
			f.HandleError(webtest.ErrAway, ctx)
			require.Equal(t, c.want, response.Code)
			require.ErrorIs(t, d.suspected, webtest.ErrAway)
		})
	}
}
