package cloud

import (
	"net/http"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
)

func ids(list inventory.Listing[inventory.Request]) []string {
	var out []string
	for _, r := range list.Items {
		out = append(out, r.ID)
	}
	return out
}

func TestOpenRequests(t *testing.T) {
	t.Parallel()
	s := serveFile(t, "requests.json")
	got, err := s.client.OpenRequests(t.Context())
	require.NoError(t, err)
	require.Equal(t, []string{"r-1", "r-4"}, ids(got), "finished requests are left out, whatever the server makes of the filter")
	require.Equal(t, inventory.Request{
		ID: "r-1", CreatedDate: time.Date(2026, 11, 23, 11, 59, 0, 0, time.UTC), CreatedBy: "a", Method: "POST",
		URL:  "https://api.ionos.com/cloudapi/v6/datacenters/dc-1/volumes/v-1/create-snapshot?depth=0",
		Body: "{}", UserAgent: "tool/1", Status: inventory.RequestRunning, Message: "m",
		Targets: []inventory.Target{{ID: "s-1", Type: "snapshot", Status: inventory.RequestRunning}, {ID: "t-1", Type: "teapot"}},
	}, got.Items[0])
	requireNoZeroFields(t, got.Items[0])
	require.Len(t, got.Warnings, 1, "a request without properties")
	s.requireRequested(t, "/requests", "depth=2&pretty=false&offset=0&limit=1000&filter.status=QUEUED,RUNNING")
}

func TestRequestsSince(t *testing.T) {
	t.Parallel()
	s := serveFile(t, "requests.json")
	berlin := time.FixedZone("CET", 3600)
	got, err := s.client.RequestsSince(t.Context(), time.Date(2026, 11, 23, 13, 0, 0, 0, berlin))
	require.NoError(t, err)
	require.Equal(t, []string{"r-1", "r-2", "r-4"}, ids(got))
	s.requireRequested(t, "/requests", "depth=2&pretty=false&offset=0&limit=1000&filter.createdAfter=2026-11-22 12:00:00")
}

func TestRequestHistory_Read(t *testing.T) {
	t.Parallel()
	s := serveFile(t, "requests.json")
	read := 0
	got, err := s.client.CreateRequestsSince(t.Context(), time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC), func(n int) { read = n })
	require.NoError(t, err)
	require.Equal(t, []string{"r-1", "r-2", "r-4"}, ids(got))
	require.Positive(t, read)
	s.requireRequested(t, "/requests", "depth=2&pretty=false&offset=0&limit=1000&filter.method=POST&filter.createdAfter=2026-11-22 12:00:00")
}

func TestRequest_Get(t *testing.T) {
	t.Parallel()
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		require.Equal(t, "depth=2&pretty=false", r.URL.RawQuery)
		respond(w, http.StatusOK, jsonType, `{"id":"r-1","metadata":{"requestStatus":{"metadata":{"status":"FAILED","message":"[VDC-5-0] unkonwn error occured"}}},"properties":{}}`)
	})
	got, err := s.client.Request(t.Context(), "r-1")
	require.NoError(t, err)
	require.Equal(t, inventory.RequestFailed, got.Status)
	require.Equal(t, "[VDC-5-0] unkonwn error occured", got.Message)
	_, err = s.client.Request(t.Context(), "r-2")
	require.ErrorIs(t, err, inventory.ErrUnreadable)
}

// The message of a failed request is stored and shown, so it is bounded like that of an error.
func TestRequest_MessageIsBounded(t *testing.T) {
	t.Parallel()
	s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		respond(w, http.StatusOK, jsonType, `{"id":"r-1","properties":{},"metadata":{"requestStatus":{"metadata":{"status":"FAILED","message":"one\r\ntwo\u0000`+strings.Repeat("x", 1<<20)+`"}}}}`)
	})
	got, err := s.client.Request(t.Context(), "r-1")
	require.NoError(t, err)
	require.True(t, strings.HasPrefix(got.Message, "one two x"))
	require.LessOrEqual(t, utf8.RuneCountInString(got.Message), maxMessageText+1)
}
