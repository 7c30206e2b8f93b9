package ionossim_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestCreateSnapshot_Bodies(t *testing.T) {
	t.Parallel()
	const form = "Content-Type: application/x-www-form-urlencoded"
	for name, c := range map[string]struct {
		body, contentType string
		status            int
		fields            map[string]any
		message           string
	}{
		"json": {
			body:   `{"properties":{"name":"n","description":"d","licenceType":"WINDOWS","secAuthProtection":true}}`,
			status: http.StatusAccepted,
			fields: map[string]any{"name": "n", "description": "d", "licenceType": "WINDOWS", "secAuthProtection": true},
		},
		"json with charset": {body: `{"properties":{"name":"n"}}`, contentType: "Content-Type: application/json; charset=utf-8", status: 202, fields: map[string]any{"name": "n"}},
		"empty description is kept": {
			body: `{"properties":{"description":""}}`, status: 202, fields: map[string]any{"description": ""},
		},
		"form": {
			body: "name=old+snap&description=a+%22desc%22&secAuthProtection=true&licenceType=LINUX", contentType: form, status: 202,
			fields: map[string]any{"name": "old snap", "description": `a "desc"`, "secAuthProtection": true, "licenceType": "LINUX"},
		},
		"empty form": {body: "", contentType: form, status: 202},
		"nothing": {status: 202, fields: map[string]any{
			"name": "web-01-root-Snapshot-11/23/2026", "description": `Created from "web-01-root" in Data Center "prod-web-fra"`,
		}},
		"null":            {body: "null", status: 202},
		"empty object":    {body: "{}", status: 202, fields: map[string]any{"licenceType": "LINUX"}},
		"null properties": {body: `{"properties":null}`, status: 202},
		"unknown field":   {body: `{"properties":{"colour":"red"}}`, status: 202},
		"no json":         {body: `{"properties":`, status: 400, message: "could not be parsed"},
		"wrong type":      {body: `{"properties":{"name":5}}`, status: 422, message: "(root).properties.name"},
		"licence":         {body: `{"properties":{"licenceType":"AMIGA"}}`, status: 422, message: "(root).properties.licenceType"},
		"form flag":       {body: "secAuthProtection=maybe", contentType: form, status: 422, message: "secAuthProtection"},
		"xml":             {body: "<a/>", contentType: "Content-Type: application/xml", status: 415, message: "application/xml"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newTestSim(t, idleConfig())
			v := b.volume("prod-web-fra", "web-01-root")
			var headers []string
			if c.contentType != "" {
				headers = append(headers, c.contentType)
			}
			r := b.do(http.MethodPost, volumePath(v)+"/create-snapshot?depth=1&limit=50&offset=0&pretty=true", c.body, headers...)
			require.Equal(t, c.status, r.status, r.text)
			if c.status != http.StatusAccepted {
				require.Contains(t, r.errorText(t), c.message)
				return
			}
			for field, want := range c.fields {
				require.Equal(t, want, r.at(t, "properties", field), field)
			}
		})
	}
}

