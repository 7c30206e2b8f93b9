package cloud_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/cloud"
	"snapdeck/internal/cloud/ionossim"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/secret"
)

// testTimeout bounds the wait for an expected response, even on a busy computer.
const testTimeout = time.Minute

// simClient is a simulator with a client of it. Sleeps take no time.
type simClient struct {
	*cloud.Client
	sim *ionossim.Sim
}

func newSimClient(t *testing.T, seed ionossim.SeedSize, try time.Duration) simClient {
	t.Helper()
	return newSimClientAt(t, seed, try, 1)
}

// newSimClientAt returns a client of a simulator that runs at a speed.
func newSimClientAt(t *testing.T, seed ionossim.SeedSize, try time.Duration, speed float64) simClient {
	t.Helper()
	sim, err := ionossim.New(ionossim.Config{Seed: 1, Token: "t", Size: seed, Speed: speed, RateLimit: -1, Burst: -1})
	require.NoError(t, err)
	require.NoError(t, sim.Start(t.Context(), "127.0.0.1:0"))
	t.Cleanup(func() { require.NoError(t, sim.Close()) })
	var mu sync.Mutex
	at := time.Now()
	client, err := cloud.New(cloud.Config{
		Endpoint: sim.URL(), Token: secret.New("t"), PageSize: 7, Tries: 2, Timeouts: cloud.Timeouts{Try: try},
		Now: func() time.Time {
			mu.Lock()
			defer mu.Unlock()
			return at
		},
		Sleep: func(ctx context.Context, d time.Duration) error {
			mu.Lock()
			defer mu.Unlock()
			at = at.Add(d)
			return ctx.Err()
		},
	})
	require.NoError(t, err)
	t.Cleanup(client.Close)
	return simClient{client, sim}
}

func smallSeed() ionossim.SeedSize {
	return ionossim.SeedSize{Datacenters: 1, Volumes: 3, Snapshots: 5, Idle: true}
}

// anyVolume returns a volume of the seed data.
func (s simClient) anyVolume(t *testing.T) inventory.Volume {
	t.Helper()
	dcs, err := s.Datacenters(t.Context())
	require.NoError(t, err)
	volumes, err := s.Volumes(t.Context(), dcs.Items[0].ID)
	require.NoError(t, err)
	for _, v := range volumes.Items {
		if v.Type != "ISO" {
			return v
		}
	}
	t.Fatal("no volume")
	return inventory.Volume{}
}

func TestSim_ListsEverything(t *testing.T) {
	t.Parallel()
	s := newSimClient(t, ionossim.SeedSize{}, testTimeout)
	ctx := t.Context()
	require.NoError(t, s.Ping(ctx))
	require.Equal(t, s.sim.URL(), "http://"+s.Endpoint())

	dcs, err := s.Datacenters(ctx)
	require.NoError(t, err)
	require.Len(t, dcs.Items, 6)
	volumes, servers, attached := map[string]bool{}, 0, 0
	for _, dc := range dcs.Items {
		require.NotEmpty(t, dc.Name)
		require.NotEmpty(t, dc.Metadata.State)
		vols, err := s.Volumes(ctx, dc.ID)
		require.NoError(t, err)
		require.Empty(t, vols.Warnings)
		for _, v := range vols.Items {
			volumes[v.ID] = true
			require.Equal(t, dc.ID, v.DatacenterID)
			require.Positive(t, v.SizeGB)
		}
		list, err := s.Servers(ctx, dc.ID)
		require.NoError(t, err)
		servers += len(list.Items)
		for _, m := range list.Items {
			for _, id := range m.VolumeIDs {
				require.True(t, volumes[id], "attached, but not listed")
				attached++
			}
		}
	}
	require.Len(t, volumes, 60)
	require.Positive(t, servers)
	require.Positive(t, attached)

	snapshots, err := s.Snapshots(ctx)
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(snapshots.Items), 90)
	one, err := s.Snapshot(ctx, snapshots.Items[0].ID)
	require.NoError(t, err)
	require.Equal(t, snapshots.Items[0], one)

	contract, err := s.Contract(ctx)
	require.NoError(t, err)
	require.Equal(t, s.sim.ContractNumber(), contract.Number)
	require.Positive(t, contract.Limits.HDDPerContractMB)
	locations, err := s.Locations(ctx)
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(locations.Items), 4)
	_, err = s.Labels(ctx)
	require.NoError(t, err)
	require.True(t, s.Budget().Known)
}

