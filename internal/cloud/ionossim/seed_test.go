package ionossim_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/cloud/ionossim"
)

func TestSeed_Default(t *testing.T) {
	t.Parallel()
	b := newTestSim(t, ionossim.Config{Seed: 1})
	require.Len(t, b.Datacenters(), 6)
	require.Len(t, b.Volumes(), 60)
	require.Len(t, b.Snapshots(), 92)
	locations, states, attached, free := map[string]bool{}, map[string]int{}, map[string]bool{}, map[string]bool{}
	for _, d := range b.Datacenters() {
		locations[d.Location] = true
		states[d.State]++
	}
	require.Len(t, locations, 4)
	require.Equal(t, map[string]int{"AVAILABLE": 4, "BUSY": 2}, states)
	types := map[string]bool{}
	for _, v := range b.Volumes() {
		types[v.Type] = true
		if v.SizeGB == 10 {
			attached[v.DatacenterID] = attached[v.DatacenterID] || v.ServerID != ""
			free[v.DatacenterID] = free[v.DatacenterID] || v.ServerID == ""
		}
	}
	require.Equal(t, map[string]bool{"HDD": true, "SSD Standard": true, "SSD Premium": true, "DAS": true}, types)
	for _, d := range b.Datacenters() {
		require.True(t, attached[d.ID] && free[d.ID], "%s has small volumes, attached and not", d.Name)
	}
	failed := 0
	for _, r := range b.Requests() {
		if r.Status == "FAILED" {
			failed++
		}
	}
	require.Equal(t, 1, failed)
}

func TestSeed_QuotaNearlyReached(t *testing.T) {
	t.Parallel()
	for seed := range int64(5) {
		b := newTestSim(t, ionossim.Config{Seed: seed})
		limits := b.get("/contracts").at(t, "items", 0, "properties", "resourceLimits").(map[string]any)
		used, limit := limits["hddVolumeProvisioned"].(float64), limits["hddLimitPerContract"].(float64)
		require.InDelta(t, 0.93, used/limit, 0.02)
		require.Greater(t, limit-used, float64(300*1024))
		require.Less(t, limit-used, float64(2048*1024))
	}
}

// TestSeed_IsDeterministic checks that the same seed and calls produce the same state, byte for byte.
func TestSeed_IsDeterministic(t *testing.T) {
	t.Parallel()
	texts := map[int64]string{}
	for _, seed := range []int64{7, 7, 8} {
		b := newTestSim(t, ionossim.Config{Seed: seed, Username: "u"})
		id, _ := b.create(b.Volumes()[0], "")
		b.clock.advance(3 * time.Second)
		b.do(http.MethodDelete, "/snapshots/"+id, "")
		b.clock.advance(time.Minute)
		text := b.get("/datacenters?depth=10").text + b.get("/snapshots?depth=1").text + b.get("/requests?depth=2").text
		if old, seen := texts[seed]; seen {
			require.Equal(t, old, text)
		}
		texts[seed] = text
	}
	require.NotEqual(t, texts[7], texts[8])
}

func TestSeed_Token(t *testing.T) {
	t.Parallel()
	sim, err := ionossim.New(ionossim.Config{Seed: 1})
	require.NoError(t, err)
	again, err := ionossim.New(ionossim.Config{Seed: 1})
	require.NoError(t, err)
	require.Equal(t, sim.Token(), again.Token())
	require.Len(t, strings.Split(sim.Token(), "."), 3)
	require.Contains(t, payload(t, sim.Token()), fmt.Sprintf(`"contractNumber":%d`, sim.ContractNumber()))
}

func TestConfig_Mistakes(t *testing.T) {
	t.Parallel()
	for _, cfg := range []ionossim.Config{
		{Speed: -1}, {Password: "without a user"}, {Faults: []ionossim.Fault{{Kind: "nonsense"}}}, {Faults: []ionossim.Fault{{Kind: ionossim.Slow, Count: -1}}},
	} {
		_, err := ionossim.New(cfg)
		require.Error(t, err)
	}
}

func TestSeed_OtherSizes(t *testing.T) {
	t.Parallel()
	b := newTestSim(t, ionossim.Config{Size: ionossim.SeedSize{Datacenters: -1}})
	require.Empty(t, b.get("/datacenters").items(t))
	require.Empty(t, b.get("/snapshots").items(t))
	b = newTestSim(t, ionossim.Config{Size: ionossim.SeedSize{Datacenters: 1, Volumes: 3, Servers: 5, Snapshots: -1}})
	require.Len(t, b.get("/datacenters/"+b.Datacenters()[0].ID+"/servers").items(t), 5)
	b = newTestSim(t, ionossim.Config{Size: ionossim.SeedSize{Servers: -1}})
	require.Empty(t, b.get("/datacenters/"+b.Datacenters()[0].ID+"/servers").items(t))
}

// TestSeed_Large creates the sizes that must be fast.
func TestSeed_Large(t *testing.T) {
	if testing.Short() {
		t.Skip("makes a large estate")
	}
	t.Parallel()
	b := newTestSim(t, ionossim.Config{Seed: 1, Size: ionossim.SeedSize{Datacenters: 100, Volumes: 10_000, Snapshots: 50_000, Idle: true}})
	require.Len(t, b.get("/snapshots?pretty=false").items(t), 50_000)
	require.Len(t, b.get("/datacenters/"+b.Datacenters()[0].ID+"/volumes?depth=1").items(t), 100)
}

func BenchmarkSnapshots_LargeList(b *testing.B) {
	bench := newTestSim(b, ionossim.Config{Seed: 1, Size: ionossim.SeedSize{Datacenters: 100, Volumes: 10_000, Snapshots: 50_000, Idle: true}})
	for b.Loop() {
		bench.rawGet("/snapshots?depth=1&pretty=false")
	}
}

func BenchmarkNew_Large(b *testing.B) {
	for b.Loop() {
		newTestSim(b, ionossim.Config{Seed: 1, Size: ionossim.SeedSize{Datacenters: 100, Volumes: 10_000, Snapshots: 50_000}})
	}
}
