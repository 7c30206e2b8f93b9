package model

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"pgregory.net/rapid"

	sdkcloud "snapdeck/internal/cloud"
	"snapdeck/internal/cloud/ionossim"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/secret"
	"snapdeck/internal/store"
)

// model is a small contract, a database, and a process that may die.
type model struct {
	clock  *clock
	cloud  *ionossim.Sim
	gate   *gateway
	server *httptest.Server
	client *sdkcloud.Client
	mirror *mirror
	store  *store.Store
	raw    operation.Ledger // without points
	rows   *sql.DB          // for tables without a method
	engine *operation.Engine
	timing operation.Timing
	dir    string

	ids        int
	forms      int
	tasks      []*task // of the living process, parked at points
	planned    map[string]time.Time
	startedNow map[string]bool
	risked     map[string]bool   // operations that a user sent again despite the risk
	sources    map[string]string // volumes, by snapshot

	mu       sync.Mutex // of what the gateway records too
	arrived  map[operation.Kind]int
	breaches []string
	history  []string
}

// newModel creates a model. database is a file with an empty ledger.
func newModel(t *rapid.T, database []byte) *model {
	skew := time.Duration(rapid.Int64Range(-300, 300).Draw(t, "skew of the clocks in s")) * time.Second
	w := &model{
		clock: newClock(skew), mirror: &mirror{}, timing: operation.DefaultTiming(),
		planned: map[string]time.Time{}, startedNow: map[string]bool{}, risked: map[string]bool{}, sources: map[string]string{},
		arrived: map[operation.Kind]int{},
	}
	w.timing.LaneWidth = rapid.IntRange(1, 2).Draw(t, "width of the lanes")
	w.openCloud()
	w.openStore(database)
	w.start()
	w.poll()
	return w
}

// openCloud creates two data centers with three servers, five volumes and eight snapshots.
func (w *model) openCloud() {
	var err error
	w.cloud, err = ionossim.New(ionossim.Config{
		Seed: 1, Clock: w.clock, RateLimit: -1, Burst: -1,
		Size: ionossim.SeedSize{Datacenters: 2, Volumes: 5, Servers: 3, Snapshots: -1, Idle: true},
	})
	w.must(err)
	w.gate = newGateway(w.cloud, w.clock)
	w.gate.onArrival = w.checkArrival
	w.server = httptest.NewServer(w.gate)
	w.client, err = sdkcloud.New(sdkcloud.Config{
		Endpoint: w.server.URL, Token: secret.New(w.cloud.Token()), Tries: 1, Now: w.clock.engines, Sleep: w.clock.rest,
	})
	w.must(err)
	volumes := w.cloud.Volumes()
	for i, of := range []int{0, 0, 0, 1, 1, 2, 3, 3} {
		v := volumes[of]
		marker := inventory.Marker{OperationID: fmt.Sprintf("00000000-0000-7000-8000-%012x", 0xa0+i), VolumeID: v.ID}.String()
		if i == 2 {
			marker = "by hand" // of unknown source
		}
		_, err := w.cloud.AddSnapshot(ionossim.NewSnapshot{
			VolumeID: v.ID, Name: fmt.Sprintf("snap-%d", i), Description: marker, Created: w.clock.Now().Add(-time.Duration(10-i) * time.Hour),
		})
		w.must(err)
	}
	first, loose := w.cloud.Servers()[0], volumes[1] // a server with two volumes, and one that is off
	for _, v := range volumes {
		if v.ServerID == "" && v.DatacenterID == first.DatacenterID {
			loose = v
		}
	}
	w.other(http.MethodPost, "/datacenters/"+first.DatacenterID+"/servers/"+first.ID+"/volumes", `{"id":"`+loose.ID+`"}`)
	last := w.cloud.Servers()[2]
	w.other(http.MethodPost, "/datacenters/"+last.DatacenterID+"/servers/"+last.ID+"/stop", "")
	w.cloud.FinishAll()
}

