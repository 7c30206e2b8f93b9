package ionossim_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/cloud/ionossim"
)

func TestRestore_WritesContent(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ body, contentType string }{
		"json": {`{"properties":{"snapshotId":"ID"}}`, "application/json"},
		"form": {"snapshotId=ID", "application/x-www-form-urlencoded"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newTestSim(t, idleConfig())
			v := b.volume("prod-web-fra", "web-01-root")
			id, _ := b.create(v, "")
			b.FinishAll()
			written, err := b.WriteVolume(v.ID)
			require.NoError(t, err)
			require.NotEqual(t, v.Content, written)

			r := b.do(http.MethodPost, volumePath(v)+"/restore-snapshot", replaceID(c.body, id), "Content-Type: "+c.contentType)
			status := r.requestPath(t)
			require.Empty(t, r.text)
			require.Empty(t, r.header.Get("Content-Type"))
			require.Equal(t, "BUSY", b.state(volumePath(v)))
			require.Equal(t, "AVAILABLE", b.state("/snapshots/"+id))
			now, _ := b.Volume(v.ID)
			require.Equal(t, written, now.Content, "not before it is done")
			b.FinishAll()
			require.Equal(t, "DONE", b.status(status))
			now, _ = b.Volume(v.ID)
			require.Equal(t, v.Content, now.Content)
		})
	}
}

func TestSnapshot_ContentFromRequestStart(t *testing.T) {
	t.Parallel()
	b := newTestSim(t, idleConfig())
	v := b.volume("prod-web-fra", "web-01-root")
	id, status := b.create(v, "")
	early, err := b.WriteVolume(v.ID)
	require.NoError(t, err)
	b.clock.advance(1.5e9)
	require.Equal(t, "RUNNING", b.status(status))
	_, err = b.WriteVolume(v.ID)
	require.NoError(t, err)
	b.FinishAll()
	snapshot, _ := b.Snapshot(id)
	require.Equal(t, early, snapshot.Content)
}

func TestRestore_Refusals(t *testing.T) {
	t.Parallel()
	b := newTestSim(t, idleConfig())
	small, large := b.volume("prod-web-fra", "web-01-root"), b.volume("prod-web-fra", "web-01-data")
	elsewhere := b.volume("dr-lhr", "dr-gw-01-root")
	snapshot, err := b.AddSnapshot(ionossim.NewSnapshot{VolumeID: large.ID, Name: "large"})
	require.NoError(t, err)
	foreign, err := b.AddSnapshot(ionossim.NewSnapshot{VolumeID: elsewhere.ID, Name: "abroad"})
	require.NoError(t, err)
	for _, c := range []struct {
		body    string
		status  int
		message string
	}{
		{replaceID(`{"properties":{"snapshotId":"ID"}}`, snapshot.ID), 422, "smaller than"},
		{replaceID(`{"properties":{"snapshotId":"ID"}}`, foreign.ID), 422, "location 'gb/lhr'"},
		{replaceID(`{"properties":{"snapshotId":"ID"}}`, "nonsense"), 404, "Resource does not exist"},
		{"", 422, "'snapshotId' is required"},
		{"null", 422, "'snapshotId' is required"},
	} {
		r := b.do(http.MethodPost, volumePath(small)+"/restore-snapshot", c.body)
		require.Equal(t, c.status, r.status, c.body)
		require.Contains(t, r.errorText(t), c.message)
	}
	now, _ := b.Volume(small.ID)
	require.Equal(t, small, now)
}

func TestSnapshot_InUseCannotBeDeleted(t *testing.T) {
	t.Parallel()
	b := newTestSim(t, idleConfig())
	v := b.volume("prod-web-fra", "web-01-root")
	snapshot, err := b.AddSnapshot(ionossim.NewSnapshot{VolumeID: v.ID, Name: "source"})
	require.NoError(t, err)

	body := replaceID(`{"properties":{"name":"copy","size":20,"type":"HDD","image":"ID"}}`, snapshot.ID)
	r := b.do(http.MethodPost, "/datacenters/"+v.DatacenterID+"/volumes", body)
	require.Equal(t, http.StatusAccepted, r.status, r.text)
	refused := b.do(http.MethodDelete, "/snapshots/"+snapshot.ID, "")
	require.Equal(t, http.StatusUnprocessableEntity, refused.status)
	require.Equal(t, "200", refused.at(t, "messages", 0, "errorCode"))
	b.FinishAll()
	made, found := b.Volume(r.at(t, "id").(string))
	require.True(t, found)
	require.Equal(t, snapshot.Content, made.Content)
	require.Equal(t, snapshot.ID, b.get(volumePath(made)).at(t, "properties", "image"))
	require.Equal(t, http.StatusAccepted, b.do(http.MethodDelete, "/snapshots/"+snapshot.ID, "").status)
}

