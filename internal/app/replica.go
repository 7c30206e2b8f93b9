package app

import (
	"context"
	"log/slog"
	"strings"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"snapdeck/internal/inventory"
	"snapdeck/internal/store"
)

// The lease of the one replica that watches the cloud: how long it lasts without being
// renewed, and how often it is renewed or tried for.
const (
	watchLease = "watch the cloud"
	leaseTTL   = 15 * time.Second
	leaseEvery = 4 * time.Second
)

// What replicas tell each other beside what the store tells.
const (
	nudgeChannel   = "snapdeck_nudge"   // parts of the contract that are to be read at once
	viewersChannel = "snapdeck_viewers" // somebody has a page open
)

// viewersFor is how long it is believed that somebody looks at another replica's pages.
const viewersFor = 30 * time.Second

// replica is this process among those that share a database. On SQLite it is the only one,
// and leads. Its methods may be called concurrently.
type replica struct {
	id    string
	store *store.Store
	log   *slog.Logger

	relay *inventory.Relay // nil on SQLite

	leadsUntil  atomic.Int64 // Unix ms
	viewersTill atomic.Int64 // Unix ms; somebody looks at another replica until then
	nudges      chan string
}

func newReplica(db *store.Store, log *slog.Logger) *replica {
	return &replica{id: uuid.NewString(), store: db, log: log, nudges: make(chan string, 64)}
}

// leads reports whether this replica watches the cloud for all.
func (r *replica) leads() bool {
	return !r.store.Shared() || time.Now().UnixMilli() < r.leadsUntil.Load()
}

// watchedElsewhere reports whether somebody looks at another replica's pages.
func (r *replica) watchedElsewhere() bool { return time.Now().UnixMilli() < r.viewersTill.Load() }

// campaign takes or renews the lease and reports whether this replica has just begun to lead.
func (r *replica) campaign(ctx context.Context) (begun bool) {
	began := time.Now()
	ctx, cancel := context.WithTimeout(ctx, leaseEvery)
	defer cancel()
	led := r.leads()
	taken, err := r.store.Lead(ctx, watchLease, r.id, leaseTTL, began)
	switch {
	case err != nil && ctx.Err() == nil:
		r.log.Warn("it could not be found out who watches the cloud", "error", err.Error())
	case taken:
		r.leadsUntil.Store(began.Add(leaseTTL - time.Second).UnixMilli())
	case err == nil:
		r.leadsUntil.Store(0)
	}
	return taken && !led
}

// resign lets another replica watch the cloud at once.
func (r *replica) resign(ctx context.Context) {
	r.leadsUntil.Store(0)
	ctx, cancel := context.WithTimeout(ctx, leaseEvery)
	defer cancel()
	if err := r.store.Resign(ctx, watchLease, r.id); err != nil {
		r.log.Warn("watching the cloud could not be handed over; another replica begins when the lease runs out", "error", err.Error())
	}
}

// tell asks the replica that leads to read parts of the contract. What does not fit into the
// queue is left out: the leader reads it when it is due.
func (r *replica) tell(parts []inventory.Part) {
	if r.leads() || len(parts) == 0 {
		return
	}
	names := make([]string, len(parts))
	for i, p := range parts {
		names[i] = string(p)
	}
	select {
	case r.nudges <- strings.Join(names, "\n"):
	default:
	}
}

// sky is the mirror as the engine sees it: what it asks to be read reaches the replica that leads.
type sky struct {
	*inventory.Mirror
	replica *replica
	guesser *inventory.Guesser
}

func (a *App) sky() sky { return sky{a.mirror, a.replica, a.guesser} }

// Guesses are what is inferred of the sources of the snapshots in a view.
func (s sky) Guesses(view *inventory.View) *inventory.Guesses { return s.guesser.Look(view) }

// Nudge asks for parts to be read now.
func (s sky) Nudge(parts ...inventory.Part) {
	s.Mirror.Nudge(parts...)
	s.replica.tell(parts)
}
