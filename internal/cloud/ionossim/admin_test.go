package ionossim_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/cloud/ionossim"
)

// admin calls the control interface.
func (b *testSim) admin(method, path, body string, headers ...string) (int, string) {
	b.t.Helper()
	r := httptest.NewRequest(method, "http://api.test/_sim"+path, strings.NewReader(body))
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		r.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	b.Handler().ServeHTTP(w, r)
	return w.Code, w.Body.String()
}

func withAdmin() ionossim.Config {
	cfg := idleConfig()
	cfg.Admin = true
	return cfg
}

func TestAdmin_OffByDefault(t *testing.T) {
	t.Parallel()
	status, _ := newTestSim(t, idleConfig()).admin(http.MethodGet, "/", "")
	require.Equal(t, http.StatusNotFound, status)
	b := newTestSim(t, withAdmin())
	status, text := b.admin(http.MethodGet, "/", "")
	require.Equal(t, http.StatusOK, status)
	require.Contains(t, text, `"datacenters": 6`)
	status, _ = b.admin(http.MethodPost, "/reset", "", "Origin: http://elsewhere.test")
	require.Equal(t, http.StatusForbidden, status)
	require.Empty(t, b.Calls().ByRoute(), "these calls are none of the API")
}

func TestAdmin_Controls(t *testing.T) {
	t.Parallel()
	b := newTestSim(t, withAdmin())
	v := b.volume("prod-web-fra", "web-01-root")
	for _, c := range []struct {
		method, path, body string
		status             int
		text               string
	}{
		{http.MethodPost, "/faults", "POST */create-snapshot 504-after x1", 200, `"id": 1`},
		{http.MethodGet, "/faults", "", 200, "504-after x1"},
		{http.MethodPost, "/faults", "nonsense", 400, "METHOD ROUTE KIND"},
		{http.MethodDelete, "/faults/1", "", 204, ""},
		{http.MethodDelete, "/faults/x", "", 404, ""},
		{http.MethodPost, "/outage", "", 200, `"id": 2`},
		{http.MethodDelete, "/outage", "", 204, ""},
		{http.MethodDelete, "/faults", "", 204, ""},
		{http.MethodPost, "/speed", `{"speed":50}`, 204, ""},
		{http.MethodPost, "/speed", `{"speed":-1}`, 400, "speed"},
		{http.MethodPost, "/speed", `{`, 400, ""},
		{http.MethodPut, "/datacenters/" + v.DatacenterID + "/busy", "", 204, ""},
		{http.MethodGet, "/datacenters", "", 200, `"BUSY"`},
		{http.MethodDelete, "/datacenters/" + v.DatacenterID + "/busy", "", 204, ""},
		{http.MethodPut, "/datacenters/nonsense/busy", "", 404, ""},
		{http.MethodPost, "/datacenters", `{"name":"new-vdc","location":"de/fra"}`, 200, `"id"`},
		{http.MethodPost, "/volumes", `{"datacenterId":"` + v.DatacenterID + `","name":"new-volume","size":12}`, 200, `"id"`},
		{http.MethodGet, "/volumes", "", 200, "new-volume"},
		{http.MethodPost, "/volumes/" + v.ID + "/content", "", 200, `"content-`},
		{http.MethodPost, "/snapshots", `{"volumeId":"` + v.ID + `","name":"by another client"}`, 200, `"content-`},
		{http.MethodPost, "/snapshots", `{"volumeId":"nonsense"}`, 404, ""},
		{http.MethodGet, "/snapshots", "", 200, "by another client"},
		{http.MethodGet, "/requests", "", 200, "create-snapshot"},
		{http.MethodPost, "/settle", "", 204, ""},
		{http.MethodGet, "/calls", "", 200, `"total": 0`},
		{http.MethodDelete, "/calls", "", 204, ""},
		{http.MethodDelete, "/volumes/" + v.ID, "", 204, ""},
		{http.MethodDelete, "/datacenters/" + v.DatacenterID, "", 204, ""},
		{http.MethodDelete, "/datacenters/" + v.DatacenterID, "", 404, ""},
		{http.MethodPost, "/reset", "", 204, ""},
	} {
		status, text := b.admin(c.method, c.path, c.body)
		require.Equal(t, c.status, status, "%s %s: %s", c.method, c.path, text)
		require.Contains(t, text, c.text)
	}
	require.Len(t, b.Datacenters(), 6, "after the reset")
}

func TestAdmin_ChangesSnapshots(t *testing.T) {
	t.Parallel()
	b := newTestSim(t, withAdmin())
	id := b.Snapshots()[0].ID
	status, _ := b.admin(http.MethodPatch, "/snapshots/"+id, `{"name":"n","description":"d"}`)
	require.Equal(t, http.StatusNoContent, status)
	now, _ := b.Snapshot(id)
	require.Equal(t, "n", now.Name)
	status, _ = b.admin(http.MethodDelete, "/snapshots/"+id, "")
	require.Equal(t, http.StatusNoContent, status)
	_, found := b.Snapshot(id)
	require.False(t, found)
}
