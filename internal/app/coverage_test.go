package app

import (
	"context"
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/cloud/ionossim"
	"snapdeck/internal/coverage"
	"snapdeck/internal/inventory"
	"snapdeck/internal/sample"
)

// onSampleContract starts Snapdeck on the simulator's default seed data.
func onSampleContract(t *testing.T, sim *ionossim.Sim, data string, environ ...string) *App {
	t.Helper()
	return startApp(t, data, quiet(), append([]string{"IONOS_API_URL=" + sim.URL(), "IONOS_TOKEN=" + sim.Token()}, environ...)...)
}

func stop(t *testing.T, a *App) {
	t.Helper()
	require.NoError(t, a.Stop(context.WithoutCancel(t.Context())))
}

func TestCoverage_KnownWithoutRequest(t *testing.T) {
	t.Parallel()
	sim, err := ionossim.New(ionossim.Config{Seed: 1, RateLimit: -1, Burst: -1})
	require.NoError(t, err)
	require.NoError(t, sim.Start(t.Context(), "127.0.0.1:0"))
	t.Cleanup(func() { require.NoError(t, sim.Close()) })
	data := installation(t)
	a := onSampleContract(t, sim, data)
	certain := 0
	require.Eventually(t, func() bool {
		certain = a.sources.View().UnwrittenSources()
		return certain > 0
	}, testTimeout, 50*time.Millisecond, "the requests of the past are read by themselves")
	r := a.report()
	require.True(t, r.Complete)
	require.Positive(t, r.Sum(coverage.Protected).Count+r.Sum(coverage.Late).Count)
	wrong := 0
	for _, s := range r.View.Snapshots {
		truth, _ := sim.Snapshot(s.ID)
		if source := r.View.SourceOf(s.ID); (source.Confidence == inventory.Certain || source.Confidence == inventory.Known) && source.VolumeID != truth.SourceVolumeID {
			wrong++
		}
	}
	require.Zero(t, wrong, "sources that count as known are the true ones")

	response, err := http.Get("http://" + a.Addr() + "/metrics")
	require.NoError(t, err)
	text, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	require.Contains(t, string(text), `snapdeck_volumes{coverage="late"}`)
	require.Contains(t, string(text), `snapdeck_volume_last_good_snapshot_timestamp_seconds{datacenter="`)

	month, id := sample.DayOf(time.Now()).Month(), sample.ContractKey(r.View).ID
	require.Eventually(t, func() bool {
		rows, err := a.store.Samples(t.Context(), sample.OfContract, []string{id}, month, month)
		require.NoError(t, err)
		return len(rows) == 1
	}, testTimeout, 50*time.Millisecond, "it is sampled")
	require.Eventually(t, func() bool {
		origins, err := a.store.Origins(t.Context())
		require.NoError(t, err)
		return len(origins) >= certain
	}, testTimeout, 50*time.Millisecond, "the origin is stored")
	stop(t, a)

	sim.ForgetRequests(time.Now().Add(time.Hour))
	a = onSampleContract(t, sim, data, "SNAPDECK_TARGET=7d")
	require.Eventually(t, func() bool { return a.sources.View().UnwrittenSources() == certain }, testTimeout, 50*time.Millisecond, "although IONOS Cloud has forgotten the requests")
	require.Equal(t, 7*24*time.Hour, a.report().Target)
	stop(t, a)
}
