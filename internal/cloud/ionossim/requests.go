package ionossim

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"
)

// requestMetadata is the metadata of a request. The status is an embedded resource.
type requestMetadata struct {
	CreatedDate   string   `json:"createdDate"`
	CreatedBy     string   `json:"createdBy"`
	Etag          string   `json:"etag"`
	RequestStatus *element `json:"requestStatus"`
}

type requestProps struct {
	Method  string            `json:"method"`
	Headers map[string]string `json:"headers"`
	Body    string            `json:"body,omitempty"`
	URL     string            `json:"url"`
}

type requestStatusMetadata struct {
	Status  string          `json:"status"`
	Message string          `json:"message"`
	Etag    string          `json:"etag"`
	Targets []requestTarget `json:"targets"`
}

type requestTarget struct {
	Target element `json:"target"`
	Status string  `json:"status"`
}

// request renders a request. Below depth 2 its status is a reference.
func (v renderer) request(r *request, depth int) element {
	e := v.ref("request", requestPath(r.ID), r.ID)
	if depth == 0 {
		return e
	}
	status := v.requestStatus(r)
	if depth < 2 {
		status.Metadata = nil
	}
	e.Metadata = &requestMetadata{formatTime(r.Created), r.CreatedBy, r.Etag, &status}
	e.Properties = &requestProps{r.Method, v.headersOf(r), r.Body, r.URL}
	return e
}

// headersOf returns the headers of a request's call that the caller may see.
func (v renderer) headersOf(r *request) map[string]string {
	if !v.noUserAgent {
		return r.Headers
	}
	shown := maps.Clone(r.Headers)
	delete(shown, "User-Agent")
	return shown
}

func (v renderer) requestStatus(r *request) element {
	e := v.ref("request-status", requestPath(r.ID)+"/status", r.ID+"/status")
	m := &requestStatusMetadata{Status: r.Status, Message: r.Message, Etag: r.Etag, Targets: []requestTarget{}}
	for _, t := range r.Targets {
		m.Targets = append(m.Targets, requestTarget{v.ref(t.Type, t.Path, t.ID), r.Status})
	}
	e.Metadata = m
	return e
}

// listRequests answers with the requests, newest first.
func listRequests(c *call) (*response, error) {
	items, err := c.filteredRequests()
	if err != nil {
		return nil, err
	}
	return listResponse(c, listing[*request]{id: "requests", path: "/requests", paged: true, items: items, show: c.view.request, filtered: true})
}

// filteredRequests applies the documented filters. Those for the status and the creation time work at any
// depth, others only above depth 0.
func (c *call) filteredRequests() ([]*request, error) {
	after, err := c.timeFilter("createdAfter")
	if err != nil {
		return nil, err
	}
	before, err := c.timeFilter("createdBefore")
	if err != nil {
		return nil, err
	}
	statuses := parseFilters(map[string][]string{"filter.status": c.query["filter.status"]})
	rest := c.filters("status", "createdAfter", "createdBefore")
	if c.depth == 0 {
		rest = nil
	}
	items := slices.Clone(c.view.Requests.all())
	slices.Reverse(items)
	return filterItems(items, func(r *request) bool {
		switch {
		case c.now.Before(r.UnlistedUntil):
			return false
		case !after.IsZero() && !r.Created.After(after), !before.IsZero() && !r.Created.Before(before):
			return false
		case c.query.Has("filter.status") && !statuses[0].contained(strings.ToLower(r.Status)):
			return false
		}
		return len(rest) == 0 || rest.match(c.view.request(r, fullDepth))
	}), nil
}

// timeFilter parses a filter of the form yyyy-MM-dd HH:mm:ss, in UTC.
func (c *call) timeFilter(name string) (time.Time, error) {
	text := c.query.Get(filterPrefix + name)
	if text == "" {
		return time.Time{}, nil
	}
	t, err := time.Parse(time.DateTime, text)
	if err != nil {
		return t, newError(http.StatusUnprocessableEntity, codeInvalid, "Filter '"+name+"' must have the form yyyy-MM-dd HH:mm:ss")
	}
	return t, nil
}

func (c *call) request() (*request, error) {
	r, found := c.view.Requests.get(c.vars["requestId"])
	if !found || c.view.hidden(&r.record) {
		return nil, notFound()
	}
	return r, nil
}

// getRequest shows the status at any depth: clients that use depth 0 rely on it.
func getRequest(c *call, r *request) (*response, error) {
	return okRecord(&r.record, c.view.request(r, fullDepth)), nil
}

func getRequestStatus(c *call, r *request) (*response, error) {
	return okRecord(&r.record, c.view.requestStatus(r)), nil
}
