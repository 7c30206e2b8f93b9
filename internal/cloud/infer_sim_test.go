package cloud_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/cloud"
	"snapdeck/internal/cloud/ionossim"
	"snapdeck/internal/inference"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/secret"
)

// The size of the history from which sources are inferred.
const (
	unmarked      = 300
	historyDays   = 90
	retentionDays = 60 // days that requests are listed for
)

// movedClock is a clock that a test moves.
type movedClock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *movedClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *movedClock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// simulatedHistory is a simulated contract in which tools and users have created snapshots day by day.
type simulatedHistory struct {
	*testing.T
	*cloud.Client
	sim   *ionossim.Sim
	clock *movedClock
	rand  *rand.Rand
	ids   []string // of existing volumes
}

func newSimulatedHistory(t *testing.T) *simulatedHistory {
	t.Helper()
	p := &simulatedHistory{T: t, clock: &movedClock{now: time.Date(2026, 8, 1, 6, 0, 0, 0, time.UTC)}, rand: rand.New(rand.NewPCG(7, 7))}
	sim, err := ionossim.New(ionossim.Config{
		Seed: 3, Token: "t", RateLimit: -1, Burst: -1, Clock: p.clock,
		Size: ionossim.SeedSize{Datacenters: 4, Volumes: 1, Servers: -1, Snapshots: -1, Idle: true},
	})
	require.NoError(t, err)
	require.NoError(t, sim.Start(t.Context(), "127.0.0.1:0"))
	t.Cleanup(func() { require.NoError(t, sim.Close()) })
	sim.SetHDDLimit(1 << 20)
	p.sim = sim
	p.Client, err = cloud.New(cloud.Config{
		Endpoint: sim.URL(), Token: secret.New("t"), PageSize: 50,
		Sleep: func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
	})
	require.NoError(t, err)
	t.Cleanup(p.Close)
	p.addVolumes()
	return p
}

// addVolumes creates volumes with names and sizes that occur several times.
func (p *simulatedHistory) addVolumes() {
	for i, dc := range p.sim.Datacenters() {
		for n := range 12 {
			name := fmt.Sprintf("%s-%02d-%s", []string{"web", "db", "app"}[n%3], n/3+1, []string{"root", "data"}[i%2])
			if n >= 9 {
				name = []string{"root", "data", "Disk 1"}[n-9] // the same in each data center
			}
			p.add(dc.ID, name, float64([]int{10, 10, 20, 25, 30}[n%5]))
		}
	}
}

func (p *simulatedHistory) add(dc, name string, gb float64) {
	id, err := p.sim.AddVolume(ionossim.NewVolume{DatacenterID: dc, Name: name, SizeGB: gb})
	require.NoError(p, err)
	p.ids = append(p.ids, id)
}

// createSnapshots creates the snapshots. Now and then a volume is renamed, or deleted and created again with
// the same name.
func (p *simulatedHistory) createSnapshots() {
	for i := 0; i < unmarked; {
		p.clock.advance(historyDays * 24 * time.Hour / unmarked)
		switch {
		case i%23 == 11: // renamed, sometimes to another volume's former name
			at := p.rand.IntN(len(p.ids))
			old, _ := p.sim.Volume(p.ids[at])
			other, _ := p.sim.Volume(p.ids[(at+3)%len(p.ids)])
			require.NoError(p, p.sim.RenameVolume(other.ID, other.Name+"-old"))
			require.NoError(p, p.sim.RenameVolume(old.ID, other.Name))
		case i%19 == 7:
			at := p.rand.IntN(len(p.ids))
			old, _ := p.sim.Volume(p.ids[at])
			require.NoError(p, p.sim.RemoveVolume(old.ID))
			p.ids = slices.Delete(p.ids, at, at+1)
			p.add(old.DatacenterID, old.Name, old.SizeGB)
		}
		made := 1
		if i%50 == 20 { // a script creates several at once with one name
			made = 4
		}
		for range made {
			p.createSnapshot(i, made > 1)
			i++
		}
		if i%17 == 5 { // a user names the newest snapshot after a volume that it did not come from
			all := p.sim.Snapshots()
			other, _ := p.sim.Volume(p.ids[p.rand.IntN(len(p.ids))])
			require.NoError(p, p.sim.RenameSnapshot(all[len(all)-1].ID, other.Name, ""))
		}
	}
	p.sim.ForgetRequests(p.clock.Now().Add(-retentionDays * 24 * time.Hour))
}

// createSnapshot creates a snapshot as one of several tools does.
func (p *simulatedHistory) createSnapshot(i int, scripted bool) {
	vol, found := p.sim.Volume(p.ids[p.rand.IntN(len(p.ids))])
	require.True(p, found)
	day := p.clock.Now().Format(time.DateOnly)
	requested := []operation.CreateParams{
		{}, // named by the platform
		{Name: "Unnamed Snapshot", LicenceType: "LINUX"},
		{Name: "tf-" + vol.Name, Description: "Managed by Terraform"},
		{Name: fmt.Sprintf("snapshot-6f1c9f5e-0000-4000-8000-%012d", i), Description: "Created by ionoscloud-blockstorage-csi-driver"},
		{Name: vol.ID},
		{Name: vol.Name + " before upgrade"},
		{Name: "backup-" + day, Description: "nightly"},
		{Name: vol.Name + " " + day},
		{Name: "golden image"},
		{Name: "Copy of " + vol.Name},
	}[p.rand.IntN(10)]
	if scripted {
		requested = operation.CreateParams{Name: "weekly"}
	}
	_, err := p.CreateSnapshot(p.Context(), vol.DatacenterID, vol.ID, requested)
	require.NoError(p, err)
	p.sim.FinishAll()
}

