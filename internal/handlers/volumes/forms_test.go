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
		areatest.RecordIn(f.ledger)(d)
		for _, set := range change {
			set(d)
		}
	})
	f.Handlers = newHandlers(base)
	return f
}

// request returns a request for a page with the parameters of its path: "dc", "fra", "vol", "web".
func (f fixture) request(address string, params ...string) web.Request {
	return areatest.Request(f.Base, address, params...)
}

// ofVolume returns a request for the page of a volume in "fra".
func (f fixture) ofVolume(id string) web.Request {
	return f.request("/datacenters/fra/volumes/"+id, "dc", "fra", "vol", id)
}

// new returns the operations that were recorded since the set-up, newest first.
func (f fixture) new() []operation.Operation { return f.ledger.Ops[:len(f.ledger.Ops)-f.recorded] }

// send sends a form as an admin, about a volume of "fra" unless that is "".
func send(do echo.HandlerFunc, path, volumeID string, form url.Values) (*httptest.ResponseRecorder, error) {
	c, response := areatest.Post(auth.RoleAdmin, path, form)
	if volumeID != "" {
		areatest.SetParams(c, "dc", "fra", "vol", volumeID)
	}
	return response, do(c)
}

// withTarget returns a contract with the volume "web", which has its own target.
func withTarget(target, reason string) *areatest.Contract {
	c := areatest.NewContract().Volume("web", 10, time.Hour).Label("volume", "web", inventory.LabelTarget, target)
	if reason != "" {
		c.Label("volume", "web", inventory.LabelTargetReason, reason)
	}
	return c
}
