package forms

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/web"
	"snapdeck/internal/handlers/webtest"
	"snapdeck/internal/operation"
)

// resent returns a form about volumes that is sent again after it was recorded.
func resent(known int, missing, items []string) Resent {
	return Resent{
		Action: "/bulk/create", Verb: "Create", Field: "vol", Recorded: known, Missing: missing, Items: items,
		Values:  url.Values{"key": {"old"}, "seen": {"old"}, "match": {"/volumes"}, "vol": {"x"}, "name": {`a"b`}, "label": {"1", "2"}},
		Earlier: []operation.Operation{{ID: "op", Batch: "b", CreatedAt: webtest.Noon.Add(-5 * 60e9)}},
		Seen:    func(items []string) string { return strings.Join(items, "+") },
	}
}

// The form has a new key, a new review and other items.
func TestResentForm_KeepsInput(t *testing.T) {
	t.Parallel()
	fields := func(f Resent, items ...string) map[string][]string {
		got := map[string][]string{}
		for _, field := range f.form("Create", items).Fields {
			got[field.Name] = append(got[field.Name], field.Value)
		}
		return got
	}
	first, second := fields(resent(1, nil, nil), "b", "c"), fields(resent(1, nil, nil), "b", "c")
	require.NotEqual(t, first["key"], second["key"])
	require.NotEqual(t, []string{"old"}, first["key"])
	delete(first, "key")
	require.Equal(t, map[string][]string{"seen": {"b+c"}, "name": {`a"b`}, "label": {"1", "2"}, "vol": {"b", "c"}}, first)
	unreviewed := resent(1, nil, nil)
	unreviewed.Seen = nil
	require.NotContains(t, fields(unreviewed, "b"), "seen")
}

// engine returns a given result.
type engine struct {
	web.Engine
	done operation.Result
	err  error
}

func (r engine) Submit(context.Context, operation.Actor, operation.Key, ...operation.Request) (operation.Result, error) {
	return r.done, r.err
}

// If nothing was recorded, the page leads to the open operation.
func TestRecord_LeadsToRecordedOperations(t *testing.T) {
	t.Parallel()
	op, open := operation.Operation{ID: "op"}, operation.Operation{ID: "open", Actor: "eve"}
	for name, c := range map[string]struct {
		done     operation.Result
		location string
		shown    string
	}{
		"all":     {operation.Result{Batch: "b", Ops: []operation.Operation{op, op}}, "/batches/b", ""},
		"before":  {operation.Result{Batch: "b", Ops: []operation.Operation{op}, Earlier: true}, "/batches/b?notice=earlier.op", ""},
		"some":    {operation.Result{Batch: "b", Ops: []operation.Operation{op}, Open: []operation.Operation{open}}, "/batches/b?notice=open.op", ""},
		"nothing": {operation.Result{Open: []operation.Operation{open}}, "", "open"},
	} {
		shown := ""
		f := NewRecorder(&web.Base{Deps: web.Deps{Engine: engine{done: c.done}}}, func(_ echo.Context, id string, why Refusal) error {
			require.Equal(t, "open", why.Code)
			require.Contains(t, why.Text, "eve")
			shown = id
			return nil
		})
		ctx, response := webtest.Request(http.MethodPost, "/x", url.Values{})
		require.NoError(t, f.Record(ctx, Sent{}, "", nil), name)
		require.Equal(t, c.location, response.Header().Get("Location"), name)
		require.Equal(t, c.shown, shown, name)
	}
}

func TestRecord_LeadsToAPageAndShowsTheFormAgain(t *testing.T) {
	t.Parallel()
	f := NewRecorder(&web.Base{Deps: web.Deps{Engine: engine{done: operation.Result{Ops: []operation.Operation{{ID: "op"}}}}}}, nil)
	c, response := webtest.Request(http.MethodPost, "/x", url.Values{})
	require.NoError(t, f.Record(c, Sent{}, "/snapshots/s", nil))
	require.Equal(t, "/snapshots/s", response.Header().Get("Location"))
	f = NewRecorder(&web.Base{Deps: web.Deps{Engine: engine{err: &operation.KeyUsedError{Earlier: []operation.Operation{{ID: "op"}}}}}}, nil)
	var earlier []operation.Operation
	again := func(ops []operation.Operation) error { earlier = ops; return nil }
	require.NoError(t, f.Record(c, Sent{}, "", again))
	require.Len(t, earlier, 1)
}

// The page shows the open operation, or the form again; anything else is an error.
func TestNotRecorded_ShowsBlockingOperation(t *testing.T) {
	t.Parallel()
	used, open, other := &operation.KeyUsedError{Earlier: []operation.Operation{{ID: "earlier"}}}, &operation.OpenError{Operation: operation.Operation{ID: "open"}}, errors.New("disk full")
	shown := ""
	f := NewRecorder(&web.Base{}, func(_ echo.Context, id string, _ Refusal) error { shown = id; return nil })
	again := func(earlier []operation.Operation) error {
		shown = "form"
		require.Equal(t, used.Earlier, earlier)
		return nil
	}
	c, _ := webtest.Request(http.MethodPost, "/x", url.Values{})
	require.NoError(t, f.NotRecorded(c, errors.Join(errors.New("record"), used), again))
	require.Equal(t, "form", shown)
	require.NoError(t, f.NotRecorded(c, errors.Join(errors.New("record"), open), again))
	require.Equal(t, "open", shown)
	require.ErrorIs(t, f.NotRecorded(c, other, again), other)
	require.Equal(t, http.StatusConflict, StatusOf(true))
	require.Equal(t, http.StatusUnprocessableEntity, StatusOf(false))
}
