package storm

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/cloud/ionossim"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
)

// gap is the maximal age of Snapdeck's knowledge when a call arrives, as the engine allows: ten seconds for a
// precheck, two for a listing, and the latency.
const gap = 13 * time.Second

// hostile is another client of the contract, which locks, unlocks, labels, deletes and starts the targets of
// operations. It has its own User-Agent, and no faults. It also sees Snapdeck's calls arrive, and checks the
// destructive ones.
type hostile struct {
	cloud  *ionossim.Sim
	client *http.Client

	mu       sync.Mutex
	locked   map[string]time.Time // when it set a lock, by snapshot
	hidden   map[string]bool      // unreadable snapshots
	ambushed map[string]string    // snapshots that are not safety snapshots, by ambushed volume
	acts     map[string]int
	slips    int // locks that were set within the gap
	breaches []string
}

func newHostile(t *testing.T, cloud *ionossim.Sim) *hostile {
	h := &hostile{
		cloud: cloud, client: &http.Client{Timeout: time.Minute},
		locked: map[string]time.Time{}, hidden: map[string]bool{}, ambushed: map[string]string{}, acts: map[string]int{},
	}
	t.Cleanup(h.client.CloseIdleConnections)
	return h
}

// call makes a call at the simulator's own address, without faults. It retries rate-limited calls.
func (h *hostile) call(ctx context.Context, method, path, body string) bool {
	for {
		r, err := http.NewRequestWithContext(ctx, method, h.cloud.URL()+"/cloudapi/v6"+path, strings.NewReader(body))
		if err != nil {
			return false
		}
		r.Header.Set("Authorization", "Bearer "+h.cloud.Token())
		r.Header.Set("User-Agent", "hostile/1.0")
		r.Header.Set("Content-Type", "application/json")
		response, err := h.client.Do(r)
		if err != nil {
			return false
		}
		_, _ = io.Copy(io.Discard, response.Body)
		_ = response.Body.Close()
		if response.StatusCode != http.StatusTooManyRequests {
			return response.StatusCode/100 == 2
		}
		if !sleep(ctx, resendDelay) {
			return false
		}
	}
}

func (h *hostile) note(act string, did bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if did {
		h.acts[act]++
	}
}

// lock locks a snapshot by a label, as every tool can.
func (h *hostile) lock(ctx context.Context, id string) {
	did := h.call(ctx, http.MethodPost, "/snapshots/"+id+"/labels", `{"properties":{"key":"`+inventory.LabelLock+`","value":"open"}}`)
	h.note("lock", did)
	h.mu.Lock()
	defer h.mu.Unlock()
	if did {
		h.locked[id] = time.Now()
	}
}

func (h *hostile) unlock(ctx context.Context, id string) {
	h.mu.Lock()
	delete(h.locked, id)
	h.mu.Unlock()
	h.note("unlock", h.call(ctx, http.MethodDelete, "/snapshots/"+id+"/labels/"+inventory.LabelLock, ""))
}

func (h *hostile) label(ctx context.Context, id string) {
	h.note("label", h.call(ctx, http.MethodPost, "/snapshots/"+id+"/labels", `{"properties":{"key":"hostile","value":"yes"}}`))
}

func (h *hostile) remove(ctx context.Context, id string) {
	h.note("delete", h.call(ctx, http.MethodDelete, "/snapshots/"+id, ""))
}

func (h *hostile) start(ctx context.Context, s ionossim.Server) {
	h.note("start", h.call(ctx, http.MethodPost, "/datacenters/"+s.DatacenterID+"/servers/"+s.ID+"/start", ""))
}

// roam takes random actions until ctx ends. It locks only targets of open operations: no deletion of a locked
// snapshot is planned.
func (h *hostile) roam(ctx context.Context, ledger operation.Ledger, scenarios []userScenario, seed uint64, pause time.Duration) {
	r := rand.New(rand.NewPCG(seed, 5))
	var snapshots []string
	var servers []ionossim.Server
	for _, e := range scenarios {
		if e.kind.hostile() {
			continue
		}
		snapshots = append(snapshots, e.snapshot.ID)
		if e.kind == restore && e.server != nil {
			servers = append(servers, *e.server)
		}
	}
	for sleep(ctx, time.Duration((0.5+r.Float64())*float64(pause))) {
		id := snapshots[r.IntN(len(snapshots))]
		switch r.IntN(7) {
		case 0, 5, 6:
			if open, err := ledger.IncompleteOn(ctx, []string{id}); err == nil && len(open) > 0 {
				h.lock(ctx, id)
			}
		case 1, 2:
			h.unlock(ctx, id)
		case 3:
			h.label(ctx, id)
		default:
			if len(servers) > 0 {
				h.start(ctx, servers[r.IntN(len(servers))])
			}
		}
	}
}

// meddle sees a call arrive, and may answer it in place of the simulator.
func (h *hostile) meddle(w http.ResponseWriter, r *http.Request) (answered bool) {
	path := strings.TrimPrefix(r.URL.Path, "/cloudapi/v6")
	id, inSnapshot := strings.CutPrefix(path, "/snapshots/")
	before, overwrites := strings.CutSuffix(path, "/restore-snapshot")
	volume := before[strings.LastIndex(before, "/")+1:]
	switch {
	case r.Method == http.MethodGet && inSnapshot && h.isHidden(id):
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusInternalServerError)
		_, _ = io.WriteString(w, `{"httpStatus":500,"messages":[{"errorCode":"100","message":"it cannot be read"}]}`)
		return true
	case r.Method == http.MethodPost && overwrites && h.ambush(r.Context(), volume):
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusLocked)
		_, _ = io.WriteString(w, `{"httpStatus":423,"messages":[{"errorCode":"100","message":"it is locked"}]}`)
		return true
	case r.Method == http.MethodPost && overwrites:
		h.checkOverwrite(volume)
	case r.Method == http.MethodDelete && inSnapshot && !strings.Contains(id, "/"):
		h.checkDeletion(id)
	}
	return false
}

