package cloud_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
)

// done waits until the simulator has finished a request.
func (s simClient) done(t *testing.T, requestID string) {
	t.Helper()
	require.NotEmpty(t, requestID)
	require.Eventually(t, func() bool {
		r, err := s.Request(t.Context(), requestID)
		require.NoError(t, err)
		require.NotEqual(t, inventory.RequestFailed, r.Status, r.Message)
		return r.Status == inventory.RequestDone
	}, testTimeout, 20*time.Millisecond)
}

func TestEditSnapshot_SendsChangedFieldsOnly(t *testing.T) {
	t.Parallel()
	s := newSimClientAt(t, smallSeed(), 0, 200)
	before := s.sim.Snapshots()[0]
	read, err := s.Snapshot(t.Context(), before.ID)
	require.NoError(t, err)
	was := operation.FieldText(read, "exposeSerial")
	receipt, err := s.EditSnapshot(t.Context(), before.ID, []operation.FieldChange{{Field: "name", To: "new"}, {Field: "cpuHotPlug", To: "false"}})
	require.NoError(t, err)
	s.done(t, receipt.RequestID)
	after, err := s.Snapshot(t.Context(), before.ID)
	require.NoError(t, err)
	require.Equal(t, "new", after.Name)
	require.Equal(t, inventory.FlagOff, after.CPUHotPlug)
	require.Equal(t, before.Description, after.Description)
	require.Equal(t, was, operation.FieldText(after, "exposeSerial"))
	for _, field := range operation.EditableFields() {
		value := "true"
		if field == "name" || field == "description" {
			value = "words"
		}
		if field == "licenceType" {
			value = "LINUX"
		}
		receipt, err := s.EditSnapshot(t.Context(), before.ID, []operation.FieldChange{{Field: field, To: value}})
		require.NoError(t, err, field)
		s.done(t, receipt.RequestID)
		after, err := s.Snapshot(t.Context(), before.ID)
		require.NoError(t, err)
		require.Equal(t, value, operation.FieldText(after, field), field)
	}
}

func TestEditSnapshot_RefusesUnknownField(t *testing.T) {
	t.Parallel()
	s := newSimClientAt(t, smallSeed(), 0, 200)
	id := s.sim.Snapshots()[0].ID
	for name, change := range map[string]operation.FieldChange{
		"unknown": {Field: "location", To: "de/fra"}, "no flag": {Field: "cpuHotPlug", To: "perhaps"},
	} {
		_, err := s.EditSnapshot(t.Context(), id, []operation.FieldChange{change})
		require.ErrorIs(t, err, inventory.ErrInvalid, name)
	}
}

func TestLabels_ReadAndRemove(t *testing.T) {
	t.Parallel()
	s := newSimClientAt(t, smallSeed(), 0, 200)
	id := s.sim.Snapshots()[0].ID
	require.NoError(t, s.SetSnapshotLabel(t.Context(), id, "team", "db"))
	labels, err := s.SnapshotLabels(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, "db", labels["team"])
	require.NoError(t, s.RemoveSnapshotLabel(t.Context(), id, "team"))
	require.ErrorIs(t, s.RemoveSnapshotLabel(t.Context(), id, "team"), inventory.ErrNotFound)
	labels, err = s.SnapshotLabels(t.Context(), id)
	require.NoError(t, err)
	require.NotContains(t, labels, "team")
	_, err = s.SnapshotLabels(t.Context(), "nowhere")
	require.ErrorIs(t, err, inventory.ErrNotFound)
}

func TestVolumeLabels_SetReadRemove(t *testing.T) {
	t.Parallel()
	s := newSimClientAt(t, smallSeed(), 0, 200)
	vol := s.anyVolume(t)
	for _, value := range []string{"7d", "none", "none"} {
		require.NoError(t, s.SetVolumeLabel(t.Context(), vol.DatacenterID, vol.ID, inventory.LabelTarget, value))
		labels, err := s.VolumeLabels(t.Context(), vol.DatacenterID, vol.ID)
		require.NoError(t, err)
		require.Equal(t, value, labels[inventory.LabelTarget])
	}
	all, err := s.Labels(t.Context())
	require.NoError(t, err)
	require.Contains(t, all.Items, inventory.Label{ResourceType: "volume", ResourceID: vol.ID, Key: inventory.LabelTarget, Value: "none"})
	require.NoError(t, s.RemoveVolumeLabel(t.Context(), vol.DatacenterID, vol.ID, inventory.LabelTarget))
	require.ErrorIs(t, s.RemoveVolumeLabel(t.Context(), vol.DatacenterID, vol.ID, inventory.LabelTarget), inventory.ErrNotFound)
	_, err = s.VolumeLabels(t.Context(), vol.DatacenterID, "nowhere")
	require.ErrorIs(t, err, inventory.ErrNotFound)
	require.ErrorIs(t, s.SetVolumeLabel(t.Context(), vol.DatacenterID, "nowhere", "k", "v"), inventory.ErrNotFound)
	require.Error(t, s.SetVolumeLabel(t.Context(), "../snapshots", vol.ID, "k", "v"), "ids are checked")
}

