package cloud

import (
	"context"
	"slices"
	"strings"
	"time"

	sdk "github.com/ionos-cloud/sdk-go/v6"

	"snapdeck/internal/inventory"
)

const (
	// requestsDepth is the minimal depth at which a request contains its status (docs/ionos-api.md 2.1).
	requestsDepth = 2
	// zoneMargin covers the undocumented time zone of filter.createdAfter (docs/ionos-api.md 3.3).
	zoneMargin = 24 * time.Hour
	// clockMargin covers a slow clock of IONOS Cloud.
	clockMargin = 5 * time.Minute

	filterDate = "2006-01-02 15:04:05"
)

// OpenRequests lists the queued and running requests of all clients.
func (c *Client) OpenRequests(ctx context.Context) (inventory.Listing[inventory.Request], error) {
	all, err := c.requests(ctx, "list the open requests", nil, func(r sdk.ApiRequestsGetRequest) sdk.ApiRequestsGetRequest {
		return r.FilterStatus(string(inventory.RequestQueued) + "," + string(inventory.RequestRunning))
	})
	all.Items = slices.DeleteFunc(all.Items, func(r inventory.Request) bool { return r.Status.Final() })
	return all, err
}

// RecentRequests lists the requests created after a time, in any status. The time is sent as UTC and the
// response is returned unfiltered.
func (c *Client) RecentRequests(ctx context.Context, after time.Time) (inventory.Listing[inventory.Request], error) {
	text := after.UTC().Format(filterDate)
	return c.requests(ctx, "list the recent requests", nil, func(r sdk.ApiRequestsGetRequest) sdk.ApiRequestsGetRequest {
		return r.FilterCreatedAfter(text)
	})
}

// RequestsSince lists the requests created at or after a time, of any method and in any status, with their
// bodies. It may include some up to five minutes older, since clocks differ.
func (c *Client) RequestsSince(ctx context.Context, since time.Time) (inventory.Listing[inventory.Request], error) {
	return c.requestsSince(ctx, since, nil, func(r sdk.ApiRequestsGetRequest) sdk.ApiRequestsGetRequest { return r })
}

// CreateRequestsSince is RequestsSince for POSTs only, which create resources. It reports its progress to soFar,
// unless that is nil.
func (c *Client) CreateRequestsSince(ctx context.Context, since time.Time, soFar func(n int)) (inventory.Listing[inventory.Request], error) {
	return c.requestsSince(ctx, since, soFar, func(r sdk.ApiRequestsGetRequest) sdk.ApiRequestsGetRequest { return r.FilterMethod("POST") })
}

func (c *Client) requestsSince(
	ctx context.Context, since time.Time, soFar func(int), filter func(sdk.ApiRequestsGetRequest) sdk.ApiRequestsGetRequest,
) (inventory.Listing[inventory.Request], error) {
	after := since.UTC().Add(-zoneMargin).Format(filterDate)
	all, err := c.requests(ctx, "list the requests since "+since.UTC().Format(time.RFC3339), soFar,
		func(r sdk.ApiRequestsGetRequest) sdk.ApiRequestsGetRequest {
			return filter(r).FilterCreatedAfter(after)
		})
	oldest := since.Add(-clockMargin)
	all.Items = slices.DeleteFunc(all.Items, func(r inventory.Request) bool {
		return !r.CreatedDate.IsZero() && r.CreatedDate.Before(oldest)
	})
	return all, err
}

func (c *Client) requests(ctx context.Context, doing string, soFar func(int), filter func(sdk.ApiRequestsGetRequest) sdk.ApiRequestsGetRequest) (inventory.Listing[inventory.Request], error) {
	return list(ctx, c, collection[sdk.Request, inventory.Request]{
		call:     call{op: doing, route: "/requests"},
		resource: "request",
		paged:    true,
		progress: soFar,
		fetch: func(ctx context.Context, at pageRange) (envelope[sdk.Request], *sdk.APIResponse, error) {
			ask := c.api.RequestsApi.RequestsGet(ctx).Depth(requestsDepth).Offset(at.offset).Limit(at.limit)
			v, resp, err := filter(ask).Execute()
			return envelopeOf(v.Items, v.Limit, v.Links), resp, err
		},
		convert: request,
	})
}

// Request returns one request with its status.
func (c *Client) Request(ctx context.Context, id string) (inventory.Request, error) {
	k := call{op: "read request " + id, route: "/requests/{id}"}
	return readByID(ctx, c, k, []string{id}, func(ctx context.Context) (sdk.Request, *sdk.APIResponse, error) {
		return c.api.RequestsApi.RequestsFindById(ctx, id).Depth(requestsDepth).Execute()
	}, request)
}

func request(r sdk.Request) (inventory.Request, string) {
	m, p := value(r.Metadata), value(r.Properties)
	status := value(value(m.RequestStatus).Metadata)
	return inventory.Request{
		ID:          value(r.Id),
		CreatedDate: date(m.CreatedDate),
		CreatedBy:   value(m.CreatedBy),
		Method:      value(p.Method),
		URL:         value(p.Url),
		Body:        value(p.Body),
		UserAgent:   userAgentIn(value(p.Headers)),
		Status:      inventory.RequestStatus(value(status.Status)),
		Message:     oneLine(value(status.Message)),
		Targets:     targets(value(status.Targets)),
	}, value(r.Id)
}

// userAgentIn finds the User-Agent among a request's headers, whatever their spelling.
func userAgentIn(headers map[string]string) string {
	for name, text := range headers {
		if strings.EqualFold(name, "User-Agent") {
			return text
		}
	}
	return ""
}

func targets(list []sdk.RequestTarget) []inventory.Target {
	var out []inventory.Target
	for _, t := range list {
		ref := value(t.Target)
		out = append(out, inventory.Target{
			ID:     value(ref.Id),
			Type:   string(value(ref.Type)),
			Status: inventory.RequestStatus(value(t.Status)),
		})
	}
	return out
}
