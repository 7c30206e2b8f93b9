package inventory

import (
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

func TestMirror_RereadsChangedDatacentersOnly(t *testing.T) {
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
				s := newFakeSource(smallContract())
				m := runMirror(t, s, Demand{})
				time.Sleep(time.Second)
				s.takeCalls()
				s.change(func(p *contractData) {
					p.datacenters = slices.Clone(p.datacenters)
					change(&p.datacenters[1])
					p.byDatacenter["b"] = datacenterData{volumes: []Volume{{ID: "new", DatacenterID: "b"}}}
				})
				time.Sleep(time.Minute)
				synctest.Wait()
				calls := s.takeCalls()
				require.Equal(t, 1, calls["volumes b"])
				require.Zero(t, calls["volumes a"])
				require.Equal(t, []string{"new"}, volumeIDs(m.View().VolumesOf("b")))
			})
		})
	}
}

// TestMirror_ReadsWhatARequestChanged adds and ends requests that the mirror sees while they are open, or only
// when they are final.
func TestMirror_ReadsWhatARequestChanged(t *testing.T) {
	t.Parallel()
	const api = "https://api.ionos.com/cloudapi/v6"
	for url, want := range map[string][]string{
		api + "/datacenters/a/volumes/va/create-snapshot?depth=1": {"snapshots"},
		api + "/snapshots/s":                               {"snapshots"},
		api + "/datacenters/a/volumes/va":                  {"volumes a", "servers a"},
		api + "/datacenters/a/servers/x/stop":              {"volumes a", "servers a"},
		api + "/datacenters/a/volumes/va/restore-snapshot": {"volumes a", "servers a"},
		api + "/datacenters/unheard-of/volumes":            {"datacenters"},
		api + "/datacenters/a/":                            {"datacenters"},
		api + "/datacenters":                               {"datacenters", "snapshots"},
		api + "/k8s/k":                                     {"datacenters", "snapshots"},
	} {
		for _, open := range []bool{true, false} {
			t.Run(fmt.Sprint(url, ", seen while it is open: ", open), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					s := newFakeSource(smallContract())
					s.past = []Request{{ID: "earlier", URL: url, Status: RequestDone, CreatedDate: time.Now()}}
					m := runMirror(t, s, Demand{Watched: func() bool { return true }})
					time.Sleep(5 * time.Second)
					s.takeCalls()
					r := Request{ID: "r", Method: "POST", URL: url, Status: RequestRunning, CreatedDate: time.Now()}
					if open {
						s.change(func(p *contractData) { p.requests = []Request{r} })
						time.Sleep(10 * time.Second)
						synctest.Wait()
						require.True(t, m.View().InTransition())
						s.takeCalls()
					}
					r.Status = RequestDone
					s.change(func(p *contractData) { p.requests, s.past = nil, append(s.past, r) })
					for !m.ReadAt(ResourceRecent).After(r.CreatedDate) || m.View().InTransition() {
						time.Sleep(time.Second)
					}
					synctest.Wait()
					calls := s.takeCalls()
					for _, call := range want {
						require.Positive(t, calls[call], call)
					}
					require.False(t, m.View().InTransition())
				})
			})
		}
	}
}

func TestMirror_FirstLoadReadsNothingTwiceForOldRequests(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newFakeSource(smallContract())
		for i := range 20 {
			s.past = append(s.past, Request{ID: fmt.Sprint(i), URL: "/snapshots/s", Status: RequestDone, CreatedDate: time.Now()})
		}
		runMirror(t, s, Demand{})
		time.Sleep(time.Second)
		require.Equal(t, 1, s.takeCalls()["snapshots"])
	})
}

func TestMirror_ANewSnapshotIsReasonToReadLabelsAndQuota(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*contractData){
		"one more":     func(p *contractData) { p.snapshots = append(slices.Clone(p.snapshots), &Snapshot{ID: "t"}) },
		"one less":     func(p *contractData) { p.snapshots = nil },
		"another one":  func(p *contractData) { p.snapshots = []*Snapshot{{ID: "t"}} },
		"none at last": func(p *contractData) { p.snapshots = []*Snapshot{} },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := newFakeSource(smallContract())
				m := runMirror(t, s, Demand{})
				time.Sleep(time.Second)
				s.change(change)
				s.takeCalls()
				m.Refresh(ResourceSnapshots)
				time.Sleep(20 * time.Second)
				synctest.Wait()
				require.Equal(t, map[string]int{"snapshots": 1, "labels": 1, "contract": 1}, s.takeCalls())
			})
		})
	}
}