func TestRestoreSnapshot_WritesContent(t *testing.T) {
	t.Parallel()
	s := newSimClientAt(t, smallSeed(), 0, 200)
	vol := s.anyVolume(t)
	made, err := s.CreateSnapshot(t.Context(), vol.DatacenterID, vol.ID, operation.CreateParams{Name: "kept"})
	require.NoError(t, err)
	s.done(t, made.RequestID)
	held, _ := s.sim.Snapshot(made.SnapshotID)
	_, err = s.sim.WriteVolume(vol.ID)
	require.NoError(t, err)
	receipt, err := s.RestoreSnapshot(inventory.WithOperation(t.Context(), "op-restore"), vol.DatacenterID, vol.ID, made.SnapshotID)
	require.NoError(t, err)
	s.done(t, receipt.RequestID)
	now, _ := s.sim.Volume(vol.ID)
	require.Equal(t, held.Content, now.Content)

	receipt, err = s.CreateVolume(inventory.WithOperation(t.Context(), "op-volume"), vol.DatacenterID, made.SnapshotID, operation.NewVolume{Name: "twin", Type: "HDD", SizeGB: vol.SizeGB + 1, AvailabilityZone: "ZONE_1"})
	require.NoError(t, err)
	s.done(t, receipt.RequestID)
	duplicate, err := s.Volume(t.Context(), vol.DatacenterID, receipt.VolumeID)
	require.NoError(t, err)
	require.Equal(t, vol.SizeGB+1, duplicate.SizeGB)
	require.Equal(t, made.SnapshotID, duplicate.Image)
	copied, _ := s.sim.Volume(duplicate.ID)
	require.Equal(t, held.Content, copied.Content)

	since, err := s.RequestsSince(t.Context(), time.Now().Add(-time.Hour))
	require.NoError(t, err)
	by := map[string]string{}
	for _, r := range since.Items {
		by[r.Operation()] = r.ID
		require.True(t, r.BySnapdeck(), r.UserAgent)
	}
	require.Equal(t, receipt.RequestID, by["op-volume"])
	require.Contains(t, by, "op-restore")

	_, err = s.CreateVolume(inventory.WithOperation(t.Context(), "op-volume"), vol.DatacenterID, made.SnapshotID, operation.NewVolume{Name: "small", Type: "HDD", SizeGB: 1})
	require.ErrorIs(t, err, inventory.ErrInvalid)
	_, err = s.Volume(t.Context(), vol.DatacenterID, "nowhere")
	require.ErrorIs(t, err, inventory.ErrNotFound)
}

// Every call of an operation names it, and its request is found whatever the method.
func TestRequests_NameTheirOperation(t *testing.T) {
	t.Parallel()
	s := newSimClientAt(t, smallSeed(), 0, 200)
	vol := s.anyVolume(t)
	as := func(id string) context.Context { return inventory.WithOperation(t.Context(), id) }
	made, err := s.CreateSnapshot(as("op-create"), vol.DatacenterID, vol.ID, operation.CreateParams{Name: "kept"})
	require.NoError(t, err)
	s.done(t, made.RequestID)
	edit, err := s.EditSnapshot(as("op-edit"), made.SnapshotID, []operation.FieldChange{{Field: "name", To: "renamed"}})
	require.NoError(t, err)
	s.done(t, edit.RequestID)
	deleted, err := s.DeleteSnapshot(as("op-delete"), made.SnapshotID)
	require.NoError(t, err)
	s.done(t, deleted.RequestID)

	since, err := s.RequestsSince(t.Context(), time.Now().Add(-time.Hour))
	require.NoError(t, err)
	methods := map[string]string{}
	for _, r := range since.Items {
		methods[r.Operation()] = r.Method
	}
	require.Equal(t, map[string]string{"op-create": "POST", "op-edit": "PATCH", "op-delete": "DELETE"}, methods)
}

func TestServer_StopStartAttach(t *testing.T) {
	t.Parallel()
	s := newSimClientAt(t, smallSeed(), 0, 200)
	vol := s.anyVolume(t)
	servers, err := s.Servers(t.Context(), vol.DatacenterID)
	require.NoError(t, err)
	require.NotEmpty(t, servers.Items)
	var srv inventory.Server
	for _, one := range servers.Items {
		if one.Type != "CUBE" {
			srv = one
		}
	}
	read := func() inventory.Server {
		now, err := s.Server(t.Context(), vol.DatacenterID, srv.ID)
		require.NoError(t, err)
		return now
	}
	receipt, err := s.StopServer(t.Context(), vol.DatacenterID, srv.ID)
	require.NoError(t, err)
	s.done(t, receipt.RequestID)
	require.False(t, read().Running())
	receipt, err = s.StartServer(t.Context(), vol.DatacenterID, srv.ID)
	require.NoError(t, err)
	s.done(t, receipt.RequestID)
	require.True(t, read().Running())
	receipt, err = s.AttachVolume(t.Context(), vol.DatacenterID, srv.ID, vol.ID)
	require.NoError(t, err)
	s.done(t, receipt.RequestID)
	require.Contains(t, read().VolumeIDs, vol.ID)
	_, err = s.Server(t.Context(), vol.DatacenterID, "nowhere")
	require.ErrorIs(t, err, inventory.ErrNotFound)
}
