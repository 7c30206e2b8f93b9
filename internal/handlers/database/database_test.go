package database

import (
	"context"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/problem"
	"snapdeck/internal/handlers/webtest"
	"snapdeck/internal/operation"
)

// stubDatabase is a database whose health a test sets.
type stubDatabase struct {
	since      time.Time // zero: it is writable
	suspected  error     // the errors that were attributed to it
	failsThen  bool      // it is found to fail when an error is attributed to it
	restoredAt time.Time
	cancelled  int
	err        error // of ContinueAll
	continued  operation.Actor
}

func (d *stubDatabase) FailingSince() (time.Time, bool) { return d.since, !d.since.IsZero() }

func (d *stubDatabase) Suspect(_ context.Context, cause error) {
	d.suspected = cause
	if d.failsThen {
		d.since = webtest.Noon
	}
}

func (d *stubDatabase) Restored() (time.Time, int, bool) {
	return d.restoredAt, d.cancelled, !d.restoredAt.IsZero()
}

func (d *stubDatabase) ContinueAll(_ context.Context, by operation.Actor) error {
	d.continued = by
	return d.err
}

// on returns the guard of a database.
func on(d *stubDatabase) *Guard {
	return &Guard{Database: d, Operations: operation.NewCache(), Now: func() time.Time { return webtest.Noon }, Zone: time.UTC}
}

// Reading continues, and so does switching the colours, which the browser stores.
func TestWrites_RefusedWhileDatabaseFails(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		method, path string
		failing      bool
		passes       bool
	}{
		"a form":                   {http.MethodPost, "/snapshots/:id/delete", true, false},
		"a deletion":               {http.MethodDelete, "/snapshots/:id", true, false},
		"a page":                   {http.MethodGet, "/snapshots/:id", true, true},
		"the head of a page":       {http.MethodHead, "/snapshots/:id", true, true},
		"the colours":              {http.MethodPost, paths.ThemePath, true, true},
		"a form, nothing is wrong": {http.MethodPost, "/snapshots/:id/delete", false, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := &stubDatabase{}
			if c.failing {
				d.since = webtest.Noon.Add(-time.Minute)
			}
			f := on(d)
			ctx, _ := webtest.Request(c.method, "/x", nil)
			ctx.SetPath(c.path)
			passed := false
			err := f.Writes(func(echo.Context) error { passed = true; return nil })(ctx)
			require.Equal(t, c.passes, passed)
			if c.passes {
				require.NoError(t, err)
				return
			}
			require.ErrorContains(t, err, d.since.Format(time.RFC3339))
			require.Equal(t, http.StatusServiceUnavailable, problem.Of(err, ctx.Request(), "").Status)
		})
	}
}

// A write that was tried may have been recorded; one that was refused was not.
func TestUnwritablePage_ReportsWhetherWriteMayBeRecorded(t *testing.T) {
	t.Parallel()
	read, _ := webtest.Request(http.MethodGet, "/", nil)
	write, _ := webtest.Request(http.MethodPost, "/", url.Values{})
	turnedAway := Unwritable{}.Problem(write.Request())
	tried := Unwritable{tried: true}.Problem(write.Request())
	page := Unwritable{tried: true}.Problem(read.Request())
	require.NotEqual(t, turnedAway.Sentences[0], tried.Sentences[0])
	require.Equal(t, turnedAway.Sentences[1:], tried.Sentences[1:])
	require.Len(t, page.Sentences, 1, "a page that is read records nothing")
}

// The notice counts the cancelled and the waiting operations.
func TestRestoredNotice_StandsUntilContinued(t *testing.T) {
	t.Parallel()
	require.Empty(t, on(&stubDatabase{}).RestoredNotice())
	f := on(&stubDatabase{restoredAt: webtest.Noon, cancelled: 3})
	quiet := f.RestoredNotice()
	require.Len(t, quiet, 1)
	require.Equal(t, "restored", quiet[0].Code)
	require.Equal(t, paths.ContinuePath, quiet[0].Action.Href)
	require.Contains(t, quiet[0].Text, "3 operations")
	f.Operations.Put(operation.Operation{ID: "op", Version: 1, Kind: operation.CreateSnapshot, State: operation.Queued, BackupRestoredAt: webtest.Noon})
	waiting := f.RestoredNotice()
	require.NotEqual(t, quiet[0].Action.Text, waiting[0].Action.Text, "the button lets waiting operations continue")
	require.Contains(t, waiting[0].Text, "1 create waits")
}

// The audit entry has the user, and the redirect stays on this site.
func TestContinueAll_GoesBackToPage(t *testing.T) {
	t.Parallel()
	for referer, want := range map[string]string{
		"http://example.com/volumes?q=a": "/volumes?q=a", "https://evil.example.org/volumes": "/", "": "/",
	} {
		d := &stubDatabase{}
		f := on(d)
		c, answer := webtest.Request(http.MethodPost, paths.ContinuePath, url.Values{})
		c.Request().Header.Set("Referer", referer)
		require.NoError(t, f.ContinueAll(c))
		require.Equal(t, http.StatusSeeOther, answer.Code)
		require.Equal(t, want, answer.Header().Get("Location"))
		require.Equal(t, "ada", d.continued.Name)
	}
	f := on(&stubDatabase{err: webtest.ErrAway})
	c, _ := webtest.Request(http.MethodPost, paths.ContinuePath, url.Values{})
	require.ErrorIs(t, f.ContinueAll(c), webtest.ErrAway)
}