func TestMirror_PublishesEachChangeOnce(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		part   Resource
		change func(*contractData)
		views  uint64
	}{
		"nothing":           {ResourceSnapshots, func(*contractData) {}, 0},
		"a snapshot's name": {ResourceSnapshots, func(p *contractData) { p.snapshots = []*Snapshot{{ID: "s", Name: "new"}} }, 1},
		"a label":           {ResourceLabels, func(p *contractData) { p.labels = []Label{{ResourceID: "s", Key: "k"}} }, 1},
		"the contract":      {ResourceContract, func(p *contractData) { p.contract.Owner = "amy" }, 1},
		"a location's name": {ResourceLocations, func(p *contractData) { p.locations = []Location{{ID: "de/fra", Name: "Frankfurt am Main"}} }, 1},
		"a data center":     {ResourceDatacenters, func(p *contractData) { p.datacenters = []Datacenter{{ID: "a", Name: "x"}, p.datacenters[1]} }, 1},
		"a volume":          {ContentsOf("a"), func(p *contractData) { p.byDatacenter["a"] = datacenterData{volumes: []Volume{{ID: "va", SizeGB: 9}}} }, 1},
		"a server": {ContentsOf("a"), func(p *contractData) {
			p.byDatacenter["a"] = datacenterData{volumes: p.byDatacenter["a"].volumes, servers: []Server{{ID: "s"}}}
		}, 1},
		"a request's target": {ResourceRequests, func(p *contractData) {
			p.requests = []Request{{ID: "r", Targets: []Target{{ID: "s", Type: "snapshot"}}}}
		}, 1},
		"a new warning": {ResourceLabels, func(p *contractData) {
			p.warnings = map[string][]Warning{string(ResourceLabels): {{Resource: "label", Text: "odd"}}}
		}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				p := smallContract()
				p.locations = []Location{{ID: "de/fra", Name: "Frankfurt"}}
				p.requests = []Request{{ID: "r"}}
				s := newFakeSource(p)
				var published []uint64
				m := runMirror(t, s, Demand{}, func(m *Mirror) {
					m.OnChange(func(v *View) { published = append(published, v.Version) })
				})
				synctest.Wait()
				before := m.View().Version
				published = nil

				s.change(c.change)
				m.Refresh(c.part)
				synctest.Wait()
				require.Equal(t, before+c.views, m.View().Version)
				require.Len(t, published, int(c.views))
			})
		})
	}
}

func TestMirror_DeletedDatacenterRemovesContents(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := smallContract()
		p.warnings = map[string][]Warning{string(ContentsOf("a")): {{Resource: "volume", Text: "odd"}}}
		s := newFakeSource(p)
		m := runMirror(t, s, Demand{})
		synctest.Wait()
		require.NotEmpty(t, m.View().Warnings)

		s.change(func(p *contractData) { p.datacenters = p.datacenters[1:] })
		s.fail(ContentsOf("a"), &APIError{Kind: ErrNotFound})
		m.Refresh(ResourceDatacenters)
		synctest.Wait()
		s.takeCalls()
		require.Equal(t, []string{"vb"}, volumeIDs(m.View().Volumes))
		require.Empty(t, m.View().Warnings)
		require.True(t, m.View().Loading.Complete)
		require.Zero(t, m.ReadAt(ContentsOf("a")))
		time.Sleep(time.Hour)
		require.Zero(t, s.takeCalls()["volumes a"])
	})
}

func TestMirror_DatacenterDeletedDuringRead(t *testing.T) {
	t.Parallel()
	for name, err := range map[string]error{"answered": nil, "not found": &APIError{Kind: ErrNotFound}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := newFakeSource(smallContract())
				m := runMirror(t, s, Demand{})
				synctest.Wait()
				s.change(func(p *contractData) {
					s.delay[ContentsOf("a")] = 3 * time.Second
					p.warnings = map[string][]Warning{string(ContentsOf("a")): {{Resource: "volume", Text: "odd"}}}
				})
				m.Refresh(ContentsOf("a"))
				time.Sleep(time.Second)
				s.fail(ContentsOf("a"), err)
				s.change(func(p *contractData) { p.datacenters = p.datacenters[1:] })
				m.Refresh(ResourceDatacenters)
				time.Sleep(10 * time.Second)
				synctest.Wait()
				require.Equal(t, []string{"vb"}, volumeIDs(m.View().Volumes))
				require.Empty(t, m.View().Warnings)
				require.Empty(t, m.Health().Failures)
			})
		})
	}
}

func TestMirror_NotFoundDatacenterTriggersList(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newFakeSource(smallContract())
		m := runMirror(t, s, Demand{})
		synctest.Wait()
		s.change(func(p *contractData) { p.datacenters = p.datacenters[1:] })
		s.fail(ContentsOf("a"), &APIError{Kind: ErrNotFound})
		m.Refresh(ContentsOf("a"))
		synctest.Wait()
		require.Equal(t, []string{"b"}, datacenterIDs(m.View().Datacenters))
		require.Empty(t, m.Health().Failures)
	})
}
