package inventory

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

func TestOnlyDataCentersThatChangedAreReadAgain(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*Datacenter){
		"its version grew":   func(dc *Datacenter) { dc.Version++ },
		"it was modified":    func(dc *Datacenter) { dc.Metadata.LastModifiedDate = noon },
		"its etag is new":    func(dc *Datacenter) { dc.Metadata.ETag = "x" },
		"it became inactive": func(dc *Datacenter) { dc.Metadata.State = StateInactive },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := newScript(quiet())
				m := watch(t, s, Demand{})
				time.Sleep(time.Second)
				s.counted()
				s.change(func(p *parts) {
					p.datacenters = slices.Clone(p.datacenters)
					change(&p.datacenters[1])
					p.inside["b"] = inside{volumes: []Volume{{ID: "new", DatacenterID: "b"}}}
				})
				time.Sleep(time.Minute)
				synctest.Wait()
				calls := s.counted()
				require.Equal(t, 1, calls["volumes b"])
				require.Zero(t, calls["volumes a"])
				require.Equal(t, []string{"new"}, volumeIDs(m.View().VolumesOf("b")))
			})
		})
	}
}

func TestARequestThatCameOrWentIsReasonToLook(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newScript(quiet())
		m := watch(t, s, Demand{Watched: func() bool { return true }})
		time.Sleep(time.Second)
		s.counted()

		s.change(func(p *parts) { p.requests = []Request{{ID: "r", Status: RequestRunning}} })
		time.Sleep(9 * time.Second)
		synctest.Wait()
		require.Equal(t, map[string]int{"requests": 1, "snapshots": 1, "datacenters": 1, "contract": 1}, s.counted())
		require.True(t, m.View().InTransition())

		s.change(func(p *parts) { p.requests = nil })
		time.Sleep(2 * time.Second)
		synctest.Wait()
		require.Equal(t, map[string]int{"requests": 1, "snapshots": 1, "datacenters": 1, "contract": 1}, s.counted())
		require.False(t, m.View().InTransition())
	})
}

func TestANewSnapshotIsReasonToReadLabelsAndQuota(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*parts){
		"one more":     func(p *parts) { p.snapshots = append(slices.Clone(p.snapshots), &Snapshot{ID: "t"}) },
		"one less":     func(p *parts) { p.snapshots = nil },
		"another one":  func(p *parts) { p.snapshots = []*Snapshot{{ID: "t"}} },
		"none at last": func(p *parts) { p.snapshots = []*Snapshot{} },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := newScript(quiet())
				m := watch(t, s, Demand{})
				time.Sleep(time.Second)
				s.change(change)
				s.counted()
				m.Nudge(PartSnapshots)
				synctest.Wait()
				require.Equal(t, map[string]int{"snapshots": 1, "labels": 1, "contract": 1}, s.counted())
			})
		})
	}
}

func TestEveryChangeIsPublishedOnceAndNothingElseIs(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		part   Part
		change func(*parts)
		views  uint64
	}{
		"nothing":           {PartSnapshots, func(*parts) {}, 0},
		"a snapshot's name": {PartSnapshots, func(p *parts) { p.snapshots = []*Snapshot{{ID: "s", Name: "new"}} }, 1},
		"a label":           {PartLabels, func(p *parts) { p.labels = []Label{{ResourceID: "s", Key: "k"}} }, 1},
		"the contract":      {PartContract, func(p *parts) { p.contract.Owner = "amy" }, 1},
		"a location's name": {PartLocations, func(p *parts) { p.locations = []Location{{ID: "de/fra", Name: "Frankfurt am Main"}} }, 1},
		"a data center":     {PartDatacenters, func(p *parts) { p.datacenters = []Datacenter{{ID: "a", Name: "x"}, p.datacenters[1]} }, 1},
		"a volume":          {InsideOf("a"), func(p *parts) { p.inside["a"] = inside{volumes: []Volume{{ID: "va", SizeGB: 9}}} }, 1},
		"a server": {InsideOf("a"), func(p *parts) {
			p.inside["a"] = inside{volumes: p.inside["a"].volumes, servers: []Server{{ID: "s"}}}
		}, 1},
		"a request's target": {PartRequests, func(p *parts) {
			p.requests = []Request{{ID: "r", Targets: []Target{{ID: "s", Type: "snapshot"}}}}
		}, 1},
		"a new warning": {PartLabels, func(p *parts) {
			p.warnings = map[string][]Warning{string(PartLabels): {{Resource: "label", Text: "odd"}}}
		}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				p := quiet()
				p.locations = []Location{{ID: "de/fra", Name: "Frankfurt"}}
				p.requests = []Request{{ID: "r"}}
				s := newScript(p)
				var published []uint64
				m := watch(t, s, Demand{}, func(m *Mirror) {
					m.OnChange(func(v *View) { published = append(published, v.Version) })
				})
				synctest.Wait()
				before := m.View().Version
				published = nil

				s.change(c.change)
				m.Nudge(c.part)
				synctest.Wait()
				require.Equal(t, before+c.views, m.View().Version)
				require.Len(t, published, int(c.views))
			})
		})
	}
}

func TestADataCenterThatVanishesTakesItsInsideAlong(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := quiet()
		p.warnings = map[string][]Warning{string(InsideOf("a")): {{Resource: "volume", Text: "odd"}}}
		s := newScript(p)
		m := watch(t, s, Demand{})
		synctest.Wait()
		require.NotEmpty(t, m.View().Warnings)

		s.change(func(p *parts) { p.datacenters = p.datacenters[1:] })
		s.fail(InsideOf("a"), &Fault{Kind: ErrNotFound})
		m.Nudge(PartDatacenters)
		synctest.Wait()
		s.counted()
		require.Equal(t, []string{"vb"}, volumeIDs(m.View().Volumes))
		require.Empty(t, m.View().Warnings)
		require.True(t, m.View().Loading.Complete)
		require.Zero(t, m.ReadAt(InsideOf("a")))
		time.Sleep(time.Hour)
		require.Zero(t, s.counted()["volumes a"])
	})
}

func TestADataCenterThatVanishesWhileItIsReadLeavesNothing(t *testing.T) {
	t.Parallel()
	for name, err := range map[string]error{"answered": nil, "not found": &Fault{Kind: ErrNotFound}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := newScript(quiet())
				m := watch(t, s, Demand{})
				synctest.Wait()
				s.change(func(p *parts) {
					s.taking[InsideOf("a")] = 3 * time.Second
					p.warnings = map[string][]Warning{string(InsideOf("a")): {{Resource: "volume", Text: "odd"}}}
				})
				m.Nudge(InsideOf("a"))
				time.Sleep(time.Second)
				s.fail(InsideOf("a"), err)
				s.change(func(p *parts) { p.datacenters = p.datacenters[1:] })
				m.Nudge(PartDatacenters)
				time.Sleep(10 * time.Second)
				synctest.Wait()
				require.Equal(t, []string{"vb"}, volumeIDs(m.View().Volumes))
				require.Empty(t, m.View().Warnings)
				require.Empty(t, m.Health().Troubles)
			})
		})
	}
}

func TestADataCenterThatIsNotFoundIsLookedForInTheList(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newScript(quiet())
		m := watch(t, s, Demand{})
		synctest.Wait()
		s.change(func(p *parts) { p.datacenters = p.datacenters[1:] })
		s.fail(InsideOf("a"), &Fault{Kind: ErrNotFound})
		m.Nudge(InsideOf("a"))
		synctest.Wait()
		require.Equal(t, []string{"b"}, datacenterIDs(m.View().Datacenters))
		require.Empty(t, m.Health().Troubles)
	})
}
