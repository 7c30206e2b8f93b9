package ionossim

import (
	"cmp"
	"net/http"
	"strings"
)

func (c *call) newRequest(k requestWork, targets ...target) *request {
	r := &request{
		record: c.view.newRecord(c.by, c.now),
		Lane:   cmp.Or(k.Datacenter, contractQueue), Method: c.method, URL: c.url, Headers: shownHeaders(c.header), Body: c.body, Work: k,
		Targets: targets,
	}
	if k.Datacenter != "" {
		r.Touches = []string{k.Datacenter}
	}
	for _, t := range targets {
		if t.ID != k.Datacenter {
			r.Touches = append(r.Touches, t.ID)
		}
	}
	r.Length = c.view.lengthOf(k, r.ID)
	return r
}

// shownHeaders returns the headers stored with a request: all but the credentials, and but the user header of
// the control interface.
func shownHeaders(h http.Header) map[string]string {
	shown := make(map[string]string, len(h))
	for name, values := range h {
		if name != "Authorization" && name != "Cookie" && name != "From" {
			shown[name] = strings.Join(values, ", ")
		}
	}
	return shown
}

// accept queues a request and answers 202. body, which may be nil, renders the response body after that, when
// the changed resources are BUSY.
func (c *call) accept(r *request, body func() element) (*response, error) {
	c.applyAcceptFaults(r)
	c.view.enqueue(r, c.now)
	if c.instant {
		c.view.finishNow(r, c.now)
	}
	c.sim.changed()
	a := &response{status: http.StatusAccepted, location: c.view.base + requestPath(r.ID) + "/status"}
	if body != nil {
		a.body = body()
	}
	return a, nil
}
