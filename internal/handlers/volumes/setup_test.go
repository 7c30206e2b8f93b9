package volumes

import (
	"snapdeck/internal/handlers/areatest"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/views/ui"
)

const day = areatest.Day

// setup returns the handlers for a contract and a request for an address.
func setup(c *areatest.Contract, address string, change ...func(*web.Deps)) (*Handlers, web.Request) {
	base := c.Base(change...)
	return newHandlers(base), areatest.Request(base, address)
}

// volumeOf returns a volume of a contract.
func volumeOf(req web.Request, id string) inventory.Volume {
	vol, _ := req.View.Volume(id)
	return vol
}

// factsOf returns facts by their label.
func factsOf(facts []ui.Fact) map[string]string {
	all := map[string]string{}
	for _, f := range facts {
		all[f.Label] = f.Text + f.Href
	}
	return all
}

// newHandlers returns the handlers of the area.
func newHandlers(base *web.Base) *Handlers { return New(base, areatest.Recorder(base)) }
