package polling

import (
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
)

func TestMirror_RereadsChangedDatacentersOnly(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*inventory.Datacenter){
		"its version grew":   func(dc *inventory.Datacenter) { dc.Version++ },
		"it was modified":    func(dc *inventory.Datacenter) { dc.Metadata.LastModifiedDate = noon },
		"its etag is new":    func(dc *inventory.Datacenter) { dc.Metadata.ETag = "x" },
		"it became inactive": func(dc *inventory.Datacenter) { dc.Metadata.State = inventory.StateInactive },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := newFakeSource(smallContract())
				m := runMirror(t, s, Demand{})
				time.Sleep(time.Second)
				s.takeCalls()
				s.change(func(p *inventory.ContractData) {
					p.Datacenters = slices.Clone(p.Datacenters)
					change(&p.Datacenters[1])
					p.ByDatacenter["b"] = inventory.DatacenterData{Volumes: []inventory.Volume{{ID: "new", DatacenterID: "b"}}}
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

// Requests are added and end where the mirror sees them while they are open, or only once they are final.
func TestMirror_ReadsWhatRequestChanged(t *testing.T) {
	t.Parallel()
	const api = "https://api.ionos.com/cloudapi/v6"
	for url, want := range map[string][]string{
		api + "/datacenters/a/volumes/va/create-snapshot?depth=1": {"snapshots"},
		api + "/snapshots/s":                               {"snapshots"},
		api + "/datacenters/a/volumes/va":                  {"volumes a", "servers a"},
		api + "/datacenters/a/servers/x/stop":              {"volumes a", "servers a"},
		api + "/datacenters/a/volumes/va/restore-snapshot": {"volumes a", "servers a"},
		api + "/datacenters/unknown-center/volumes":        {"datacenters"},
		api + "/datacenters/a/":                            {"datacenters"},
		api + "/datacenters":                               {"datacenters", "snapshots"},
		api + "/k8s/k":                                     {"datacenters", "snapshots"},
	} {
		for _, open := range []bool{true, false} {
			t.Run(fmt.Sprint(url, ", seen while it is open: ", open), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					s := newFakeSource(smallContract())
					s.past = []inventory.Request{{ID: "earlier", URL: url, Status: inventory.RequestDone, CreatedDate: time.Now()}}
					m := runMirror(t, s, Demand{Watched: func() bool { return true }})
					time.Sleep(5 * time.Second)
					s.takeCalls()
					r := inventory.Request{ID: "r", Method: "POST", URL: url, Status: inventory.RequestRunning, CreatedDate: time.Now()}
					if open {
						s.change(func(p *inventory.ContractData) { p.Requests = []inventory.Request{r} })
						time.Sleep(10 * time.Second)
						synctest.Wait()
						require.True(t, m.View().InTransition())
						s.takeCalls()
					}
					r.Status = inventory.RequestDone
					s.change(func(p *inventory.ContractData) { p.Requests, s.past = nil, append(s.past, r) })
					for !m.ReadAt(inventory.ResourceRecent).After(r.CreatedDate) || m.View().InTransition() {
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

func TestMirror_FirstLoadIgnoresOldRequests(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newFakeSource(smallContract())
		for i := range 20 {
			s.past = append(s.past, inventory.Request{ID: fmt.Sprint(i), URL: "/snapshots/s", Status: inventory.RequestDone, CreatedDate: time.Now()})
		}
		runMirror(t, s, Demand{})
		time.Sleep(time.Second)
		require.Equal(t, 1, s.takeCalls()["snapshots"])
	})
}

func TestMirror_ChangedSnapshotListRereadsLabelsAndQuota(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*inventory.ContractData){
		"one more": func(p *inventory.ContractData) {
			p.Snapshots = append(slices.Clone(p.Snapshots), &inventory.Snapshot{ID: "t"})
		},
		"one less":     func(p *inventory.ContractData) { p.Snapshots = nil },
		"another one":  func(p *inventory.ContractData) { p.Snapshots = []*inventory.Snapshot{{ID: "t"}} },
		"none at last": func(p *inventory.ContractData) { p.Snapshots = []*inventory.Snapshot{} },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := newFakeSource(smallContract())
				m := runMirror(t, s, Demand{})
				time.Sleep(time.Second)
				s.change(change)
				s.takeCalls()
				m.Refresh(inventory.ResourceSnapshots)
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
		resource inventory.Resource
		change   func(*inventory.ContractData)
		views    uint64
	}{
		"nothing":           {inventory.ResourceSnapshots, func(*inventory.ContractData) {}, 0},
		"a snapshot's name": {inventory.ResourceSnapshots, func(p *inventory.ContractData) { p.Snapshots = []*inventory.Snapshot{{ID: "s", Name: "new"}} }, 1},
		"a label":           {inventory.ResourceLabels, func(p *inventory.ContractData) { p.Labels = []inventory.Label{{ResourceID: "s", Key: "k"}} }, 1},
		"the contract":      {inventory.ResourceContract, func(p *inventory.ContractData) { p.Contract.Limits.HDDProvisionedMB = 7 }, 1},
		"a location's name": {inventory.ResourceLocations, func(p *inventory.ContractData) {
			p.Locations = []inventory.Location{{ID: "de/fra", Name: "Frankfurt am Main"}}
		}, 1},
		"a data center": {inventory.ResourceDatacenters, func(p *inventory.ContractData) {
			p.Datacenters = []inventory.Datacenter{{ID: "a", Name: "x"}, p.Datacenters[1]}
		}, 1},
		"a volume": {inventory.ContentsOf("a"), func(p *inventory.ContractData) {
			p.ByDatacenter["a"] = inventory.DatacenterData{Volumes: []inventory.Volume{{ID: "va", SizeGB: 9}}}
		}, 1},
		"a server": {inventory.ContentsOf("a"), func(p *inventory.ContractData) {
			p.ByDatacenter["a"] = inventory.DatacenterData{Volumes: p.ByDatacenter["a"].Volumes, Servers: []inventory.Server{{ID: "s"}}}
		}, 1},
		"a request's target": {inventory.ResourceRequests, func(p *inventory.ContractData) {
			p.Requests = []inventory.Request{{ID: "r", Targets: []inventory.Target{{ID: "s", Type: "snapshot"}}}}
		}, 1},
		"a new warning": {inventory.ResourceLabels, func(p *inventory.ContractData) {
			p.Warnings = map[string][]inventory.Warning{string(inventory.ResourceLabels): {{Resource: "label", Text: "odd"}}}
		}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				p := smallContract()
				p.Locations = []inventory.Location{{ID: "de/fra", Name: "Frankfurt"}}
				p.Requests = []inventory.Request{{ID: "r"}}
				s := newFakeSource(p)
				var published []uint64
				m := runMirror(t, s, Demand{}, func(m *Mirror) {
					m.OnChange(func(v *inventory.View) { published = append(published, v.Version) })
				})
				synctest.Wait()
				before := m.View().Version
				published = nil

				s.change(c.change)
				m.Refresh(c.resource)
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
		p.Warnings = map[string][]inventory.Warning{string(inventory.ContentsOf("a")): {{Resource: "volume", Text: "odd"}}}
		s := newFakeSource(p)
		m := runMirror(t, s, Demand{})
		synctest.Wait()
		require.NotEmpty(t, m.View().Warnings)

		s.change(func(p *inventory.ContractData) { p.Datacenters = p.Datacenters[1:] })
		s.fail(inventory.ContentsOf("a"), &inventory.APIError{Kind: inventory.ErrNotFound})
		m.Refresh(inventory.ResourceDatacenters)
		synctest.Wait()
		s.takeCalls()
		require.Equal(t, []string{"vb"}, volumeIDs(m.View().Volumes))
		require.Empty(t, m.View().Warnings)
		require.True(t, m.View().Loading.Complete)
		require.Zero(t, m.ReadAt(inventory.ContentsOf("a")))
		time.Sleep(time.Hour)
		require.Zero(t, s.takeCalls()["volumes a"])
	})
}

// To a user without access the contract looks empty, and only reading the contract itself says why.
func TestMirror_LostAccessIsReported(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newFakeSource(smallContract())
		m := runMirror(t, s, Demand{})
		time.Sleep(time.Second)
		s.change(func(p *inventory.ContractData) { p.Datacenters, p.Snapshots = nil, nil })
		s.fail(inventory.ResourceContract, &inventory.APIError{Kind: inventory.ErrForbidden})
		for deadline := time.Now().Add(5 * time.Minute); len(m.View().Datacenters) > 0 && time.Now().Before(deadline); {
			time.Sleep(100 * time.Millisecond)
		}
		require.Empty(t, m.View().Datacenters)
		time.Sleep(100 * time.Millisecond)
		synctest.Wait()
		require.Len(t, m.Health().Failures, 1)
		require.Equal(t, inventory.ResourceContract, m.Health().Failures[0].Resource)
	})
}

func TestMirror_DatacenterDeletedDuringRead(t *testing.T) {
	t.Parallel()
	for name, err := range map[string]error{"answered": nil, "not found": &inventory.APIError{Kind: inventory.ErrNotFound}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := newFakeSource(smallContract())
				m := runMirror(t, s, Demand{})
				synctest.Wait()
				s.change(func(p *inventory.ContractData) {
					s.delay[inventory.ContentsOf("a")] = 3 * time.Second
					p.Warnings = map[string][]inventory.Warning{string(inventory.ContentsOf("a")): {{Resource: "volume", Text: "odd"}}}
				})
				m.Refresh(inventory.ContentsOf("a"))
				time.Sleep(time.Second)
				s.fail(inventory.ContentsOf("a"), err)
				s.change(func(p *inventory.ContractData) { p.Datacenters = p.Datacenters[1:] })
				m.Refresh(inventory.ResourceDatacenters)
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
		s.change(func(p *inventory.ContractData) { p.Datacenters = p.Datacenters[1:] })
		s.fail(inventory.ContentsOf("a"), &inventory.APIError{Kind: inventory.ErrNotFound})
		m.Refresh(inventory.ContentsOf("a"))
		synctest.Wait()
		require.Equal(t, []string{"b"}, datacenterIDs(m.View().Datacenters))
		require.Empty(t, m.Health().Failures)
	})
}
