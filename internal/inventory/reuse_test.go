package inventory

import (
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// contractChanges are changes as polls apply them: a changed slice is a new slice.
func contractChanges() []func(*contractData) {
	snapshots := func(f func([]Snapshot) []Snapshot) func(*contractData) {
		return func(p *contractData) {
			known := snapshotList{all: p.snapshots}
			known.apply(f(dereference(p.snapshots)))
			p.snapshots = known.all
		}
	}
	within := func(f func(*datacenterData)) func(*contractData) {
		return func(p *contractData) {
			in := p.byDatacenter["dc-a"]
			in.volumes, in.servers = slices.Clone(in.volumes), slices.Clone(in.servers)
			f(&in)
			p.byDatacenter = maps.Clone(p.byDatacenter)
			p.byDatacenter["dc-a"] = in
		}
	}
	return []func(*contractData){
		func(*contractData) {},
		snapshots(func(s []Snapshot) []Snapshot { s[0].Name += "!"; return s }),
		snapshots(func(s []Snapshot) []Snapshot { s[0].Metadata.State, s[1].SizeGB = StateBusy, 77; return s }),
		snapshots(func(s []Snapshot) []Snapshot {
			s[1].Description = Marker{OperationID: "op-9", VolumeID: "v-tmp"}.Append("")
			return s
		}),
		snapshots(func(s []Snapshot) []Snapshot { s[0].Metadata.CreatedDate = noon.AddDate(0, 0, 1); return s }),
		snapshots(func(s []Snapshot) []Snapshot { s[1].Metadata.CreatedDate = noon.AddDate(-9, 0, 0); return s }),
		snapshots(func(s []Snapshot) []Snapshot { // all dates are unreadable for a while
			for i := range s {
				s[i].Metadata.CreatedDate = time.Time{}
			}
			return s
		}),
		snapshots(func(s []Snapshot) []Snapshot {
			for i := range s {
				s[i].Metadata = hoursAgo(i)
			}
			return s
		}),
		snapshots(func(s []Snapshot) []Snapshot { return s[1:] }),
		snapshots(func(s []Snapshot) []Snapshot { return append(s, Snapshot{ID: "sn-more", Metadata: hoursAgo(3)}) }),
		within(func(in *datacenterData) { in.volumes[0].Name += "!" }),
		within(func(in *datacenterData) { in.volumes = in.volumes[1:] }),
		within(func(in *datacenterData) { in.servers[0].VolumeIDs = []string{"v-db"} }),
		func(p *contractData) { p.labels = slices.Clone(p.labels[1:]) },
		func(p *contractData) { p.requests = nil },
		func(p *contractData) {
			p.datacenters = slices.Clone(p.datacenters)
			p.datacenters[0].Name = "A first one"
		},
		func(p *contractData) { p.datacenters = slices.Clone(p.datacenters[1:]) },
	}
}

func TestNextView_MatchesNewView(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := sampleContract()
		slices.SortFunc(p.snapshots, newestFirst)
		old := newView(p, 1, noon, Progress{})
		for range rapid.IntRange(1, 3).Draw(t, "steps") {
			edit := rapid.SampledFrom(contractChanges()).Draw(t, "edit")
			func() {
				defer func() { _ = recover() }() // nothing is left to change
				edit(&p)
			}()
			got, want := nextView(old, p, 2, noon, Progress{}), newView(p, 2, noon, Progress{})
			got.lazy, want.lazy = nil, nil
			require.Equal(t, want, got)
			old = nextView(old, p, 2, noon, Progress{})
		}
	})
}

func TestNextView_RenameReusesIndex(t *testing.T) {
	p := largeContract(2000)
	old := newView(p, 1, noon, Progress{})
	known := snapshotList{all: old.Snapshots}
	items := dereference(old.Snapshots)
	items[7].Name = "renamed"
	known.apply(items)
	p.snapshots = known.all
	got := testing.AllocsPerRun(5, func() { nextView(old, p, 2, noon, Progress{}) })
	require.LessOrEqual(t, got, 600.0)
	require.Equal(t, "renamed", nextView(old, p, 2, noon, Progress{}).Snapshots[7].Name)
}
