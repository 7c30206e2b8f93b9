package storm

import (
	"math/rand/v2"
	"sync"
	"testing"

	"snapdeck/test/app"
)

// cluster holds the processes of a dashboard, one of which is killed from time to time.
type cluster struct {
	app      *testApp
	orders   childConfig
	settings []string
	kills    int

	mu        sync.Mutex
	processes []*app.Process
}

// startCluster starts a number of processes.
func startCluster(t *testing.T, a *testApp, o childConfig, many int, settings ...string) *cluster {
	t.Helper()
	f := &cluster{app: a, orders: o, settings: settings}
	for range many {
		f.processes = append(f.processes, a.start(t, o, settings...))
	}
	return f
}

// anyURL returns the address of one of the processes, which may be dead.
func (f *cluster) anyURL() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.processes[rand.IntN(len(f.processes))].URL
}

// killOne kills a process and starts another one in its place.
func (f *cluster) killOne(t *testing.T, which int) {
	t.Helper()
	f.processes[which].Kill()
	f.kills++
	next := f.app.start(t, f.orders, f.settings...)
	f.mu.Lock()
	defer f.mu.Unlock()
	f.processes[which] = next
}
