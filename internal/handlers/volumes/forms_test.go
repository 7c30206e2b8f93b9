package volumes

import (
	"net/http"
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

// fixture is the area of a contract, with what its tests look into.
type fixture struct {
	*Handlers
	ledger   *webtest.Records
	recorded int // operations that were there from the beginning
}

// recording is the area of a contract that records what is submitted in memory.
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
	f.Handlers = New(base)
	base.OpenOperation = func(c echo.Context, id string, why web.Refusal) error {
		return c.String(http.StatusConflict, why.Code+" "+id)
	}
	return f
}

// request is how a page is asked for, with the parameters of its path: "dc", "fra", "vol", "web".
func (f fixture) request(address string, params ...string) web.Request {
	req := areatest.Request(f.Base, address)
	req.Params = map[string]string{}
	for i := 0; i+1 < len(params); i += 2 {
		req.Params[params[i]] = params[i+1]
	}
	return req
}

// ofVolume is how the page of a volume in "fra" is asked for.
func (f fixture) ofVolume(id string) web.Request {
	return f.request("/datacenters/fra/volumes/"+id, "dc", "fra", "vol", id)
}

// new are the operations that were recorded since then, the newest first.
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

// withTarget is a contract with the volume "web", which has a target of its own.
func withTarget(target, reason string) *areatest.Contract {
	c := areatest.NewContract().Volume("web", 10, time.Hour).Label("volume", "web", inventory.LabelTarget, target)
	if reason != "" {
		c.Label("volume", "web", inventory.LabelTargetReason, reason)
	}
	return c
}