func TestCreateSnapshot_Lifecycle(t *testing.T) {
	t.Parallel()
	b := newTestSim(t, idleConfig())
	v := b.volume("prod-web-fra", "web-01-root")
	datacenter := "/datacenters/" + v.DatacenterID
	before := b.get(datacenter)

	r := b.do(http.MethodPost, volumePath(v)+"/create-snapshot", `{"properties":{"name":"n"}}`)
	require.Equal(t, http.StatusAccepted, r.status)
	id, status := r.at(t, "id").(string), r.requestPath(t)
	require.Equal(t, "snapshot", r.at(t, "type"))
	require.Equal(t, "http://api.test:8080/cloudapi/v6/snapshots/"+id, r.at(t, "href"))
	require.Equal(t, "BUSY", r.at(t, "metadata", "state"))
	require.EqualValues(t, 10, r.at(t, "properties", "size"))
	require.Equal(t, "de/fra", r.at(t, "properties", "location"))
	require.Equal(t, false, r.at(t, "properties", "cpuHotPlug"))

	require.Equal(t, "QUEUED", b.status(status))
	for _, path := range []string{"/snapshots/" + id, volumePath(v), datacenter} {
		require.Equal(t, "BUSY", b.state(path), path)
	}
	b.clock.advance(1100 * time.Millisecond)
	require.Equal(t, "RUNNING", b.status(status))
	require.Equal(t, "BUSY", b.state("/snapshots/"+id))

	b.clock.advance(6900 * time.Millisecond) // 8 s in all
	require.Equal(t, "DONE", b.status(status))
	for _, path := range []string{"/snapshots/" + id, volumePath(v), datacenter} {
		require.Equal(t, "AVAILABLE", b.state(path), path)
	}
	after := b.get(datacenter)
	require.Equal(t, before.at(t, "properties", "version").(float64)+1, after.at(t, "properties", "version"))
	require.NotEqual(t, before.at(t, "metadata", "etag"), after.at(t, "metadata", "etag"))
	snapshot := b.get("/snapshots/" + id)
	for _, flag := range []string{"cpuHotPlug", "ramHotPlug", "nicHotPlug", "nicHotUnplug", "discVirtioHotPlug", "discVirtioHotUnplug"} {
		require.Equal(t, true, snapshot.at(t, "properties", flag), flag)
	}
	copied, _ := b.Snapshot(id)
	require.Equal(t, v.Content, copied.Content)
	require.Equal(t, v.ID, copied.SourceVolumeID)
	require.NotContains(t, snapshot.text, v.ID, "no response names the source")
}

func TestCreateSnapshot_DurationFollowsSize(t *testing.T) {
	t.Parallel()
	b := newTestSim(t, idleConfig())
	_, status := b.create(b.volume("analytics-ewr", "staging-area-01"), "")
	b.clock.advance(time.Minute)
	require.Equal(t, "RUNNING", b.status(status))
	b.clock.advance(time.Minute)
	require.Equal(t, "DONE", b.status(status))
}

func TestCreateSnapshot_Refusals(t *testing.T) {
	t.Parallel()
	b := newTestSim(t, idleConfig())
	v, unknown := b.volume("prod-web-fra", "web-01-root"), "11111111-2222-4333-8444-555555555555"
	for _, path := range []string{
		"/datacenters/" + unknown + "/volumes/" + v.ID, "/datacenters/" + v.DatacenterID + "/volumes/" + unknown,
	} {
		r := b.do(http.MethodPost, path+"/create-snapshot", "")
		require.Equal(t, http.StatusNotFound, r.status)
		require.Equal(t, "Resource does not exist", r.errorText(t))
		require.Equal(t, "309", r.at(t, "messages", 0, "errorCode"))
	}
	require.Equal(t, http.StatusMethodNotAllowed, b.get(volumePath(v)+"/create-snapshot").status)
}

func TestCreateSnapshot_Quota(t *testing.T) {
	t.Parallel()
	b := newTestSim(t, idleConfig())
	used := func() float64 {
		return b.get("/contracts").at(t, "items", 0, "properties", "resourceLimits", "hddVolumeProvisioned").(float64)
	}
	before := used()

	r := b.do(http.MethodPost, volumePath(b.volume("prod-data-fra", "archive-01-data"))+"/create-snapshot", "")
	require.Equal(t, http.StatusUnprocessableEntity, r.status)
	require.Contains(t, r.errorText(t), "HDD storage limit of the contract is exceeded")
	require.Equal(t, before, used())

	id, _ := b.create(b.volume("prod-data-fra", "db-01-root"), "") // an SSD volume, but snapshots are HDD
	require.Equal(t, before+10*1024, used())
	b.FinishAll()
	require.Equal(t, http.StatusAccepted, b.do(http.MethodDelete, "/snapshots/"+id, "").status)
	b.FinishAll()
	require.Equal(t, before, used())
}
