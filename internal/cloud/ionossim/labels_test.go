package ionossim_test

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestLabels(t *testing.T) {
	t.Parallel()
	b := newTestSim(t, idleConfig())
	v := b.volume("prod-web-fra", "web-01-root")
	snapshot := b.Snapshots()[0]
	for kind, owner := range map[string]struct{ path, id string }{
		"snapshot":   {"/snapshots/" + snapshot.ID, snapshot.ID},
		"volume":     {volumePath(v), v.ID},
		"datacenter": {"/datacenters/" + v.DatacenterID, v.DatacenterID},
		"server":     {"/datacenters/" + v.DatacenterID + "/servers/" + v.ServerID, v.ServerID},
	} {
		labels := owner.path + "/labels"
		before := len(b.get(labels).items(t))
		r := b.do(http.MethodPost, labels+"?depth=1&limit=50", `{"properties":{"key":"snapdeck-x","value":"one"}}`)
		require.Equal(t, http.StatusCreated, r.status)
		require.Empty(t, r.header.Get("Location"))
		require.Equal(t, "snapdeck-x", r.at(t, "id"))
		require.Equal(t, "label", r.at(t, "type"))
		require.NotContains(t, r.at(t, "metadata"), "state")
		require.Len(t, b.get(labels).items(t), before+1)

		one := labels + "/snapdeck-x"
		require.Equal(t, "one", b.get(one).at(t, "properties", "value"))
		r = b.do(http.MethodPut, one, `{"properties":{"value":"two"}}`)
		require.Equal(t, http.StatusOK, r.status)
		require.Equal(t, "two", r.at(t, "properties", "value"))

		urn := "urn:label:" + kind + ":" + owner.id + ":snapdeck-x"
		r = b.get("/labels/" + url.PathEscape(urn))
		require.Equal(t, http.StatusOK, r.status, r.text)
		require.Equal(t, urn, r.at(t, "id"))
		require.Equal(t, map[string]any{
			"key": "snapdeck-x", "value": "two", "resourceId": owner.id, "resourceType": kind,
			"resourceHref": "http://api.test:8080/cloudapi/v6" + owner.path,
		}, r.at(t, "properties"))
		require.Len(t, b.get("/labels?depth=1&filter.resourceId="+owner.id+"&filter.key=snapdeck").items(t), 1)

		require.Equal(t, http.StatusOK, b.do(http.MethodDelete, one, "").status)
		for _, method := range []string{http.MethodGet, http.MethodDelete} {
			require.Equal(t, http.StatusNotFound, b.do(method, one, "").status)
		}
		require.Equal(t, http.StatusNotFound, b.do(http.MethodPut, one, `{"properties":{"value":"v"}}`).status)
	}
}

func TestLabels_Mistakes(t *testing.T) {
	t.Parallel()
	b := newTestSim(t, idleConfig())
	labels := "/snapshots/" + b.Snapshots()[0].ID + "/labels"
	for body, want := range map[string]int{
		`{"properties":{"value":"v"}}`: 422, `{"properties":{"key":"k"}}`: 422, `{"properties":{"key":"","value":"v"}}`: 422,
		`{`: 400, `{"properties":{"key":1}}`: 422, "": 422,
	} {
		require.Equal(t, want, b.do(http.MethodPost, labels, body).status, body)
	}
	const body = `{"properties":{"key":"twice","value":"v"}}`
	require.Equal(t, 201, b.do(http.MethodPost, labels, body).status)
	require.Equal(t, 422, b.do(http.MethodPost, labels, body).status)
	require.Equal(t, 404, b.do(http.MethodPost, "/snapshots/nonsense/labels", body).status)
	require.Equal(t, 404, b.get("/labels/urn:label:snapshot:x:y").status)
}

func TestLabels_BusySnapshot(t *testing.T) {
	t.Parallel()
	b := newTestSim(t, idleConfig())
	id, _ := b.create(b.volume("prod-web-fra", "web-01-root"), "")
	require.Equal(t, 201, b.do(http.MethodPost, "/snapshots/"+id+"/labels", `{"properties":{"key":"k","value":"v"}}`).status)
	b.FinishAll()
	s, _ := b.Snapshot(id)
	require.Equal(t, map[string]string{"k": "v"}, s.Labels)
}