func TestSim_CreatesSnapshot(t *testing.T) {
	t.Parallel()
	s := newSimClient(t, smallSeed(), testTimeout)
	ctx, started := t.Context(), time.Now()
	volume := s.anyVolume(t)
	receipt, err := s.CreateSnapshot(ctx, volume.DatacenterID, volume.ID, operation.CreateParams{
		Name: "née “quoted”", Description: "two\nlines", LicenceType: "OTHER",
	})
	require.NoError(t, err)
	require.NotEmpty(t, receipt.SnapshotID)
	require.NotEmpty(t, receipt.RequestID)

	snapshot, err := s.Snapshot(ctx, receipt.SnapshotID)
	require.NoError(t, err)
	require.Equal(t, inventory.StateBusy, snapshot.Metadata.State)
	require.Equal(t, "née “quoted”", snapshot.Name)
	require.Equal(t, "two\nlines", snapshot.Description)
	require.InDelta(t, volume.SizeGB, snapshot.SizeGB, 0)
	open, err := s.OpenRequests(ctx)
	require.NoError(t, err)
	require.Len(t, open.Items, 1)
	require.Equal(t, receipt.RequestID, open.Items[0].ID)
	dc, vol, ok := open.Items[0].SnapshotSource()
	require.True(t, ok)
	require.Equal(t, [2]string{volume.DatacenterID, volume.ID}, [2]string{dc, vol})
	require.Contains(t, open.Items[0].Body, "two")

	s.sim.FinishAll()
	request, err := s.Request(ctx, receipt.RequestID)
	require.NoError(t, err)
	require.Equal(t, inventory.RequestDone, request.Status)
	snapshot, err = s.Snapshot(ctx, receipt.SnapshotID)
	require.NoError(t, err)
	require.Equal(t, inventory.StateAvailable, snapshot.Metadata.State)
	require.Equal(t, "OTHER", snapshot.LicenceType)
	open, err = s.OpenRequests(ctx)
	require.NoError(t, err)
	require.Empty(t, open.Items)
	since, err := s.RequestsSince(ctx, started.Add(-time.Minute))
	require.NoError(t, err)
	require.Len(t, since.Items, 1)
}

func TestSim_Labels(t *testing.T) {
	t.Parallel()
	s := newSimClient(t, smallSeed(), testTimeout)
	snapshots, err := s.Snapshots(t.Context())
	require.NoError(t, err)
	id := snapshots.Items[0].ID
	for _, text := range []string{"one", "one", "two"} {
		require.NoError(t, s.SetSnapshotLabel(t.Context(), id, "test-key", text))
		labels, err := s.Labels(t.Context())
		require.NoError(t, err)
		require.Contains(t, labels.Items, inventory.Label{ResourceType: "snapshot", ResourceID: id, Key: "test-key", Value: text})
	}
	err = s.SetSnapshotLabel(t.Context(), "00000000-0000-4000-8000-000000000000", "k", "v")
	require.ErrorIs(t, err, inventory.ErrNotFound)
}

func TestSim_Refusals(t *testing.T) {
	t.Parallel()
	s := newSimClient(t, smallSeed(), testTimeout)
	const missing = "00000000-0000-4000-8000-000000000000"
	_, err := s.Snapshot(t.Context(), missing)
	require.ErrorIs(t, err, inventory.ErrNotFound)
	_, err = s.Request(t.Context(), missing)
	require.ErrorIs(t, err, inventory.ErrNotFound)
	_, err = s.Volumes(t.Context(), missing)
	require.ErrorIs(t, err, inventory.ErrNotFound)
	_, err = s.CreateSnapshot(t.Context(), missing, missing, operation.CreateParams{})
	require.ErrorIs(t, err, inventory.ErrNotFound)
	require.NotErrorIs(t, err, inventory.ErrAmbiguous)
	volume := s.anyVolume(t)
	_, err = s.CreateSnapshot(t.Context(), volume.DatacenterID, volume.ID, operation.CreateParams{LicenceType: "BEOS"})
	require.ErrorIs(t, err, inventory.ErrInvalid)
	denied, err := cloud.New(cloud.Config{Endpoint: s.sim.APIURL() + "/", Token: secret.New("other")})
	require.NoError(t, err)
	t.Cleanup(denied.Close)
	require.ErrorIs(t, denied.Ping(t.Context()), inventory.ErrUnauthorized)
}
