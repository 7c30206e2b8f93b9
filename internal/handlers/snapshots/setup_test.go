package snapshots

import (
	"net/http/httptest"
	"net/url"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/require"

	"snapdeck/internal/auth"
	"snapdeck/internal/handlers/areatest"
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/handlers/webtest"
	"snapdeck/internal/operation"
)

// area holds the handlers for a contract and the ledger that they record into.
type area struct {
	*Handlers
	ledger *webtest.Records
}

func newArea(c *areatest.Contract, recorded ...operation.Operation) area {
	a := area{ledger: &webtest.Records{Ops: recorded}}
	a.Handlers = newHandlers(c.Base(areatest.RecordIn(a.ledger)))
	return a
}

// request returns a request for the page of a snapshot.
func (a area) request(id string) web.Request {
	return areatest.Request(a.Base, paths.SnapshotHref(id), "id", id)
}

// post sends a form about a snapshot.
func (a area) post(t *testing.T, handle echo.HandlerFunc, id string, form url.Values) *httptest.ResponseRecorder {
	t.Helper()
	c, response := areatest.Post(auth.RoleMaintainer, paths.SnapshotHref(id)+"/form", form, "id", id)
	require.NoError(t, handle(c))
	return response
}

// newHandlers returns the handlers of the area.
func newHandlers(base *web.Base) *Handlers { return New(base, areatest.Recorder(base)) }
