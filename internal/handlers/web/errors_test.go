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
	"snapdeck/internal/operation"
)

// Errors may be wrapped at any depth.
func TestHandleError_MapsEachError(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		err    error
		status int
		link   string // of the link to continue with
		code   string // in data-error
	}{
		"no such volume":      {NotFoundError{"Volume x", "Volumes", "/volumes"}, http.StatusNotFound, "/volumes", ""},
		"no such operation":   {NotFoundError{"Operation x", "All operations", "/operations"}, http.StatusNotFound, "/operations", ""},
		"not read yet":        {NotLoadedError{"Volume x"}, http.StatusServiceUnavailable, "/", ""},
		"archived operation":  {Archived{ID: "op1"}, http.StatusGone, "/audit?action=archive", ""},
		"form long ago":       {operation.ErrArchived, http.StatusConflict, "/", ""},
		"cannot be retried":   {TooLate{"op 1"}, http.StatusConflict, "/operations/op%201", ""},
		"too large":           {&http.MaxBytesError{Limit: 1}, http.StatusRequestEntityTooLarge, "/", ""},
		"role":                {forbidden{auth.RoleViewer, Access{Right: auth.RightMaintain}}, http.StatusForbidden, "/", "right"},
		"first password":      {MustChange{Password: true}, http.StatusForbidden, AccountPath, "first-password"},
		"second factor":       {MustChange{}, http.StatusForbidden, AccountPath, "second-factor"},
		"no route":            {echo.ErrNotFound, http.StatusNotFound, "/", ""},
		"wrong method":        {echo.ErrMethodNotAllowed, http.StatusMethodNotAllowed, "/", ""},
		"other client error":  {echo.NewHTTPError(http.StatusTeapot), http.StatusTeapot, "/", ""},
		"anything else":       {errors.New("broken"), http.StatusInternalServerError, "/", ""},
		"database unwritable": {unwritable{since: noon}, http.StatusServiceUnavailable, "/", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFixture(t)
			ctx, response := request(http.MethodPost, "/x", url.Values{})
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
	}{"internal": {errors.New("broken"), true}, "not found": {echo.ErrNotFound, false}, "not read yet": {NotLoadedError{"x"}, false}} {
		f := newFixture(t)
		ctx, _ := request(http.MethodGet, "/x", nil)
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
	ctx, response := request(http.MethodGet, "/x", nil)
	ctx.Set(requestIDKey, "req-7")
	f.HandleError(errors.New("broken"), ctx)
	require.Contains(t, response.Body.String(), "req-7")
}

// A form must not be sent again by a reload.
func TestHandleError_ReloadsOnlyReads(t *testing.T) {
	t.Parallel()
	for method, want := range map[string]bool{http.MethodGet: true, http.MethodPost: false} {
		f := newFixture(t)
		ctx, response := request(method, "/x", nil)
		f.HandleError(NotLoadedError{"x"}, ctx)
		require.Equal(t, want, strings.Contains(response.Body.String(), `http-equiv="refresh"`), method)
	}
}

// The response has begun, the client has disconnected, or it is a redirect.
func TestHandleError_LeavesFinishedResponsesAlone(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	started, response := request(http.MethodGet, "/x", nil)
	require.NoError(t, started.String(http.StatusOK, "half a page"))
	f.HandleError(errors.New("broken"), started)
	require.Equal(t, "half a page", response.Body.String())

	gone, response := request(http.MethodGet, "/x", nil)
	ctx, leave := context.WithCancel(gone.Request().Context())
	leave()
	gone.SetRequest(gone.Request().WithContext(ctx))
	f.HandleError(ctx.Err(), gone)
	require.Equal(t, statusClientDisconnected, response.Code)
	require.Empty(t, response.Body.String())
	require.NotContains(t, f.log.String(), "level=ERROR")

	moved, response := request(http.MethodGet, "/x", nil)
	f.HandleError(fmt.Errorf("show: %w", Elsewhere{"/volumes?q=a"}), moved)
	require.Equal(t, http.StatusSeeOther, response.Code)
	require.Equal(t, "/volumes?q=a", response.Header().Get("Location"))
}

// A deadline that passed within Snapdeck is an internal error; the client is still connected.
func TestHandleError_OwnDeadlineIsNoTimeout(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	c, response := request(http.MethodGet, "/x", nil)
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
	c, _ := requestBy(auth.User{ID: "v", Name: "vera", Role: auth.RoleViewer}, http.MethodPost, "/snapshots/s1/lock", url.Values{})
	c.SetPath("/snapshots/:id/lock")
	f.HandleError(forbidden{auth.RoleViewer, Access{Right: auth.RightOperate}}, c)
	require.Len(t, f.auditLog.Entries, 1)
	e := f.auditLog.Entries[0]
	require.Equal(t, []string{"vera", "refuse", "refused"}, []string{e.Actor, e.Action, e.Outcome})
	require.Contains(t, e.Detail, "/snapshots/s1/lock")
}

// Without a login, the page has no navigation.
func TestHandleError_RevealsNothingWithoutLogin(t *testing.T) {
	t.Parallel()
	f := newFixture(t, func(d *Deps) { d.Cloud.Contract = "31415926" })
	c, response := requestBy(auth.User{}, http.MethodGet, "/nothing", nil)
	f.HandleError(echo.ErrNotFound, c)
	require.Equal(t, http.StatusNotFound, response.Code)
	require.NotContains(t, response.Body.String(), "31415926")
	c, response = request(http.MethodGet, "/nothing", nil)
	f.HandleError(echo.ErrNotFound, c)
	require.Contains(t, response.Body.String(), "31415926")
}

// A panic that ends a connection on purpose is passed on.
func TestRecoverPanics_ErrorHasStack(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	c, _ := request(http.MethodGet, "/x", nil)
	err := f.RecoverPanics(func(echo.Context) error { panic("index out of range") })(c)
	require.ErrorContains(t, err, "index out of range")
	require.Contains(t, f.log.String(), "errors_test.go")
	require.NoError(t, f.RecoverPanics(func(echo.Context) error { return nil })(c))
	require.PanicsWithValue(t, http.ErrAbortHandler, func() {
		_ = f.RecoverPanics(func(echo.Context) error { panic(http.ErrAbortHandler) })(c)
	})
}

// Every page says that nothing was done, unless Snapdeck failed.
func TestHTTPProblem_UsesStatusOfResponse(t *testing.T) {
	t.Parallel()
	titles := map[string]int{}
	for _, status := range []int{400, 403, 404, 405, 408, 415, 418, 500, 502} {
		p := HTTPProblem(status)
		require.Equal(t, status, p.Status)
		require.NotEmpty(t, p.Sentences)
		titles[p.Title]++
	}
	require.Equal(t, 2, titles[HTTPProblem(400).Title], "an unreadable body and a wrong type of it read the same")
	require.Equal(t, HTTPProblem(500).Title, HTTPProblem(502).Title)
}
