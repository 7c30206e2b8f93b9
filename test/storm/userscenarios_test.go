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

func userScenarioKinds() []userScenarioKind {
	return []userScenarioKind{rename, label, remove, undo, lockDuringDelete, newVolume, overwrite, restore}
}

// newUserScenarios prepares a number of scenarios of each kind, distributed over the data centers. Every other
// new volume is attached to a server, and some servers are off while their volume is overwritten.
func newUserScenarios(t *testing.T, cloud *ionossim.Sim, each int) []userScenario {
	t.Helper()
	centers, servers, taken := cloud.Datacenters(), runningServers(cloud), map[string]bool{}
	var all []userScenario
	for i := range each {
		for n, kind := range userScenarioKinds() {
			center := centers[(i*len(userScenarioKinds())+n)%len(centers)]
			name := fmt.Sprintf("errand-%d-%03d", n, i)
			id, err := cloud.AddVolume(ionossim.NewVolume{DatacenterID: center.ID, Name: name + "-source", Type: "SSD Standard", SizeGB: 1})
			require.NoError(t, err)
			server := servers[center.ID]
			stops := kind == restore && server != nil && !taken[center.ID]
			if stops {
				id, taken[center.ID] = server.Volumes[0], true
			}
			e, err := newUserScenario(cloud, kind, id, name)
			require.NoError(t, err)
			if stops || kind == newVolume && i%2 == 0 {
				e.server = server
			}
			all = append(all, e)
		}
	}
	return all
}

// runningServers are servers that can be powered off, one of each data center that has any.
func runningServers(cloud *ionossim.Sim) map[string]*ionossim.Server {
	by := map[string]*ionossim.Server{}
	for _, s := range cloud.Servers() {
		if s.VMState == "RUNNING" && s.Type != "CUBE" && len(s.Volumes) > 0 {
			by[s.DatacenterID] = &s
		}
	}
	return by
}

// hostileScenariosOn prepares a number of hostile scenarios of each kind. One whose server is started needs a
// stopped server, of which there may be fewer.
func hostileScenariosOn(t *testing.T, cloud *ionossim.Sim, h *hostile, each int) []userScenario {
	t.Helper()
	centers, off := cloud.Datacenters(), spareServers(cloud)
	var all []userScenario
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
			e, err := newUserScenario(cloud, kind, id, name)
			require.NoError(t, err)
			if e.off = server; kind == safetyElsewhere {
				h.ambushed[id] = e.snapshot.ID
			}
			all = append(all, e)
		}
	}
	cloud.FinishAll()
	return all
}

// spareServers are servers that can be powered off and that no other scenario needs.
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

// run runs each scenario once within a time, and records the confirmations.
func (c *users) run(ctx context.Context, ledger operation.Ledger, scenarios []userScenario, within time.Duration, seed uint64, address func() string) {
	r := rand.New(rand.NewPCG(seed, 4))
	for _, e := range scenarios {
		at := time.Duration(r.Float64() * float64(within))
		c.running.Go(func() {
			if sleep(ctx, at) {
				c.confirmed.Store(e.name, c.by.do(ctx, ledger, e, address))
			}
		})
	}
}

// confirmedAt returns when a user got the confirmation of a scenario's last step; zero: never.
func (c *users) confirmedAt(e userScenario) (at time.Time) {
	if notified, known := c.confirmed.Load(e.name); known {
		at, _ = notified.(time.Time)
	}
	return at
}

// operationsIn returns the number of operations of scenarios.
func operationsIn(scenarios []userScenario) int {
	n := 0
	for _, e := range scenarios {
		n += e.operations()
	}
	return n
}

// scenarioReport is the result of the scenarios of one kind.
type scenarioReport struct {
	kind                                               userScenarioKind
	requested, done, failed, unknown, cancelled        int
	lost, unfinished, duplicates, wrong, operationsAll int
}

// checkScenarios compares the scenarios' operations with the simulator.
func (y *report) checkScenarios(t *testing.T, db *store.Store, cloud *ionossim.Sim, scenarios []userScenario, notified func(userScenario) time.Time) {
	t.Helper()
	ops, requests := allOperations(t, db), cloud.Requests()
	by := map[userScenarioKind]*scenarioReport{}
	kinds := slices.Concat(userScenarioKinds(), hostileKinds())
	for _, kind := range kinds {
		by[kind] = &scenarioReport{kind: kind}
	}
	for _, e := range scenarios {
		v := evidence{cloud: cloud, requests: requests, ops: e.operationsOf(ops), confirmedAt: notified(e)}
		r := by[e.kind]
		r.requested++
		if len(v.ops) < e.operations() {
			r.lost++
			t.Errorf("%s %s was answered and %d of its %d operations are lost", e.kind, e.name, e.operations()-len(v.ops), e.operations())
			continue
		}
		if reason := e.duplicate(v); reason != "" {
			r.duplicates++
			t.Errorf("%s %s: %s:\n%+v", e.kind, e.name, reason, v.ops)
		}
		if reason := e.contradiction(v); reason != "" {
			r.wrong++
			t.Errorf("%s %s: %s:\n%+v", e.kind, e.name, reason, v.ops)
		}
		for _, op := range v.ops {
			r.add(t, op)
			if cause := op.Prevented(); cause != "" {
				y.hits[cause]++
			}
			if op.Failure != nil {
				y.failures[string(op.Kind)+": "+op.Failure.Kind]++
			}
			checkAuditLog(t, db, op)
			y.longest = max(y.longest, op.FinishedAt.Sub(op.CreatedAt))
		}
	}
	for _, kind := range kinds {
		y.scenarios = append(y.scenarios, *by[kind])
	}
}

func (r *scenarioReport) add(t *testing.T, op operation.Operation) {
	t.Helper()
	r.operationsAll++
	if !op.State.Final() || !op.Complete() && op.State != operation.Unknown {
		r.unfinished++
		t.Errorf("%s of %s is still %s", op.Kind, op.Params.Name, op.State)
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
