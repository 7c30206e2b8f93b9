package inventory

import (
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// contractChanges returns changes as polls apply them: a changed slice is a new slice.
func contractChanges() []func(*ContractData) {
	snapshots := func(f func([]Snapshot) []Snapshot) func(*ContractData) {
		return func(p *ContractData) {
			known := SnapshotList{All: p.Snapshots}
			known.Apply(f(Dereference(p.Snapshots)))
			p.Snapshots = known.All
		}
	}
	within := func(f func(*DatacenterData)) func(*ContractData) {
		return func(p *ContractData) {
			in := p.ByDatacenter["dc-a"]
			in.Volumes, in.Servers = slices.Clone(in.Volumes), slices.Clone(in.Servers)
			f(&in)
			p.ByDatacenter = maps.Clone(p.ByDatacenter)
			p.ByDatacenter["dc-a"] = in
		}
	}
	return []func(*ContractData){
		func(*ContractData) {},
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
		within(func(in *DatacenterData) { in.Volumes[0].Name += "!" }),
		within(func(in *DatacenterData) { in.Volumes = in.Volumes[1:] }),
		within(func(in *DatacenterData) { in.Servers[0].VolumeIDs = []string{"v-db"} }),
		func(p *ContractData) { p.Labels = slices.Clone(p.Labels[1:]) },
		func(p *ContractData) { p.Requests = nil },
		func(p *ContractData) {
			p.Datacenters = slices.Clone(p.Datacenters)
			p.Datacenters[0].Name = "A first one"
		},
		func(p *ContractData) { p.Datacenters = slices.Clone(p.Datacenters[1:]) },
	}
}

func TestNextView_MatchesNewView(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := sampleContract()
		slices.SortFunc(p.Snapshots, NewestFirst)
		old := JoinView(p, 1, noon, Progress{})
		for range rapid.IntRange(1, 3).Draw(t, "steps") {
			edit := rapid.SampledFrom(contractChanges()).Draw(t, "edit")
			func() {
				defer func() { _ = recover() }() // nothing is left to change
				edit(&p)
			}()
			got, want := NextView(old, p, 2, noon, Progress{}), JoinView(p, 2, noon, Progress{})
			got.lazy, want.lazy = nil, nil
			require.Equal(t, want, got)
			old = NextView(old, p, 2, noon, Progress{})
		}
	})
}

func TestNextView_RenameReusesIndex(t *testing.T) {
	p := largeContract(2000)
	old := JoinView(p, 1, noon, Progress{})
	known := SnapshotList{All: old.Snapshots}
	items := Dereference(old.Snapshots)
	items[7].Name = "renamed"
	known.Apply(items)
	p.Snapshots = known.All
	got := testing.AllocsPerRun(5, func() { NextView(old, p, 2, noon, Progress{}) })
	require.LessOrEqual(t, got, 600.0)
	require.Equal(t, "renamed", NextView(old, p, 2, noon, Progress{}).Snapshots[7].Name)
}
