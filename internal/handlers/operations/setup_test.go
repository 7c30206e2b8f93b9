package operations

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/require"

	"snapdeck/internal/auth"
	"snapdeck/internal/handlers/areatest"
	"snapdeck/internal/handlers/forms"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/handlers/webtest"
	"snapdeck/internal/operation"
)

// engine is the real one, except that it records a user's action on an operation instead of applying it.
type engine struct {
	*operation.Engine
	err    error // the user's actions
	called []string
}

func (e *engine) note(action, id string, by operation.Actor) (operation.Operation, error) {
	e.called = append(e.called, action+" "+id+" by "+by.Name)
	return operation.Operation{ID: id}, e.err
}

func (e *engine) Cancel(_ context.Context, id string, by operation.Actor) (operation.Operation, error) {
	return e.note("cancel", id, by)
}

func (e *engine) CancelWaiting(_ context.Context, id string, by operation.Actor) (int, error) {
	_, err := e.note("cancel-batch", id, by)
	return 1, err
}

func (e *engine) StartNow(_ context.Context, id string, by operation.Actor) (operation.Operation, error) {
	return e.note("start", id, by)
}

func (e *engine) MoveToFront(_ context.Context, id string, by operation.Actor) (operation.Operation, error) {
	return e.note("front", id, by)
}

func (e *engine) SendAgain(_ context.Context, id string, by operation.Actor) (operation.Operation, error) {
	return e.note("send", id, by)
}

func (e *engine) Resolve(_ context.Context, id string, r operation.Resolution, by operation.Actor) (operation.Operation, error) {
	outcome := "nothing"
	if r.Done {
		outcome = "done"
	}
	return e.note("resolve as "+outcome+" "+r.SnapshotID, id, by)
}

func (e *engine) Retry(ctx context.Context, id string, by operation.Actor) (operation.Result, error) {
	if e.err != nil {
		return operation.Result{}, e.err
	}
	return e.Engine.Retry(ctx, id, by)
}

// fixture holds the handlers for a contract and what the tests check.
type fixture struct {
	*Handlers
	engine   *engine
	ledger   *webtest.Records
	recorded int // operations from before the test
}

// setup returns the handlers for a contract with these operations in the ledger and the cache.
func setup(c *areatest.Contract, ops ...operation.Operation) fixture {
	var f fixture
	c.Operation(ops...)
	base := c.Base(func(d *web.Deps) {
		f.ledger = &webtest.Records{Ops: d.Operations.All()}
		f.engine = &engine{Engine: webtest.NewEngine(f.ledger, d.Mirror.View(), areatest.Noon)}
		d.Ledger, d.Engine = f.ledger, f.engine
	})
	page := NewPage(base)
	f.Handlers, f.recorded = New(page, forms.NewRecorder(base, page.ShowAgain), nil), len(f.ledger.Ops)
	return f
}

// request returns a request for the page of an operation or a batch.
func (f fixture) request(address, id string) web.Request {
	return areatest.Request(f.Base, address, "id", id)
}

// new returns the operations that were recorded since the set-up, oldest first.
func (f fixture) new() []operation.Operation {
	added := f.ledger.Ops[:len(f.ledger.Ops)-f.recorded]
	ordered := make([]operation.Operation, 0, len(added))
	for i := range added {
		ordered = append(ordered, added[len(added)-1-i])
	}
	return ordered
}

// send sends a form of an operation or a batch as an admin.
func send(do echo.HandlerFunc, id string, form url.Values) (*httptest.ResponseRecorder, error) {
	return sendFrom(do, id, form, "")
}

// sendFrom sends a form from a page.
func sendFrom(do echo.HandlerFunc, id string, form url.Values, referer string) (*httptest.ResponseRecorder, error) {
	c, response := areatest.Post(auth.RoleAdmin, "/operations/"+id+"/x", form, "id", id)
	if referer != "" {
		c.Request().Header.Set("Referer", referer)
	}
	return response, do(c)
}

// redirected returns the target of a redirect.
func redirected(t *testing.T, response *httptest.ResponseRecorder, err error) string {
	t.Helper()
	require.NoError(t, err)
	require.Equal(t, http.StatusSeeOther, response.Code, response.Body)
	return response.Header().Get(echo.HeaderLocation)
}

// rendered returns a page with its list.
func rendered(t *testing.T, p web.Page) string {
	t.Helper()
	html, err := web.RenderOne(t.Context(), p.Join())
	require.NoError(t, err)
	return string(html)
}

// idsIn returns the ids of the rows of a page in order.
func idsIn(html string) (ids []string) {
	for _, part := range strings.Split(html, ` id="op-`)[1:] {
		id, _, _ := strings.Cut(part, `"`)
		ids = append(ids, id)
	}
	return ids
}

// creation returns the creation of a snapshot of the volume "web".
func creation(id string, state operation.State, change ...func(*operation.Operation)) operation.Operation {
	op := operation.Operation{
		ID: id, Kind: operation.CreateSnapshot, State: state, DatacenterID: "fra", DatacenterName: "prod", Location: "de/fra",
		VolumeID: "web", VolumeName: "web", SizeGB: 10, Actor: "ada", ActorAddr: "192.0.2.1", Params: operation.CreateParams{Name: "copy-" + id},
	}
	return changed(op, change)
}

// onSnapshot returns an operation on the snapshot "s-" and its id.
func onSnapshot(id string, kind operation.Kind, state operation.State, change ...func(*operation.Operation)) operation.Operation {
	op := operation.Operation{ID: id, Kind: kind, State: state, SnapshotID: "s-" + id, SizeGB: 10, Actor: "ada", Params: operation.CreateParams{Name: "s-" + id}}
	return changed(op, change)
}

func changed(op operation.Operation, change []func(*operation.Operation)) operation.Operation {
	for _, f := range change {
		f(&op)
	}
	return op
}

// in puts an operation into a batch.
func in(batch string) func(*operation.Operation) {
	return func(op *operation.Operation) { op.Batch = batch }
}

// because sets why an operation failed or was prevented.
func because(kind string) func(*operation.Operation) {
	return func(op *operation.Operation) { op.Failure = &operation.Failure{Kind: kind, Text: "Why."} }
}

// idIn reports whether a page has an element with an id.
func idIn(html, id string) bool { return strings.Contains(html, ` id="`+id+`"`) }

// refusing is an engine that refuses to retry a batch.
type refusing struct {
	web.Engine
	err error
}

func (r refusing) RetryFailed(context.Context, []operation.Operation, operation.Actor) (int, []operation.Operation, error) {
	return 0, nil, r.err
}