func (h *hostile) isHidden(id string) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.hidden[id]
}

func (h *hostile) hide(id string, is bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.hidden[id] = is
}

// ambush deletes the safety snapshot of a volume at its first overwrite call.
func (h *hostile) ambush(ctx context.Context, volume string) bool {
	h.mu.Lock()
	except, waits := h.ambushed[volume]
	delete(h.ambushed, volume)
	h.mu.Unlock()
	if !waits {
		return false
	}
	for _, s := range h.cloud.Snapshots() {
		if s.SourceVolumeID == volume && s.ID != except {
			h.remove(ctx, s.ID)
		}
	}
	return true
}

// checkDeletion requires that a locked snapshot stays, as soon as Snapdeck can know the lock.
func (h *hostile) checkDeletion(id string) {
	s, exists := h.cloud.Snapshot(id)
	_, stands := s.Labels[inventory.LabelLock]
	h.mu.Lock()
	defer h.mu.Unlock()
	since, known := h.locked[id]
	switch {
	case !exists || !stands || !known:
	case time.Since(since) > gap:
		h.breaches = append(h.breaches, fmt.Sprintf("snapshot %s is deleted %s after it was locked", s.Name, time.Since(since)))
	default:
		h.slips++
	}
}

// checkOverwrite requires that no server runs on an overwritten volume, as soon as Snapdeck can know it.
func (h *hostile) checkOverwrite(volume string) {
	for _, srv := range h.cloud.Servers() {
		if srv.VMState != "RUNNING" || !slices.Contains(srv.Volumes, volume) {
			continue
		}
		var since time.Time
		for _, r := range accepted(h.cloud.Requests(), http.MethodPost, "/servers/"+srv.ID+"/start", "") {
			since = r.Ended
		}
		h.mu.Lock()
		if time.Since(since) > gap {
			h.breaches = append(h.breaches, fmt.Sprintf("a volume of %s is overwritten %s after it was started", srv.Name, time.Since(since)))
		} else {
			h.slips++
		}
		h.mu.Unlock()
	}
}

// against acts between plan and send of a hostile scenario, and returns when its operations have ended.
func (h *hostile) against(ctx context.Context, ledger operation.Ledger, e userScenario) {
	op, found := h.await(ctx, ledger, e, func(op operation.Operation) bool {
		return op.Kind == operation.DeleteSnapshot || op.Kind == operation.CreateSnapshot && op.State.InFlight() || op.Kind == operation.CreateSnapshot && op.State.Final()
	})
	if !found {
		return
	}
	if due := time.Until(op.NotBefore); due > time.Second {
		sleep(ctx, rand.N(due-time.Second))
	}
	switch e.kind {
	case keepElsewhere:
		h.lock(ctx, e.snapshot.ID)
	case lastElsewhere:
		h.remove(ctx, e.other.ID)
	case unreadable:
		h.hide(e.other.ID, true)
		h.await(ctx, ledger, e, func(op operation.Operation) bool { return op.State.Final() })
		h.hide(e.other.ID, false)
	case startElsewhere:
		h.start(ctx, *e.off)
	}
}

// meddle makes another client act against each hostile scenario.
func (c *users) meddle(ctx context.Context, ledger operation.Ledger, scenarios []userScenario, h *hostile) {
	for _, e := range scenarios {
		if e.kind.hostile() && e.kind != safetyElsewhere {
			c.running.Go(func() { h.against(ctx, ledger, e) })
		}
	}
}

// await waits for an operation of a scenario.
func (h *hostile) await(ctx context.Context, ledger operation.Ledger, e userScenario, wanted func(operation.Operation) bool) (op operation.Operation, found bool) {
	for sleep(ctx, pollInterval) {
		ops, _, err := ledger.List(ctx, operation.Filter{SnapshotID: e.snapshot.ID})
		if err != nil {
			continue
		}
		if e.kind.overwrites() {
			if ops, _, err = ledger.List(ctx, operation.Filter{VolumeID: e.volume.ID}); err != nil {
				continue
			}
		}
		if i := slices.IndexFunc(ops, wanted); i >= 0 {
			return ops[i], true
		}
	}
	return op, false
}

// check requires that no violation happened, and with realistic timing that each prohibition was hit.
func (h *hostile) check(t *testing.T, y *report, realistic bool) {
	t.Helper()
	h.mu.Lock()
	defer h.mu.Unlock()
	t.Logf("on %s another client did %v; %d of its acts came too late to be known; between plan and send these struck: %v", y.database, h.acts, h.slips, y.hits)
	require.Empty(t, h.breaches)
	if !realistic {
		return
	}
	for _, cause := range []string{operation.CauseLocked, operation.CauseLastGood, operation.CauseInUse, operation.CauseUnreadable, operation.CauseSafetyMissing} {
		require.NotZero(t, y.hits[cause], "%s never struck between plan and send", cause)
	}
}