func TestSnapshot_Changes(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ method, body, name, description string }{
		"patch name":          {http.MethodPatch, `{"name":"new"}`, "new", "old words"},
		"patch description":   {http.MethodPatch, `{"description":""}`, "old", ""},
		"put keeps the rest":  {http.MethodPut, `{"properties":{"description":"new words"}}`, "old", "new words"},
		"put flags alone":     {http.MethodPut, `{"properties":{"cpuHotPlug":false,"licenceType":"LINUX"}}`, "old", "old words"},
		"patch with wrapping": {http.MethodPatch, `{"properties":{"name":"new"}}`, "old", "old words"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newTestSim(t, idleConfig())
			s, err := b.AddSnapshot(ionossim.NewSnapshot{VolumeID: b.Volumes()[0].ID, Name: "old", Description: "old words"})
			require.NoError(t, err)
			r := b.do(c.method, "/snapshots/"+s.ID, c.body)
			status := r.requestPath(t)
			require.Equal(t, c.name, r.at(t, "properties", "name"), "the response shows the change")
			require.Equal(t, "BUSY", r.at(t, "metadata", "state"))
			require.Equal(t, "old", b.get("/snapshots/"+s.ID).at(t, "properties", "name"), "the snapshot not yet")
			b.FinishAll()
			require.Equal(t, "DONE", b.status(status))
			now, _ := b.Snapshot(s.ID)
			require.Equal(t, c.name, now.Name)
			require.Equal(t, c.description, now.Description)
		})
	}
}

func TestSnapshot_DeletedIsNotFound(t *testing.T) {
	t.Parallel()
	b := newTestSim(t, idleConfig())
	id := b.Snapshots()[0].ID
	r := b.do(http.MethodDelete, "/snapshots/"+id, "", "Content-Type: application/json")
	status := r.requestPath(t)
	require.Empty(t, r.text)
	require.Equal(t, "BUSY", b.state("/snapshots/"+id))
	b.FinishAll()
	require.Equal(t, "DONE", b.status(status))
	gone := b.get("/snapshots/" + id)
	require.Equal(t, http.StatusNotFound, gone.status)
	require.Equal(t, "309", gone.at(t, "messages", 0, "errorCode"))
	require.Equal(t, http.StatusNotFound, b.do(http.MethodDelete, "/snapshots/"+id, "").status)
}

// A snapshot can be renamed and deleted during its creation, but the changes wait. Others pass.
func TestSnapshot_ChangesWaitForCreation(t *testing.T) {
	t.Parallel()
	b := newTestSim(t, idleConfig())
	id, created := b.create(b.volume("prod-data-fra", "db-01-data"), "")
	renamed := b.do(http.MethodPatch, "/snapshots/"+id, `{"name":"later"}`).requestPath(t)
	deleted := b.do(http.MethodDelete, "/snapshots/"+id, "").requestPath(t)
	passing := b.do(http.MethodDelete, "/snapshots/"+b.Snapshots()[0].ID, "").requestPath(t)
	b.clock.advance(10e9)
	require.Equal(t, []string{"RUNNING", "QUEUED", "QUEUED", "DONE"}, []string{b.status(created), b.status(renamed), b.status(deleted), b.status(passing)})
	b.clock.advance(60e9)
	require.Equal(t, []string{"DONE", "DONE", "DONE"}, []string{b.status(created), b.status(renamed), b.status(deleted)})
	_, found := b.Snapshot(id)
	require.False(t, found)
}

func TestSnapshot_SurvivesVolumeAndDatacenter(t *testing.T) {
	t.Parallel()
	b := newTestSim(t, idleConfig())
	v := b.volume("dr-lhr", "dr-gw-01-root")
	first, err := b.AddSnapshot(ionossim.NewSnapshot{VolumeID: v.ID, Name: "survivor"})
	require.NoError(t, err)
	b.do(http.MethodDelete, volumePath(v), "").requestPath(t)
	b.FinishAll()
	require.Equal(t, http.StatusNotFound, b.get(volumePath(v)).status)
	b.do(http.MethodDelete, "/datacenters/"+v.DatacenterID, "").requestPath(t)
	b.FinishAll()
	require.Equal(t, http.StatusNotFound, b.get("/datacenters/"+v.DatacenterID).status)
	require.Equal(t, "AVAILABLE", b.state("/snapshots/"+first.ID))
}