func (w *model) openStore(database []byte) {
	var err error
	w.dir, err = os.MkdirTemp("", "model")
	w.must(err)
	path := filepath.Join(w.dir, "snapdeck.db")
	w.must(os.WriteFile(path, database, 0o600))
	w.store, err = store.Open(context.Background(), store.Options{Path: path})
	w.must(err)
	w.raw = w.store.Ledger(nil)
	w.rows, err = sql.Open("sqlite", "file:"+path+"?mode=ro")
	w.must(err)
}

// start creates a new engine, as a restart does.
func (w *model) start() {
	newID := func() string {
		w.ids++
		return fmt.Sprintf("00000000-0000-7000-9000-%012x", w.ids)
	}
	w.engine = operation.NewEngine(ledger{w.raw}, cloud{w.client}, w.mirror, w.timing, w.clock.engines, newID, slog.New(slog.DiscardHandler))
}

// crash kills the process and starts another one.
func (w *model) crash() {
	for _, t := range w.tasks {
		t.die()
	}
	w.tasks = nil
	w.start()
}

func (w *model) close() {
	w.crash()
	w.server.Close()
	w.client.Close()
	w.must(w.cloud.Close())
	w.must(w.rows.Close())
	w.must(w.store.Close())
	w.must(os.RemoveAll(w.dir))
}

// poll reads the mirror, and records what the test needs later.
func (w *model) poll() {
	w.mirror.read(context.Background(), w.client, w.clock.engines())
	for _, s := range w.cloud.Snapshots() {
		w.sources[s.ID] = sourceOf(s)
	}
}

// pass lets time pass.
func (w *model) pass(d time.Duration) {
	until := w.clock.Now().Add(d)
	w.gate.handOn(until)
	w.clock.to(until)
	w.cloud.Snapshots() // advances the simulator
}

// other makes a call of another client.
func (w *model) other(method, path, body string) (status int) {
	r, err := http.NewRequest(method, w.server.URL+"/cloudapi/v6"+path, strings.NewReader(body))
	w.must(err)
	r.Header.Set("Authorization", "Bearer "+w.cloud.Token())
	r.Header.Set("User-Agent", "terraform/1.9")
	r.Header.Set("Content-Type", "application/json")
	response, err := w.server.Client().Do(r)
	w.must(err)
	w.must(response.Body.Close())
	return response.StatusCode
}

// all returns the operations of the ledger, newest first.
func (w *model) all() []operation.Operation {
	ops, _, err := w.raw.List(context.Background(), operation.Filter{Limit: 10_000})
	w.must(err)
	return ops
}

// must fails the test when its own environment is broken.
func (w *model) must(err error) {
	if err != nil {
		panic(err)
	}
}

// note adds a line to the history that a failure prints.
func (w *model) note(format string, args ...any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.history = append(w.history, w.clock.Now().Format("15:04:05.000 ")+fmt.Sprintf(format, args...))
}

// breach records a violation.
func (w *model) breach(format string, args ...any) {
	w.note("BREACH: "+format, args...)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.breaches = append(w.breaches, fmt.Sprintf(format, args...))
}

// short replaces ids by names.
func (w *model) short(text string) string {
	var pairs []string
	for _, d := range w.cloud.Datacenters() {
		pairs = append(pairs, d.ID, d.Name)
	}
	for _, v := range w.cloud.Volumes() {
		pairs = append(pairs, v.ID, v.Name)
	}
	for _, s := range w.cloud.Servers() {
		pairs = append(pairs, s.ID, s.Name)
	}
	for _, s := range w.cloud.Snapshots() {
		pairs = append(pairs, s.ID, s.Name)
	}
	return strings.NewReplacer(append(pairs, "/cloudapi/v6", "", "00000000-0000-7000-9000-0000000000", "op")...).Replace(text)
}
