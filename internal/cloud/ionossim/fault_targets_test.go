package ionossim_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestLocked_OneVolume refuses all changes of one volume; its neighbour and reads are unaffected.
func TestLocked_OneVolume(t *testing.T) {
	t.Parallel()
	for kind, want := range map[string]int{"423": http.StatusLocked, "409": http.StatusConflict} {
		b := newTestSim(t, idleConfig())
		locked, other := b.volume("prod-web-fra", "web-01-root"), b.volume("prod-web-fra", "web-02-root")
		servers := "/datacenters/" + locked.DatacenterID + "/servers/" + other.ServerID + "/volumes"
		b.inject("POST,PATCH,PUT,DELETE /volumes/" + locked.ID + " " + kind)
		b.inject("POST */servers/*/volumes " + kind + " body=" + locked.ID)
		for range 3 {
			require.Equal(t, want, b.do(http.MethodPost, volumePath(locked)+"/create-snapshot", "").status)
			require.Equal(t, want, b.do(http.MethodPost, volumePath(locked)+"/restore-snapshot", `{}`).status)
			require.Equal(t, want, b.do(http.MethodPatch, volumePath(locked), `{"name":"n"}`).status)
			require.Equal(t, want, b.do(http.MethodPost, servers, replaceID(`{"id":"ID"}`, locked.ID)).status)
		}
		require.Equal(t, http.StatusOK, b.get(volumePath(locked)).status)
		require.Equal(t, http.StatusAccepted, b.do(http.MethodPost, volumePath(other)+"/create-snapshot", "").status)
		require.Equal(t, http.StatusAccepted, b.do(http.MethodPost, servers, replaceID(`{"id":"ID"}`, other.ID)).status)
	}
}

// TestLocked_OneSnapshot refuses all changes of one snapshot and all uses of it.
func TestLocked_OneSnapshot(t *testing.T) {
	t.Parallel()
	b := newTestSim(t, idleConfig())
	locked, other := b.Snapshots()[0], b.Snapshots()[1]
	b.inject("PATCH,DELETE */snapshots/" + locked.ID + " 423")
	b.inject("POST */restore-snapshot 423 body=" + locked.ID)
	require.Equal(t, http.StatusLocked, b.do(http.MethodDelete, "/snapshots/"+locked.ID, "").status)
	require.Equal(t, http.StatusLocked, b.do(http.MethodPatch, "/snapshots/"+locked.ID, `{"name":"n"}`).status)
	restore := volumePath(b.volume("prod-web-fra", "static-assets-01")) + "/restore-snapshot"
	body := `{"properties":{"snapshotId":"ID"}}`
	require.Equal(t, http.StatusLocked, b.do(http.MethodPost, restore, replaceID(body, locked.ID)).status)
	require.NotEqual(t, http.StatusLocked, b.do(http.MethodPost, restore, replaceID(body, other.ID)).status)
	require.Equal(t, http.StatusAccepted, b.do(http.MethodPatch, "/snapshots/"+other.ID, `{"name":"n"}`).status)
	require.Equal(t, http.StatusCreated, b.do(http.MethodPost, "/snapshots/"+locked.ID+"/labels", `{"properties":{"key":"k","value":"v"}}`).status)
}

func TestLocked_OneDatacenter(t *testing.T) {
	t.Parallel()
	b := newTestSim(t, idleConfig())
	locked, other := b.volume("prod-web-fra", "web-01-root"), b.volume("prod-data-fra", "db-01-root")
	b.inject("POST,PATCH,DELETE */datacenters/" + locked.DatacenterID + "/* 423")
	require.Equal(t, http.StatusLocked, b.do(http.MethodPost, volumePath(locked)+"/create-snapshot", "").status)
	require.Equal(t, http.StatusOK, b.get(volumePath(locked)).status)
	require.Equal(t, http.StatusAccepted, b.do(http.MethodPost, volumePath(other)+"/create-snapshot", "").status)
}

func TestLabels_Unreadable(t *testing.T) {
	t.Parallel()
	b := newTestSim(t, idleConfig())
	snapshot := "/snapshots/" + b.Snapshots()[0].ID
	b.inject("GET /labels 500")
	for _, path := range []string{"/labels", snapshot + "/labels", snapshot + "/labels/env"} {
		require.Equal(t, http.StatusInternalServerError, b.get(path).status, path)
	}
	require.Equal(t, http.StatusOK, b.get(snapshot).status)
	require.Equal(t, http.StatusCreated, b.do(http.MethodPost, snapshot+"/labels", `{"properties":{"key":"k","value":"v"}}`).status)
}

