package web

import (
	"context"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/require"

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
		d.since = noon
	}
}

func (d *stubDatabase) Restored() (time.Time, int, bool) {
	return d.restoredAt, d.cancelled, !d.restoredAt.IsZero()
}

func (d *stubDatabase) ContinueAll(_ context.Context, by operation.Actor) error {
	d.continued = by
	return d.err
}

func on(d *stubDatabase) func(*Deps) { return func(deps *Deps) { deps.Database = d } }

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
		"the colours":              {http.MethodPost, ThemePath, true, true},
		"a form, nothing is wrong": {http.MethodPost, "/snapshots/:id/delete", false, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := &stubDatabase{}
			if c.failing {
				d.since = noon.Add(-time.Minute)
			}
			f := newFixture(t, on(d))
			ctx, _ := request(c.method, "/x", nil)
			ctx.SetPath(c.path)
			passed := false
			err := f.Writes(func(echo.Context) error { passed = true; return nil })(ctx)
			require.Equal(t, c.passes, passed)
			if c.passes {
				require.NoError(t, err)
				return
			}
			require.Equal(t, unwritable{since: d.since}, err)
			require.Equal(t, http.StatusServiceUnavailable, f.problemPage(err, ctx).Status)
		})
	}
}

// A write that was tried may have been recorded; one that was refused was not.
func TestUnwritablePage_ReportsWhetherWriteMayBeRecorded(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	read, _ := request(http.MethodGet, "/", nil)
	write, _ := request(http.MethodPost, "/", url.Values{})
	turnedAway := f.unwritablePage(unwritable{since: noon}, write.Request())
	tried := f.unwritablePage(unwritable{since: noon, tried: true}, write.Request())
	page := f.unwritablePage(unwritable{since: noon, tried: true}, read.Request())
	require.NotEqual(t, turnedAway.Sentences[0], tried.Sentences[0])
	require.Equal(t, turnedAway.Sentences[1:], tried.Sentences[1:])
	require.Len(t, page.Sentences, 1, "a page that is read records nothing")
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
			d := &stubDatabase{failsThen: c.failsThen}
			f := newFixture(t, on(d))
			ctx, response := request(http.MethodPost, "/views", url.Values{})
			f.HandleError(webtest.ErrAway, ctx)
			require.Equal(t, c.want, response.Code)
			require.ErrorIs(t, d.suspected, webtest.ErrAway)
		})
	}
}

// The reason is given on the page and in the stream.
func TestBlocked_DisablesFormsOnEveryPage(t *testing.T) {
	t.Parallel()
	const form = `<form method="post" action="/x"><button>Delete</button></form>`
	sound := newFixture(t)
	require.NotContains(t, string(sound.Usable([]byte(form))), "disabled")
	require.Empty(t, sound.DatabaseProblem())

	f := newFixture(t, on(&stubDatabase{since: noon.Add(-time.Minute)}))
	require.Contains(t, string(f.Usable([]byte(form))), "disabled")
	require.Len(t, f.DatabaseProblem(), 1)
	streamed, err := f.renderFragments(t.Context(), audience{}, []Fragment{{ID: "list", HTML: templ.Raw(form), Rows: func() []Fragment { return []Fragment{{ID: "row", HTML: templ.Raw(form)}} }}})
	require.NoError(t, err)
	require.Contains(t, string(streamed[0].HTML), "disabled")
	require.Contains(t, string(streamed[0].Rows[0].HTML), "disabled")
	require.NotEmpty(t, f.CommonLayout(t.Context(), f.pageRequest(t, "/")).Blocked)
}

// The notice counts the cancelled and the waiting operations.
func TestRestoredNotice_StandsUntilContinued(t *testing.T) {
	t.Parallel()
	require.Empty(t, newFixture(t).restoredNotice())
	f := newFixture(t, on(&stubDatabase{restoredAt: noon, cancelled: 3}))
	quiet := f.restoredNotice()
	require.Len(t, quiet, 1)
	require.Equal(t, "restored", quiet[0].Code)
	require.Equal(t, ContinuePath, quiet[0].Action.Href)
	require.Contains(t, quiet[0].Text, "3 operations")
	f.Operations.Put(operation.Operation{ID: "op", Version: 1, Kind: operation.CreateSnapshot, State: operation.Queued, BackupRestoredAt: noon})
	waiting := f.restoredNotice()
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
		f := newFixture(t, on(d))
		c, response := request(http.MethodPost, ContinuePath, url.Values{})
		c.Request().Header.Set("Referer", referer)
		require.NoError(t, f.ContinueAll(c))
		require.Equal(t, http.StatusSeeOther, response.Code)
		require.Equal(t, want, response.Header().Get("Location"))
		require.Equal(t, "ada", d.continued.Name)
	}
	f := newFixture(t, on(&stubDatabase{err: webtest.ErrAway}))
	c, _ := request(http.MethodPost, ContinuePath, url.Values{})
	require.ErrorIs(t, f.ContinueAll(c), webtest.ErrAway)
}
