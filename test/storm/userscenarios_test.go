package storm

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/cloud/ionossim"
	"snapdeck/internal/operation"
	"snapdeck/internal/store"
)

func errandKinds() []errandKind {
	return []errandKind{rename, label, remove, undo, keep, newVolume, overwrite, restore}
}

// errandsOn prepares so many errands of each kind, spread over the data centers. Every other
// new volume is attached to a server, and some servers are off while their volume is overwritten.
func errandsOn(t *testing.T, cloud *ionossim.Sim, each int) []errand {
	t.Helper()
	centers, servers, taken := cloud.Datacenters(), runningServers(cloud), map[string]bool{}
	var all []errand
	for i := range each {
		for n, kind := range errandKinds() {
			center := centers[(i*len(errandKinds())+n)%len(centers)]
			name := fmt.Sprintf("errand-%d-%03d", n, i)
			id, err := cloud.AddVolume(ionossim.NewVolume{DatacenterID: center.ID, Name: name + "-source", Type: "SSD Standard", SizeGB: 1})
			require.NoError(t, err)
			server := servers[center.ID]
			stops := kind == restore && server != nil && !taken[center.ID]
			if stops {
				id, taken[center.ID] = server.Volumes[0], true
			}
			e, err := newErrand(cloud, kind, id, name)
			require.NoError(t, err)
			if stops || kind == newVolume && i%2 == 0 {
				e.server = server
			}
			all = append(all, e)
		}
	}
	return all
}

// runningServers are those that can be powered off, one of each data center that has any.
func runningServers(cloud *ionossim.Sim) map[string]*ionossim.Server {
	by := map[string]*ionossim.Server{}
	for _, s := range cloud.Servers() {
		if s.VMState == "RUNNING" && s.Type != "CUBE" && len(s.Volumes) > 0 {
			by[s.DatacenterID] = &s
		}
	}
	return by
}

// hostileErrandsOn prepares so many errands of each kind that another client meddles with. One whose server
// is started needs a server that is off, of which there may be fewer.
func hostileErrandsOn(t *testing.T, cloud *ionossim.Sim, h *hostile, each int) []errand {
	t.Helper()
	centers, off := cloud.Datacenters(), spareServers(cloud)
	var all []errand
	for i := range each {
		for n, kind := range hostileKinds() {
			name := fmt.Sprintf("hostile-%d-%03d", n, i)
			center := centers[(i*len(hostileKinds())+n)%len(centers)]
			id, err := cloud.AddVolume(ionossim.NewVolume{DatacenterID: center.ID, Name: name + "-source", Type: "SSD Standard", SizeGB: 1})
			require.NoError(t, err)
			var server *ionossim.Server
			if kind == startElsewhere {
				if len(off) == 0 {
					continue
				}
				server, off = &off[0], off[1:]
				id = server.Volumes[0]
				require.True(t, h.call(t.Context(), http.MethodPost, "/datacenters/"+server.DatacenterID+"/servers/"+server.ID+"/stop", ""))
			}
			e, err := newErrand(cloud, kind, id, name)
			require.NoError(t, err)
			if e.off = server; kind == safetyElsewhere {
				h.ambushed[id] = e.snap.ID
			}
			all = append(all, e)
		}
	}
	cloud.Settle()
	return all
}

// spareServers are servers that can be powered off and that no other errand needs.
func spareServers(cloud *ionossim.Sim) []ionossim.Server {
	taken := runningServers(cloud)
	var spare []ionossim.Server
	for _, s := range cloud.Servers() {
		if first := taken[s.DatacenterID]; s.Type != "CUBE" && len(s.Volumes) > 0 && (first == nil || first.ID != s.ID) {
			spare = append(spare, s)
		}
	}
	return spare
}

// run lets each errand be done once within a time, and notes when who was told that it
// is recorded.
func (c *crowd) run(ctx context.Context, ledger operation.Ledger, errands []errand, within time.Duration, seed uint64, address func() string) {
	r := rand.New(rand.NewPCG(seed, 4))
	for _, e := range errands {
		at := time.Duration(r.Float64() * float64(within))
		c.clicking.Go(func() {
			if rest(ctx, at) {
				c.told.Store(e.name, c.by.do(ctx, ledger, e, address))
			}
		})
	}
}

// toldOf is when somebody was told that the last step of an errand is recorded; zero: never.
func (c *crowd) toldOf(e errand) (at time.Time) {
	if told, known := c.told.Load(e.name); known {
		at, _ = told.(time.Time)
	}
	return at
}

// operationsIn is how many operations come of errands.
func operationsIn(errands []errand) int {
	n := 0
	for _, e := range errands {
		n += e.operations()
	}
	return n
}

// record is how the errands of one kind ended.
type record struct {
	kind                                            errandKind
	asked, done, failed, unknown, cancelled         int
	lost, unfinished, doubled, wrong, operationsAll int
}

// judge compares what came of the errands with what the cloud itself knows.
func (y *tally) judge(t *testing.T, db *store.Store, cloud *ionossim.Sim, errands []errand, told func(errand) time.Time) {
	t.Helper()
	ops, requests := everything(t, db), cloud.Requests()
	by := map[errandKind]*record{}
	kinds := slices.Concat(errandKinds(), hostileKinds())
	for _, kind := range kinds {
		by[kind] = &record{kind: kind}
	}
	for _, e := range errands {
		v := evidence{cloud: cloud, requests: requests, ops: e.operationsOf(ops), told: told(e)}
		r := by[e.kind]
		r.asked++
		if len(v.ops) < e.operations() {
			r.lost++
			t.Errorf("%s %s was answered and %d of its %d operations are lost", e.kind, e.name, e.operations()-len(v.ops), e.operations())
			continue
		}
		if why := e.doubled(v); why != "" {
			r.doubled++
			t.Errorf("%s %s: %s:\n%+v", e.kind, e.name, why, v.ops)
		}
		if why := e.lie(v); why != "" {
			r.wrong++
			t.Errorf("%s %s: %s:\n%+v", e.kind, e.name, why, v.ops)
		}
		for _, op := range v.ops {
			r.add(t, op)
			if cause := op.Prevented(); cause != "" {
				y.struck[cause]++
			}
			if op.Failure != nil {
				y.failures[string(op.Kind)+": "+op.Failure.Kind]++
			}
			trail(t, db, op)
			y.longest = max(y.longest, op.FinishedAt.Sub(op.CreatedAt))
		}
	}
	for _, kind := range kinds {
		y.errands = append(y.errands, *by[kind])
	}
}

func (r *record) add(t *testing.T, op operation.Operation) {
	t.Helper()
	r.operationsAll++
	if !op.State.Final() || !op.Settled() && op.State != operation.Unknown {
		r.unfinished++
		t.Errorf("%s of %s is still %s", op.Kind, op.Create.Name, op.State)
	}
	switch op.State {
	case operation.Done:
		r.done++
	case operation.Failed:
		r.failed++
	case operation.Cancelled:
		r.cancelled++
	default:
		r.unknown++
	}
}
