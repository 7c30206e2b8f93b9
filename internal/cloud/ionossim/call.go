package ionossim

import (
	"cmp"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// call is an API request being answered. Its handler runs while the simulator's lock is held.
type call struct {
	faultTarget
	sim     *Sim
	faults  *Faults
	handler handlerFunc
	base    string // "http://host/cloudapi/v6"
	by      string // the user
	instant bool   // accepted requests finish at once, before waiting ones
	view    renderer
	url     string // absolute, with the query
	route   string // method and pattern, such as "GET /snapshots/{snapshotId}"
	vars    map[string]string
	query   url.Values
	header  http.Header
	now     time.Time
	depth   int
}

// carryOut runs a call's handler after the state was advanced to now. The lock must be held.
func (s *Sim) carryOut(c *call, now time.Time) (*response, error) {
	c.now, c.view = now, renderer{state: s.state, base: c.base, now: now}
	depth, err := intParam(c.query, "depth", 0, 0, maxDepth)
	if err != nil {
		return nil, err
	}
	c.depth = depth
	return c.carryOutThroughFaults()
}

// response is a successful response.
type response struct {
	status   int
	body     any // nil for none
	etag     string
	location string
}

func ok(body any) *response { return &response{status: http.StatusOK, body: body} }

// okRecord answers with a single resource and its etag header.
func okRecord(r *record, body any) *response {
	return &response{status: http.StatusOK, body: body, etag: r.Etag}
}

func (c *call) filters(except ...string) filters { return parseFilters(c.query, except...) }

// orderBy returns the field to order by, in either spelling of clients.
func (c *call) orderBy() string {
	return cmp.Or(c.query.Get("orderBy"), c.query.Get("order-by"))
}

func (c *call) maxResults() int {
	n, _ := strconv.Atoi(c.query.Get("maxResults")) // not a number means no limit
	return n
}

// pretty reports whether the response is to be indented.
func pretty(q url.Values) bool {
	text := q.Get("pretty")
	return !strings.EqualFold(text, "false") && text != "0"
}

// datacenter returns the data center of the path, or a 404.
func (c *call) datacenter() (*datacenter, error) {
	d, found := c.view.Datacenters.get(c.vars["datacenterId"])
	if !found || c.view.hidden(&d.record) {
		return nil, notFound()
	}
	return d, nil
}

// volume returns the data center and the volume of the path, or a 404.
func (c *call) volume() (*datacenter, *volume, error) {
	d, err := c.datacenter()
	if err != nil {
		return nil, nil, err
	}
	v, found := d.Volumes.get(c.vars["volumeId"])
	if !found || c.view.hidden(&v.record) {
		return nil, nil, notFound()
	}
	return d, v, nil
}

// server returns the data center and the server of the path, or a 404.
func (c *call) server() (*datacenter, *server, error) {
	d, err := c.datacenter()
	if err != nil {
		return nil, nil, err
	}
	s, found := d.Servers.get(c.vars["serverId"])
	if !found {
		return nil, nil, notFound()
	}
	return d, s, nil
}

// snapshot returns the snapshot of the path, or a 404.
func (c *call) snapshot() (*snapshot, error) { return c.snapshotByID(c.vars["snapshotId"]) }

func (c *call) snapshotByID(id string) (*snapshot, error) {
	s, found := c.view.Snapshots.get(id)
	if !found || c.view.hidden(&s.record) {
		return nil, notFound()
	}
	return s, nil
}
