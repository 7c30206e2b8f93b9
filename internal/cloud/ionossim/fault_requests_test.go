package ionossim_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestStuck_Temporarily answers 504 to accepted calls whose requests are stuck for a minute.
func TestStuck_Temporarily(t *testing.T) {
	t.Parallel()
	for kind, state := range map[string]string{"stuck": "QUEUED", "stuck-running": "RUNNING"} {
		for _, c := range []struct{ method, body string }{{http.MethodDelete, ""}, {http.MethodPatch, `{"name":"renamed"}`}} {
			b := newTestSim(t, idleConfig())
			id := b.Snapshots()[0].ID
			b.inject(c.method + " */snapshots/* 504-after x1")
			b.inject(c.method + " */snapshots/* " + kind + " x1 delay=1m")
			require.Equal(t, http.StatusGatewayTimeout, b.do(c.method, "/snapshots/"+id, c.body).status)
			require.Empty(t, b.Faults().List())
			status := "/requests/" + b.newest() + "/status"
			b.clock.advance(59 * time.Second)
			require.Equal(t, state, b.status(status))
			require.Equal(t, "BUSY", b.state("/snapshots/"+id))
			b.clock.advance(5 * time.Second)
			require.Equal(t, "DONE", b.status(status))
		}
	}
}

func TestStuck_TemporarilyEndsWithFaults(t *testing.T) {
	t.Parallel()
	b := newTestSim(t, idleConfig())
	b.inject("DELETE * stuck delay=1h")
	status := b.do(http.MethodDelete, "/snapshots/"+b.Snapshots()[0].ID, "").requestPath(t)
	b.FinishAll()
	require.Equal(t, "QUEUED", b.status(status), "stuck is stuck")
	b.Faults().Clear()
	b.clock.advance(5 * time.Second)
	require.Equal(t, "DONE", b.status(status))
}

// TestRequest_NotFoundAtFirst fails the lookup of a listed request for a minute.
func TestRequest_NotFoundAtFirst(t *testing.T) {
	t.Parallel()
	b := newTestSim(t, idleConfig())
	b.inject("POST */restore-snapshot request-404 delay=1m x1")
	v := b.volume("prod-web-fra", "web-01-root")
	snapshot := b.Snapshots()[0]
	for _, s := range b.Snapshots() {
		if s.Location == "de/fra" && s.SizeGB <= v.SizeGB {
			snapshot = s
		}
	}
	status := b.do(http.MethodPost, volumePath(v)+"/restore-snapshot", replaceID(`{"properties":{"snapshotId":"ID"}}`, snapshot.ID)).requestPath(t)
	request := strings.TrimSuffix(status, "/status")
	b.clock.advance(59 * time.Second)
	require.Equal(t, http.StatusNotFound, b.get(status).status)
	require.Equal(t, http.StatusNotFound, b.get(request).status)
	require.Equal(t, "/requests/"+b.newest(), request)
	b.clock.advance(time.Second)
	require.Equal(t, "DONE", b.status(status))
}

func TestRequest_ListedLate(t *testing.T) {
	t.Parallel()
	b := newTestSim(t, idleConfig())
	b.inject("POST */create-snapshot request-unlisted delay=30s x1")
	before := b.newest()
	_, status := b.create(b.volume("prod-web-fra", "web-01-root"), `{"properties":{"name":"unlisted"}}`)
	request := strings.Split(status, "/")[2]
	b.clock.advance(29 * time.Second)
	require.Equal(t, before, b.newest())
	require.Empty(t, b.get("/requests?depth=2&filter.body=unlisted").items(t))
	require.Equal(t, "DONE", b.status(status))
	b.clock.advance(time.Second)
	require.Equal(t, request, b.newest())
	require.Len(t, b.get("/requests?depth=2&filter.body=unlisted").items(t), 1)
}

// TestRequest_WithoutUserAgent hides the programs of requests from lists, lookups and filters.
func TestRequest_WithoutUserAgent(t *testing.T) {
	t.Parallel()
	b := newTestSim(t, idleConfig())
	b.do(http.MethodPost, volumePath(b.volume("prod-web-fra", "web-01-root"))+"/create-snapshot", "{}", "User-Agent: recognisable/1")
	list, one := "/requests?depth=2&filter.headers=recognisable", "/requests/"+b.newest()
	require.Len(t, b.get(list).items(t), 1)
	id := b.inject("GET /requests no-user-agent")
	require.Empty(t, b.get(list).items(t))
	require.NotContains(t, b.rawGet("/requests?depth=2"), "User-Agent")
	require.NotContains(t, b.rawGet(one), "User-Agent")
	require.Contains(t, b.rawGet(one), `"Content-Type" : "application/json"`)
	b.Faults().Clear(id)
	require.Contains(t, b.rawGet(one), `"User-Agent" : "recognisable/1"`)
}
