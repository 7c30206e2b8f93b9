package restores

import (
	"net/http/httptest"
	"net/url"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/require"

	"snapdeck/internal/auth"
	"snapdeck/internal/handlers/areatest"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/handlers/webtest"
	"snapdeck/internal/inventory"
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
	a.Handlers = newHandlers(c.Base(areatest.RecordIn(a.ledger)))
	return a
}

// request returns a request for a page with parameters in its path.
func (a area) request(address string, params ...string) web.Request {
	return areatest.Request(a.Base, address, params...)
}

// post sends a form with parameters in its path.
func (a area) post(t *testing.T, handle echo.HandlerFunc, form url.Values, params ...string) *httptest.ResponseRecorder {
	t.Helper()
	c, response := areatest.Post(auth.RoleMaintainer, "/form", form, params...)
	require.NoError(t, handle(c))
	return response
}

// kinds returns the kinds of the recorded operations, first step first.
func (a area) kinds() (kinds []operation.Kind) {
	for i := range a.ledger.Ops {
		kinds = append(kinds, a.ledger.Ops[len(a.ledger.Ops)-1-i].Kind)
	}
	return kinds
}

// attached adds a server to which volumes are attached.
func attached(c *areatest.Contract, id, kind, state string, volumes ...string) *areatest.Contract {
	c.Servers = append(c.Servers, inventory.Server{ID: id, Name: "server " + id, DatacenterID: "fra", Type: kind, VMState: state, VolumeIDs: volumes})
	return c
}

// values returns the values of options.
func values(options []ui.Option) (ids []string) {
	for _, o := range options {
		ids = append(ids, o.Value)
	}
	return ids
}

// selected returns the value of the selected option.
func selected(options []ui.Option) string {
	for _, o := range options {
		if o.Selected {
			return o.Value
		}
	}
	return ""
}

// newHandlers returns the handlers of the area.
func newHandlers(base *web.Base) *Handlers { return New(base, areatest.Recorder(base)) }
