package ionossim_test

import (
	"context"
	"net/http"
	"testing"
	"time"

	sdk "github.com/ionos-cloud/sdk-go/v6"
	"github.com/stretchr/testify/require"

	"snapdeck/internal/cloud/ionossim"
)

// started returns a running simulator that is closed when the test ends.
func started(t *testing.T, cfg ionossim.Config) *ionossim.Sim {
	t.Helper()
	sim, err := ionossim.New(cfg)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, sim.Close()) })
	require.NoError(t, sim.Start(t.Context(), "127.0.0.1:0"))
	return sim
}

// clientOf returns an SDK client for a simulator that polls often.
func clientOf(t *testing.T, sim *ionossim.Sim) *sdk.APIClient {
	t.Helper()
	cfg := sdk.NewConfiguration("", "", sim.Token(), sim.APIURL())
	cfg.PollInterval = 5 * time.Millisecond
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	cfg.HTTPClient = &http.Client{Transport: transport, Timeout: time.Minute}
	return sdk.NewAPIClient(cfg)
}

// TestSDK_Lifecycle takes a snapshot through its whole lifecycle with the official Go SDK.
func TestSDK_Lifecycle(t *testing.T) {
	t.Parallel()
	sim := started(t, ionossim.Config{Seed: 1, Speed: 200, Size: ionossim.SeedSize{Idle: true}})
	client := clientOf(t, sim)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()

	datacenters, _, err := client.DataCentersApi.DatacentersGet(ctx).Depth(1).Execute()
	require.NoError(t, err)
	require.Len(t, *datacenters.Items, 6)
	datacenterID := *(*datacenters.Items)[0].Id
	volumes, _, err := client.VolumesApi.DatacentersVolumesGet(ctx, datacenterID).Depth(1).Execute()
	require.NoError(t, err)
	require.Len(t, *volumes.Items, 10)
	volume := (*volumes.Items)[0]

	created, response, err := client.VolumesApi.DatacentersVolumesCreateSnapshotPost(ctx, datacenterID, *volume.Id).
		Snapshot(sdk.CreateSnapshot{Properties: &sdk.CreateSnapshotProperties{Name: new("life"), Description: new("of a snapshot")}}).Execute()
	require.NoError(t, err)
	require.Equal(t, http.StatusAccepted, response.StatusCode)
	require.Equal(t, "BUSY", *created.Metadata.State)
	require.False(t, *created.Properties.CpuHotPlug)
	_, err = client.WaitForRequest(ctx, response.Header.Get("Location"))
	require.NoError(t, err)
	id := *created.Id

	got, _, err := client.SnapshotsApi.SnapshotsFindById(ctx, id).Execute()
	require.NoError(t, err)
	require.Equal(t, "AVAILABLE", *got.Metadata.State)
	require.Equal(t, *volume.Properties.Size, *got.Properties.Size)
	require.Equal(t, *volume.Properties.LicenceType, *got.Properties.LicenceType)
	require.True(t, *got.Properties.CpuHotPlug)

	_, response, err = client.SnapshotsApi.SnapshotsPatch(ctx, id).Snapshot(sdk.SnapshotProperties{Name: new("renamed")}).Execute()
	require.NoError(t, err)
	_, err = client.WaitForRequest(ctx, response.Header.Get("Location"))
	require.NoError(t, err)
	got, _, err = client.SnapshotsApi.SnapshotsFindById(ctx, id).Execute()
	require.NoError(t, err)
	require.Equal(t, "renamed", *got.Properties.Name)
	require.Equal(t, "of a snapshot", *got.Properties.Description)

	label := sdk.LabelResource{Properties: &sdk.LabelResourceProperties{Key: new("env"), Value: new("prod")}}
	_, response, err = client.LabelsApi.SnapshotsLabelsPost(ctx, id).Label(label).Execute()
	require.NoError(t, err)
	require.Equal(t, http.StatusCreated, response.StatusCode)
	labels, _, err := client.LabelsApi.SnapshotsLabelsGet(ctx, id).Depth(1).Execute()
	require.NoError(t, err)
	require.Equal(t, "prod", *(*labels.Items)[0].Properties.Value)

	response, err = client.VolumesApi.DatacentersVolumesRestoreSnapshotPost(ctx, datacenterID, *volume.Id).
		RestoreSnapshot(sdk.RestoreSnapshot{Properties: &sdk.RestoreSnapshotProperties{SnapshotId: &id}}).Execute()
	require.NoError(t, err)
	_, err = client.WaitForRequest(ctx, response.Header.Get("Location"))
	require.NoError(t, err)
	snapshot, _ := sim.Snapshot(id)
	restored, _ := sim.Volume(*volume.Id)
	require.Equal(t, snapshot.Content, restored.Content)

	response, err = client.SnapshotsApi.SnapshotsDelete(ctx, id).Execute()
	require.NoError(t, err)
	_, err = client.WaitForRequest(ctx, response.Header.Get("Location"))
	require.NoError(t, err)
	_, response, err = client.SnapshotsApi.SnapshotsFindById(ctx, id).Execute()
	require.Error(t, err)
	require.Equal(t, http.StatusNotFound, response.StatusCode)
}
