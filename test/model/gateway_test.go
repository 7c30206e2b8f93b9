package model

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"time"

	"snapdeck/internal/cloud/ionossim"
	"snapdeck/internal/inventory"
)

// held is the fault of a gateway that answers 504 and forwards the call later.
const held ionossim.FaultKind = "held"

// longestHeld is the maximal hold, well below the engine's setting.
const longestHeld = 2 * time.Minute

// gateway stands in front of the simulator. It sees each mutation arrive, lets the test check those of Snapdeck, and
// injects faults into them.
type gateway struct {
	cloud     *ionossim.Sim
	clock     *clock
	onArrival func(arrival)

	mu       sync.Mutex
	next     ionossim.FaultKind // fault for Snapdeck's next mutation
	keep     time.Duration      // the duration of a hold
	late     []late
	accepted map[string]int       // requests, by operation
	locked   map[string]time.Time // when the lock's label was set, by snapshot
	leaving  map[string]leave     // snapshots whose deletion was accepted
}

type late struct {
	at time.Time
	r  *http.Request
	op string
}

// leave records when and by which client a snapshot was deleted.
type leave struct {
	at  time.Time
	our bool
}

// arrival is a call of Snapdeck that has arrived.
type arrival struct {
	op, method, path string
}

func newGateway(cloud *ionossim.Sim, c *clock) *gateway {
	return &gateway{cloud: cloud, clock: c, accepted: map[string]int{}, locked: map[string]time.Time{}, leaving: map[string]leave{}}
}

// ServeHTTP forwards a call.
func (g *gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodGet {
		g.cloud.Handler().ServeHTTP(w, r)
		return
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	requests := inventory.Request{UserAgent: r.UserAgent()}
	if !requests.BySnapdeck() {
		g.serve(w, r, "")
		return
	}
	if !strings.Contains(r.URL.Path, "/labels") {
		g.onArrival(arrival{requests.Operation(), r.Method, r.URL.Path})
	}
	fault := g.next
	g.next = ""
	if fault == held {
		g.hold(w, r, requests.Operation())
		return
	}
	if fault != "" {
		id, err := g.cloud.Faults().Inject(ionossim.Fault{Kind: fault, Method: r.Method, Count: 1})
		if err != nil {
			panic(err)
		}
		defer g.cloud.Faults().Clear(id)
	}
	g.serve(w, r, requests.Operation())
}

// hold holds a call and answers the caller.
func (g *gateway) hold(w http.ResponseWriter, r *http.Request, op string) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		panic(err)
	}
	retained := httptest.NewRequest(r.Method, "http://"+r.Host+r.URL.RequestURI(), bytes.NewReader(body))
	retained.Header = r.Header.Clone()
	g.late = append(g.late, late{g.clock.Now().Add(g.keep), retained, op})
	w.Header().Set("Content-Type", "text/html")
	w.WriteHeader(http.StatusGatewayTimeout)
}

// serve forwards a call to the simulator, and records the result. op is empty for other clients' calls.
func (g *gateway) serve(w http.ResponseWriter, r *http.Request, op string) {
	before := len(g.cloud.Requests())
	g.cloud.Handler().ServeHTTP(w, r)
	if id, rest, is := onSnapshot(r.URL.Path); is && strings.HasPrefix(rest, "labels") {
		g.noteLock(id)
	}
	if len(g.cloud.Requests()) == before {
		return
	}
	g.accepted[op]++
	if id, rest, is := onSnapshot(r.URL.Path); is && rest == "" && r.Method == http.MethodDelete {
		g.leaving[id] = leave{g.clock.Now(), op != ""}
	}
}

// noteLock records when a lock's label was set.
func (g *gateway) noteLock(id string) {
	s, _ := g.cloud.Snapshot(id)
	_, stands := s.Labels[inventory.LabelLock]
	if !stands {
		delete(g.locked, id)
		return
	}
	if _, known := g.locked[id]; !known {
		g.locked[id] = g.clock.Now()
	}
}

// handOn forwards the calls held until a time, each at its own.
func (g *gateway) handOn(until time.Time) {
	g.mu.Lock()
	defer g.mu.Unlock()
	slices.SortStableFunc(g.late, func(a, b late) int { return a.at.Compare(b.at) })
	for len(g.late) > 0 && !g.late[0].at.After(until) {
		l := g.late[0]
		g.late = g.late[1:]
		g.clock.to(l.at)
		g.serve(httptest.NewRecorder(), l.r, l.op)
	}
}

// onSnapshot parses the path of a call on a snapshot.
func onSnapshot(path string) (id, rest string, is bool) {
	_, after, is := strings.Cut(path, "/cloudapi/v6/snapshots/")
	id, rest, _ = strings.Cut(after, "/")
	return id, rest, is
}
