package storm

import (
	"math/rand/v2"
	"sync"
	"testing"

	"snapdeck/test/child"
)

// fleet is the processes of a dashboard, of which now this one is killed and now that.
type fleet struct {
	deck     *deck
	orders   orders
	settings []string
	kills    int

	mu    sync.Mutex
	ships []*child.Process
}

// launch starts so many processes.
func launch(t *testing.T, d *deck, o orders, many int, settings ...string) *fleet {
	t.Helper()
	f := &fleet{deck: d, orders: o, settings: settings}
	for range many {
		f.ships = append(f.ships, d.start(t, o, settings...))
	}
	return f
}

// any returns the address of one of the processes, which may be dead.
func (f *fleet) any() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.ships[rand.IntN(len(f.ships))].URL
}

// sink kills a process and starts another one in its place.
func (f *fleet) sink(t *testing.T, which int) {
	t.Helper()
	f.ships[which].Kill()
	f.kills++
	next := f.deck.start(t, f.orders, f.settings...)
	f.mu.Lock()
	defer f.mu.Unlock()
	f.ships[which] = next
}