// TestSnapshot_UnreadableByID fails the lookup of one snapshot, or of each, while the list works.
func TestSnapshot_UnreadableByID(t *testing.T) {
	t.Parallel()
	for _, kind := range []int{http.StatusNotFound, http.StatusInternalServerError} {
		b := newTestSim(t, idleConfig())
		one, other := b.Snapshots()[0].ID, b.Snapshots()[1].ID
		only := b.inject("GET */snapshots/" + one + " " + statusWord(kind))
		require.Equal(t, kind, b.get("/snapshots/"+one).status)
		require.Equal(t, http.StatusOK, b.get("/snapshots/"+other).status)
		require.Contains(t, b.rawGet("/snapshots"), one)
		require.Equal(t, http.StatusOK, b.get("/snapshots/"+one+"/labels").status)
		b.Faults().Clear(only)
		b.inject("GET */snapshots/{snapshotId} " + statusWord(kind))
		require.Equal(t, kind, b.get("/snapshots/"+other).status)
		require.Contains(t, b.rawGet("/snapshots"), other)
	}
}

func statusWord(status int) string {
	return map[int]string{http.StatusNotFound: "404", http.StatusInternalServerError: "500"}[status]
}

// TestAuth_NoAccess hides the contract from a token without privileges.
func TestAuth_NoAccess(t *testing.T) {
	t.Parallel()
	for kind, single := range map[string]int{"no-access": http.StatusNotFound, "no-access-403": http.StatusForbidden} {
		b := newTestSim(t, idleConfig())
		v, snapshot := b.volume("prod-web-fra", "web-01-root"), "/snapshots/"+b.Snapshots()[0].ID
		request := b.newest()
		id := b.inject("* * " + kind)
		for _, path := range []string{"/datacenters", "/snapshots", "/requests", "/labels"} {
			r := b.get(path)
			require.Equal(t, http.StatusOK, r.status, path)
			require.Empty(t, r.items(t), path)
		}
		for _, c := range []struct{ method, path, body string }{
			{http.MethodGet, snapshot, ""},
			{http.MethodDelete, snapshot, ""},
			{http.MethodPatch, snapshot, `{"name":"n"}`},
			{http.MethodPost, snapshot + "/labels", `{"properties":{"key":"k","value":"v"}}`},
			{http.MethodGet, volumePath(v), ""},
			{http.MethodGet, "/datacenters/" + v.DatacenterID + "/volumes", ""},
			{http.MethodPost, volumePath(v) + "/create-snapshot", ""},
			{http.MethodGet, "/requests/" + request + "/status", ""},
		} {
			require.Equal(t, single, b.do(c.method, c.path, c.body).status, "%s %s", c.method, c.path)
		}
		require.Equal(t, http.StatusForbidden, b.get("/contracts").status)
		require.Equal(t, http.StatusForbidden, b.get("/um/groups").status)
		require.Equal(t, http.StatusOK, b.get("/").status, "the token is good")
		require.Equal(t, http.StatusOK, b.get("/locations/de/fra").status)
		require.Equal(t, http.StatusUnauthorized, b.do(http.MethodGet, snapshot, "", "Authorization: Bearer other").status)
		b.Faults().Clear(id)
		require.Equal(t, http.StatusOK, b.get(snapshot).status, "nothing was changed")
		require.Equal(t, http.StatusOK, b.get("/contracts").status)
	}
}

// TestFault_OnlyOneClient applies a fault to the calls of one program only.
func TestFault_OnlyOneClient(t *testing.T) {
	t.Parallel()
	b := newTestSim(t, idleConfig())
	b.inject("GET /snapshots 500 agent=snapdeck/")
	require.Equal(t, http.StatusInternalServerError, b.do(http.MethodGet, "/snapshots", "", "User-Agent: snapdeck/1.2 (operation x)").status)
	require.Equal(t, http.StatusOK, b.do(http.MethodGet, "/snapshots", "", "User-Agent: ionosctl/v6.10.2").status)
}

// TestFaults_AreExplained requires a description of each kind in the help.
func TestFaults_AreExplained(t *testing.T) {
	t.Parallel()
	b := newTestSim(t, withAdmin())
	_, help := b.admin(http.MethodGet, "/help", "")
	_, overview := b.admin(http.MethodGet, "/", "")
	for _, kind := range allKinds() {
		require.Regexp(t, `(?m)^  `+kind+` +\S+ \S+`, help)
		require.Contains(t, overview, `"kind": "`+kind+`"`)
	}
	for _, option := range []string{"hold=", "delay=", "agent=", "body=", "retry-after=", "state=", "field=", "host=", "message="} {
		require.Contains(t, help, option)
	}
}
