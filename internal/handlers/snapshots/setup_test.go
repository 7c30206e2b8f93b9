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
	"snapdeck/internal/views/ui"
)

// area holds the handlers for a contract and the ledger that they record into.
type area struct {
	*Handlers
	ledger *webtest.Records
}

func newArea(c *areatest.Contract, recorded ...operation.Operation) area {
	a := area{ledger: &webtest.Records{Ops: recorded}}
	a.Handlers = newHandlers(c.Base(func(d *web.Deps) {
		d.Ledger, d.Engine = a.ledger, webtest.NewEngine(a.ledger, d.Mirror.View(), areatest.Noon)
	}))
	return a
}

// request returns a request for the page of a snapshot.
func (a area) request(id string) web.Request {
	req := areatest.Request(a.Base, paths.SnapshotHref(id))
	req.Params = map[string]string{"id": id}
	return req
}

// post sends a form about a snapshot.
func (a area) post(t *testing.T, handle echo.HandlerFunc, id string, form url.Values) *httptest.ResponseRecorder {
	t.Helper()
	c, answer := areatest.Post(auth.RoleMaintainer, paths.SnapshotHref(id)+"/form", form)
	c.SetParamNames("id")
	c.SetParamValues(id)
	require.NoError(t, handle(c))
	return answer
}

// labelled returns the fact with a label, or an empty one.
func labelled(facts []ui.Fact, label string) ui.Fact {
	for _, f := range facts {
		if f.Label == label {
			return f
		}
	}
	return ui.Fact{}
}

// newHandlers returns the handlers of the area.
func newHandlers(base *web.Base) *Handlers { return New(base, areatest.Recorder(base)) }