// read reads the contract through the client.
func (p *simulatedHistory) read() (*inventory.View, []inventory.Request) {
	l := inventory.Listings{}
	dcs, err := p.Datacenters(p.Context())
	require.NoError(p, err)
	l.Datacenters = dcs.Items
	for _, dc := range dcs.Items {
		volumes, err := p.Volumes(p.Context(), dc.ID)
		require.NoError(p, err)
		l.Volumes = append(l.Volumes, volumes.Items...)
	}
	snapshots, err := p.Snapshots(p.Context())
	require.NoError(p, err)
	l.Snapshots = snapshots.Items
	requests, err := p.CreateRequestsSince(p.Context(), p.clock.Now().AddDate(0, 0, -historyDays-1), nil)
	require.NoError(p, err)
	return inventory.NewView(l, p.clock.Now()), requests.Items
}

// scores count inferences by correctness.
type scores struct{ correct, wrong, named, noInference map[inventory.Confidence]int }

// score compares inferences with the simulator's state.
func (p *simulatedHistory) score(inferences []inventory.Inference, of func(snapshotID string) bool) (f scores) {
	f = scores{map[inventory.Confidence]int{}, map[inventory.Confidence]int{}, map[inventory.Confidence]int{}, map[inventory.Confidence]int{}}
	for _, g := range inferences {
		if !of(g.Snapshot.ID) {
			continue
		}
		truth, _ := p.sim.Snapshot(g.Snapshot.ID)
		source, one := g.Source()
		_, among := g.Candidate(truth.SourceVolumeID)
		switch {
		case one && source.VolumeID == truth.SourceVolumeID:
			f.correct[g.Confidence]++
		case one:
			f.wrong[g.Confidence]++
		case among:
			f.named[g.Confidence]++
		default:
			f.noInference[g.Confidence]++
		}
	}
	return f
}

func (f scores) print(t *testing.T, what string, of int) {
	t.Helper()
	t.Logf("%s: %d snapshots", what, of)
	for _, confidence := range inventory.Confidences() {
		t.Logf("  %-8s %3d right, %3d wrong, %3d with the right one among others, %3d without it", confidence, f.correct[confidence], f.wrong[confidence], f.named[confidence], f.noInference[confidence])
	}
}

// TestInfer_ThreeHundredSimulatedSnapshots compares inferences with the truth, through the whole client: a certain
// one is never wrong, and the source of every snapshot with a listed request is found.
func TestInfer_ThreeHundredSimulatedSnapshots(t *testing.T) {
	t.Parallel()
	p := newSimulatedHistory(t)
	p.createSnapshots()
	view, requests := p.read()
	listed := map[string]bool{}
	for _, r := range requests {
		for _, target := range r.Targets {
			listed[target.ID] = true
		}
	}
	remembered := func(id string) bool { return listed[id] }
	forgotten := func(id string) bool { return !listed[id] }
	inferences := inference.Infer(view, requests).Inferences()
	require.Len(t, inferences, unmarked)
	retained := 0
	for _, g := range inferences {
		if listed[g.Snapshot.ID] {
			retained++
		}
	}
	require.Greater(t, retained, unmarked/2)
	require.Less(t, retained, unmarked*3/4, "some must be forgotten")

	with, without := p.score(inferences, remembered), p.score(inferences, forgotten)
	with.print(t, "request still listed", retained)
	without.print(t, "request forgotten", unmarked-retained)
	require.Zero(t, with.wrong[inventory.Certain]+without.wrong[inventory.Certain], "certain must never be wrong")
	require.Zero(t, without.correct[inventory.Certain], "nothing is certain without a request")
	found := with.correct[inventory.Certain] + with.correct[inventory.Likely]
	require.GreaterOrEqual(t, found*100, retained*90)
	require.Zero(t, with.wrong[inventory.Likely])
	right, wrong := without.correct[inventory.Likely], without.wrong[inventory.Likely]
	require.Positive(t, right)
	require.LessOrEqual(t, wrong*10, right+wrong, "at most one likely inference in ten may be wrong, due to reused names")
}

// The API does not document which targets it lists, so here requests target only the volume.
func TestInfer_RequestsWithoutSnapshotTarget(t *testing.T) {
	t.Parallel()
	p := newSimulatedHistory(t)
	p.createSnapshots()
	view, requests := p.read()
	listed := map[string]bool{}
	for i, r := range requests {
		for _, target := range r.Targets {
			listed[target.ID] = true
		}
		requests[i].Targets = slices.DeleteFunc(slices.Clone(r.Targets), func(x inventory.Target) bool { return x.Type == "snapshot" })
	}
	inferences, retained := inference.Infer(view, requests).Inferences(), 0
	for _, g := range inferences {
		require.NotEqual(t, inventory.Certain, g.Confidence)
		if listed[g.Snapshot.ID] {
			retained++
		}
	}
	found := p.score(inferences, func(id string) bool { return listed[id] })
	found.print(t, "request still listed, without the snapshot", retained)
	require.GreaterOrEqual(t, found.correct[inventory.Likely]*100, retained*90, "all but those that were created at once with one name")
	require.Zero(t, found.wrong[inventory.Likely])
}
