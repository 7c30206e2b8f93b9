package ionossim_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestVolume_Changes(t *testing.T) {
	t.Parallel()
	b := newTestSim(t, idleConfig())
	v := b.volume("prod-web-fra", "web-01-root")
	b.do(http.MethodPatch, volumePath(v), `{"name":"renamed","size":30}`).requestPath(t)
	b.FinishAll()
	b.do(http.MethodPut, volumePath(v), `{"properties":{"cpuHotPlug":false}}`).requestPath(t)
	b.FinishAll()
	r := b.get(volumePath(v))
	require.Equal(t, "renamed", r.at(t, "properties", "name"))
	require.EqualValues(t, 30, r.at(t, "properties", "size"))
	require.Equal(t, false, r.at(t, "properties", "cpuHotPlug"))
	require.Equal(t, 422, b.do(http.MethodPatch, volumePath(v), `{"size":20}`).status)
}

func TestVolume_Create(t *testing.T) {
	t.Parallel()
	b := newTestSim(t, idleConfig())
	path := "/datacenters/" + b.Datacenters()[0].ID + "/volumes"
	for body, want := range map[string]struct {
		status int
		text   string
	}{
		`{"properties":{"name":"a","size":5,"licenceType":"LINUX"}}`:                            {202, ""},
		`{"properties":{"name":"b","size":5,"type":"SSD Premium","imageAlias":"debian:12"}}`:    {202, ""},
		`{"properties":{"size":5,"imageAlias":"beos:5"}}`:                                       {422, "'beos:5' not found in location 'de/fra' where Virtual Data Center is provisioned."},
		`{"properties":{"size":1,"imageAlias":"debian:12"}}`:                                    {422, "smaller"},
		`{"properties":{"size":5}}`:                                                             {422, "'licenceType' is required"},
		`{"properties":{"licenceType":"LINUX"}}`:                                                {422, "'size' is required"},
		`{"properties":{"size":5,"type":"TAPE","licenceType":"LINUX"}}`:                         {422, "'TAPE'"},
		`{"properties":{"size":5000,"licenceType":"LINUX"}}`:                                    {422, "at most 4096 GB"},
		`{"properties":{"size":4000,"licenceType":"LINUX"}}`:                                    {422, "HDD storage limit"},
		`{"properties":{"size":5,"licenceType":"AMIGA"}}`:                                       {422, "licenceType"},
		`{"properties":{"size":5,"image":"00000000-0000-4000-8000-000000000000","type":"HDD"}}`: {422, "does not exist"},
		`{"properties":{"size":0.5,"licenceType":"LINUX"}}`:                                     {422, "at least 1 GB"},
	} {
		r := b.do(http.MethodPost, path, body)
		require.Equal(t, want.status, r.status, body)
		if want.status == http.StatusAccepted {
			require.Equal(t, "BUSY", r.at(t, "metadata", "state"))
			require.Equal(t, false, r.at(t, "properties", "cpuHotPlug"))
			continue
		}
		require.Contains(t, r.errorText(t), want.text)
	}
	b.FinishAll()
	for _, name := range []string{"a", "b"} {
		v := b.volume("prod-web-fra", name)
		require.Equal(t, "AVAILABLE", v.State)
		require.Equal(t, true, b.get(volumePath(v)).at(t, "properties", "cpuHotPlug"))
	}
}

func TestVolume_AttachAndDetach(t *testing.T) {
	t.Parallel()
	b := newTestSim(t, idleConfig())
	root, loose := b.volume("prod-web-fra", "web-01-root"), b.volume("prod-web-fra", "import-scratch-01")
	attached := "/datacenters/" + root.DatacenterID + "/servers/" + root.ServerID + "/volumes"
	require.Equal(t, http.StatusNotFound, b.get(attached+"/"+loose.ID).status)
	require.Nil(t, b.get(volumePath(loose)).at(t, "properties", "bus"))
	require.Equal(t, root.ServerID, b.get(volumePath(root)).at(t, "properties", "bootServer"))

	b.do(http.MethodPost, attached, `{"id":"`+loose.ID+`"}`).requestPath(t)
	b.FinishAll()
	r := b.get(attached + "/" + loose.ID)
	require.Equal(t, "VIRTIO", r.at(t, "properties", "bus"))
	require.EqualValues(t, 3, r.at(t, "properties", "deviceNumber"))
	require.Len(t, b.get(attached).items(t), 3)

	b.do(http.MethodDelete, attached+"/"+loose.ID, "").requestPath(t)
	b.FinishAll()
	require.Nil(t, b.get(volumePath(loose)).at(t, "properties", "deviceNumber"))
	require.Equal(t, 422, b.do(http.MethodPost, attached, `{}`).status)
	require.Equal(t, 422, b.do(http.MethodPost, attached, `{"id":"nonsense"}`).status)
}

func TestServer_Power(t *testing.T) {
	t.Parallel()
	b := newTestSim(t, idleConfig())
	v := b.volume("prod-web-fra", "web-01-root")
	server := "/datacenters/" + v.DatacenterID + "/servers/" + v.ServerID
	for action, state := range map[string]string{"stop": "SHUTOFF", "start": "RUNNING"} {
		b.do(http.MethodPost, server+"/"+action, "").requestPath(t)
		b.FinishAll()
		require.Equal(t, state, b.get(server).at(t, "properties", "vmState"))
	}
	cube := b.volume("prod-web-fra", "cache-01-root")
	r := b.do(http.MethodPost, "/datacenters/"+cube.DatacenterID+"/servers/"+cube.ServerID+"/stop", "")
	require.Equal(t, http.StatusUnprocessableEntity, r.status)
	require.Contains(t, r.errorText(t), "Cube")
}

func TestBody_TooLarge(t *testing.T) {
	t.Parallel()
	b := newTestSim(t, idleConfig())
	body := make([]byte, 2<<20)
	require.Equal(t, http.StatusRequestEntityTooLarge, b.do(http.MethodPatch, "/snapshots/"+b.Snapshots()[0].ID, string(body)).status)
}

func TestRequest_RecordsCall(t *testing.T) {
	t.Parallel()
	b := newTestSim(t, idleConfig())
	v := b.volume("prod-web-fra", "web-01-root")
	const body = `{"properties":{"name":"remember me"}}`
	r := b.do(http.MethodPost, "/"+volumePath(v)+"/create-snapshot?depth=0&pretty=true", body, "User-Agent: test/1")
	request := b.get("/requests/" + b.newest())
	require.Equal(t, "http://api.test:8080/cloudapi/v6"+volumePath(v)+"/create-snapshot?depth=0&pretty=true", request.at(t, "properties", "url"))
	require.Equal(t, body, request.at(t, "properties", "body"))
	require.Equal(t, "POST", request.at(t, "properties", "method"))
	require.Equal(t, "test/1", request.at(t, "properties", "headers", "User-Agent"))
	require.NotContains(t, request.text, token)
	targets := request.at(t, "metadata", "requestStatus", "metadata", "targets")
	require.Equal(t, r.at(t, "id"), walk(t, targets, 1, "target", "id"))
}
