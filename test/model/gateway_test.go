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

// held is the fault of a gateway that answers 504 and hands the call on all the same, later.
const held ionossim.FaultKind = "held"

// longestHeld is how long it keeps one at most, well within what the engine reckons with.
const longestHeld = 2 * time.Minute

// gateway stands in front of the cloud. It sees each call that changes something arrive, lets the test
// judge those of Snapdeck's, and lets faults strike them.
type gateway struct {
	cloud *ionossim.Sim
	clock *clock
	judge func(arrival)

	mu       sync.Mutex
	next     ionossim.FaultKind // strikes the next call of Snapdeck's that changes something
	keep     time.Duration      // for how long that is held
	late     []late
	accepted map[string]int       // requests, by the operation that they were made for
	locked   map[string]time.Time // since when the label of a lock stands, by snapshot
	leaving  map[string]leave     // snapshots whose deletion was accepted
}

type late struct {
	at time.Time
	r  *http.Request
	op string
}

// leave is when and by whom a snapshot was deleted.
type leave struct {
	at  time.Time
	our bool
}

// arrival is a call of Snapdeck's that has arrived.
type arrival struct {
	op, method, path string
}

func newGateway(cloud *ionossim.Sim, c *clock) *gateway {
	return &gateway{cloud: cloud, clock: c, accepted: map[string]int{}, locked: map[string]time.Time{}, leaving: map[string]leave{}}
}

// ServeHTTP passes a call on.
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
		g.judge(arrival{requests.Operation(), r.Method, r.URL.Path})
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

// hold keeps a call and gives it up towards the caller.
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

// serve lets the cloud answer, and notes what has come of it. op is empty for calls of others.
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

// noteLock notes since when the label of a lock stands.
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

// handOn lets what was held until a time arrive, each at its own.
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

// onSnapshot splits the path of a call on a snapshot.
func onSnapshot(path string) (id, rest string, is bool) {
	_, after, is := strings.Cut(path, "/cloudapi/v6/snapshots/")
	id, rest, _ = strings.Cut(after, "/")
	return id, rest, is
}
