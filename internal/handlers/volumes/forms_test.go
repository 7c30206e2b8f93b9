package volumes

import (
	"net/http/httptest"
	"net/url"
	"time"

	"github.com/labstack/echo/v4"

	"snapdeck/internal/auth"
	"snapdeck/internal/handlers/areatest"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/handlers/webtest"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
)

// fixture holds the handlers for a contract and what the tests check.
type fixture struct {
	*Handlers
	ledger   *webtest.Records
	recorded int // operations from before the test
}

// recording returns a fixture that records submitted operations in memory.
func recording(c *areatest.Contract, change ...func(*web.Deps)) fixture {
	var f fixture
	base := c.Base(func(d *web.Deps) {
		f.ledger = &webtest.Records{Ops: d.Operations.All()}
		f.recorded = len(f.ledger.Ops)
		d.Ledger, d.Engine, d.SavedViews = f.ledger, webtest.NewEngine(f.ledger, d.Mirror.View(), areatest.Noon), &webtest.SavedViews{}
		for _, set := range change {
			set(d)
		}
	})
	f.Handlers = newHandlers(base)
	return f
}

// request returns a request for a page with the parameters of its path: "dc", "fra", "vol", "web".
func (f fixture) request(address string, params ...string) web.Request {
	req := areatest.Request(f.Base, address)
	req.Params = map[string]string{}
	for i := 0; i+1 < len(params); i += 2 {
		req.Params[params[i]] = params[i+1]
	}
	return req
}

// ofVolume returns a request for the page of a volume in "fra".
func (f fixture) ofVolume(id string) web.Request {
	return f.request("/datacenters/fra/volumes/"+id, "dc", "fra", "vol", id)
}

// new returns the operations that were recorded since the set-up, newest first.
func (f fixture) new() []operation.Operation { return f.ledger.Ops[:len(f.ledger.Ops)-f.recorded] }

// send sends a form as an admin, about a volume of "fra" unless that is "".
func send(do echo.HandlerFunc, path, volumeID string, form url.Values) (*httptest.ResponseRecorder, error) {
	c, answer := areatest.Post(auth.RoleAdmin, path, form)
	if volumeID != "" {
		c.SetParamNames("dc", "vol")
		c.SetParamValues("fra", volumeID)
	}
	return answer, do(c)
}

// withTarget returns a contract with the volume "web", which has its own target.
func withTarget(target, reason string) *areatest.Contract {
	c := areatest.NewContract().Volume("web", 10, time.Hour).Label("volume", "web", inventory.LabelTarget, target)
	if reason != "" {
		c.Label("volume", "web", inventory.LabelTargetReason, reason)
	}
	return c
}
