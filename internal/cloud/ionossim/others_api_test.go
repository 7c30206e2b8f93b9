package ionossim_test

import (
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/cloud/ionossim"
)

func allKinds() []string {
	var words []string
	for _, k := range ionossim.FaultKinds() {
		words = append(words, string(k))
	}
	return words
}

// TestOtherClient_ActsAtOnce makes another client's calls through the control interface: each is finished with
// its response, even in a held data center, and is listed in the history.
func TestOtherClient_ActsAtOnce(t *testing.T) {
	t.Parallel()
	b := newTestSim(t, withAdmin())
	b.inject("* * 500")
	v := b.volume("prod-web-fra", "web-01-root")
	require.NoError(t, b.HoldDatacenter(v.DatacenterID))
	server := "/datacenters/" + v.DatacenterID + "/servers/" + v.ServerID
	snapshot := b.Snapshots()[0].ID
	act := func(want int, method, path, body string) string {
		t.Helper()
		status, text := b.admin(method, "/api"+path, body, "User-Agent: Terraform/1.11", "From: anna@example.com", "Content-Type: application/json")
		require.Equal(t, want, status, text)
		return text
	}
	act(201, http.MethodPost, "/snapshots/"+snapshot+"/labels", `{"properties":{"key":"snapdeck-lock","value":"open"}}`)
	require.Equal(t, "open", b.labels(snapshot)["snapdeck-lock"])
	act(200, http.MethodPut, "/snapshots/"+snapshot+"/labels/snapdeck-lock", `{"properties":{"key":"snapdeck-lock","value":"2027-01-01"}}`)
	require.Equal(t, "2027-01-01", b.labels(snapshot)["snapdeck-lock"])
	act(200, http.MethodDelete, "/snapshots/"+snapshot+"/labels/snapdeck-lock", "")
	require.NotContains(t, b.labels(snapshot), "snapdeck-lock")

	act(202, http.MethodPost, server+"/stop", "")
	require.Equal(t, "SHUTOFF", b.power(v.ServerID))
	act(202, http.MethodPost, server+"/start", "")
	require.Equal(t, "RUNNING", b.power(v.ServerID))
	act(202, http.MethodPatch, "/snapshots/"+snapshot, `{"name":"renamed by another"}`)
	act(202, http.MethodPatch, volumePath(v), `{"name":"renamed too"}`)
	require.Len(t, b.SnapshotsContaining("renamed by another"), 1)
	require.Equal(t, "renamed too", b.volume("prod-web-fra", "renamed too").Name)

	var made struct{ ID string }
	require.NoError(t, json.Unmarshal([]byte(act(202, http.MethodPost, volumePath(v)+"/create-snapshot", `{"properties":{"name":"n"}}`)), &made))
	created, _ := b.Snapshot(made.ID)
	require.Equal(t, []string{"AVAILABLE", v.Content, "anna@example.com"}, []string{created.State, created.Content, created.CreatedBy})
	content, err := b.WriteVolume(v.ID)
	require.NoError(t, err)
	act(202, http.MethodPost, volumePath(v)+"/restore-snapshot", replaceID(`{"properties":{"snapshotId":"ID"}}`, made.ID))
	restored, _ := b.Volume(v.ID)
	require.NotEqual(t, content, restored.Content)
	act(202, http.MethodDelete, "/snapshots/"+made.ID, "")
	_, found := b.Snapshot(made.ID)
	require.False(t, found)

	require.Zero(t, b.Calls().Total(), "another client's calls are not counted")
	require.Equal(t, 1, len(b.Faults().List()))
	require.Zero(t, b.Faults().List()[0].Hits)
	b.Faults().Clear()
	newest := b.get("/requests/" + b.newest())
	require.Equal(t, "DONE", newest.at(t, "metadata", "requestStatus", "metadata", "status"))
	require.Equal(t, "Terraform/1.11", newest.at(t, "properties", "headers", "User-Agent"))
	require.Equal(t, "anna@example.com", newest.at(t, "metadata", "createdBy"))
	require.Equal(t, "http://api.test/cloudapi/v6/snapshots/"+made.ID, newest.at(t, "properties", "url"))
	require.NotContains(t, newest.text, `"From"`)
}

func (b *testSim) labels(snapshotID string) map[string]string {
	s, _ := b.Snapshot(snapshotID)
	return s.Labels
}

func (b *testSim) power(serverID string) string {
	for _, s := range b.Servers() {
		if s.ID == serverID {
			return s.VMState
		}
	}
	return ""
}

func TestOtherClient_RefusedAsAnyClient(t *testing.T) {
	t.Parallel()
	b := newTestSim(t, withAdmin())
	for path, want := range map[string]int{
		"/api/snapshots/nonsense": http.StatusNotFound, "/api/nonsense": http.StatusNotFound,
	} {
		status, text := b.admin(http.MethodGet, path, "")
		require.Equal(t, want, status)
		require.Contains(t, text, `"httpStatus"`)
	}
	status, _ := b.admin(http.MethodGet, "/api/snapshots", "", "Origin: http://elsewhere.test")
	require.Equal(t, http.StatusForbidden, status)
	status, _ = newTestSim(t, idleConfig()).admin(http.MethodGet, "/api/snapshots", "")
	require.Equal(t, http.StatusNotFound, status, "only with the control interface")
}

// Another client deletes a snapshot before it is finished.
func TestOtherClient_DeletesDuringCreation(t *testing.T) {
	t.Parallel()
	b := newTestSim(t, idleConfig())
	id, status := b.create(b.volume("prod-web-fra", "web-01-root"), "")
	code, text := b.Act("ionosctl/v6.10.2", http.MethodDelete, "/snapshots/"+id, "")
	require.Equal(t, http.StatusAccepted, code, text)
	require.Equal(t, http.StatusNotFound, b.get("/snapshots/"+id).status)
	b.clock.advance(time.Minute)
	require.Equal(t, "FAILED", b.status(status))
	require.Equal(t, "AVAILABLE", b.state("/datacenters/"+b.Datacenters()[0].ID))
}

// The other client uses a token and the API, with the usual durations.
func TestOtherClient_ByOrdinaryAPI(t *testing.T) {
	t.Parallel()
	b := newTestSim(t, idleConfig())
	id := b.Snapshots()[0].ID
	status := b.do(http.MethodDelete, "/snapshots/"+id, "", "User-Agent: other/1").requestPath(t)
	require.Equal(t, "QUEUED", b.status(status))
	require.Contains(t, b.rawGet("/requests?depth=2"), "other/1")
	code, response := b.Act("other/2", http.MethodGet, "/snapshots/"+id, "")
	require.Equal(t, http.StatusOK, code)
	require.Contains(t, response, `"BUSY"`)
}
