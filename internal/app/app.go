package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"snapdeck/internal/auth"
	"snapdeck/internal/cloud"
	"snapdeck/internal/config"
	"snapdeck/internal/foreign"
	"snapdeck/internal/handlers"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inference"
	"snapdeck/internal/inventory"
	"snapdeck/internal/inventory/polling"
	"snapdeck/internal/jobs"
	"snapdeck/internal/live"
	"snapdeck/internal/operation"
	"snapdeck/internal/site"
	"snapdeck/internal/store"
	"snapdeck/internal/telemetry"
	"snapdeck/static"
)

// DatabaseFile is the name of the database in the data directory.
const DatabaseFile = "snapdeck.sqlite"

// cachePageSize is the page size for loading operations into the cache at the start.
const cachePageSize = 500

// maxLocks bounds the locks and unlocks that are loaded at the start.
const maxLocks = 10_000

// Options complete the configuration.
type Options struct {
	Out     io.Writer // the operator's terminal: address and generated password
	Log     *slog.Logger
	Version string
	Commit  string
	Timing  operation.Timing // zero: operation.DefaultTiming
	Now     func() time.Time // the process's clock; nil: the database's
	Write   time.Duration    // interval of the database heartbeat; zero: 10 s
	Loaded  func()           // called once, when the whole contract is read for the first time; nil: nothing
	// WrapStores may wrap the engine's ledger and cloud: tests kill the process there.
	WrapStores func(operation.Ledger, operation.Cloud) (operation.Ledger, operation.Cloud)
}

// App is a running Snapdeck. Start and Stop are called once each; Addr and Failed are safe for concurrent use
// after Start.
type App struct {
	config   config.Config
	opts     Options
	log      *slog.Logger
	shutdown cleanups

	metrics       *telemetry.Metrics
	site          *site.Site
	store         *store.Store
	db            *database
	ledger        *store.Ledger
	queue         *jobs.Queue
	client        *cloud.Client
	mirror        *polling.Mirror
	history       *inference.HistoryReader
	sources       *inference.Sources
	target        atomic.Pointer[string] // the contract's stored target
	prices        atomic.Pointer[string] // the stored prices
	engine        *operation.Engine
	operations    *operation.Cache
	hub           *live.Hub
	wakeQueue     *wakeQueue
	authenticator *auth.Authenticator
	sessions      *auth.SessionStore
	provider      web.IdentityProvider // nil: there is none

	protection protection

	web     *handlers.Server
	handler http.Handler

	server   *http.Server
	listener net.Listener
	failed   chan error
}

// New opens the database and creates all parts. It leaves nothing behind when it fails.
func New(ctx context.Context, c config.Config, o Options) (*App, error) {
	if o.Timing == (operation.Timing{}) {
		o.Timing = timingOf(c)
	}
	o.Timing.LaneWidth, o.Timing.UndoWindow = c.LaneWidth, c.UndoWindow
	a := &App{config: c, opts: o, log: o.Log, failed: make(chan error, 1)}
	steps := []func(context.Context) error{
		a.openSite, a.openStore, a.openAuth, a.openCloud, a.openOperations, a.openProtection, a.openPages,
	}
	for _, step := range steps {
		if err := step(ctx); err != nil {
			return nil, errors.Join(err, a.shutdown.run(context.WithoutCancel(ctx)))
		}
	}
	return a, nil
}

// timingOf returns the configured timing of the engine. An outcome counts as unknown only when no gateway can still
// deliver the call.
func timingOf(c config.Config) operation.Timing {
	t := operation.DefaultTiming()
	t.Hold, t.Busy, t.StuckAfter = c.GatewayHold, c.BusyLimit, c.BusyLimit
	t.UnknownAfter = max(t.UnknownAfter, t.Hold+afterHold)
	return t
}

// afterHold is how long an outcome is verified after a gateway has released the call.
const afterHold = 5 * time.Minute

func (a *App) openStore(ctx context.Context) error {
	a.metrics = telemetry.NewMetrics(a.opts.Version, a.opts.Commit)
	if err := a.repairRights(); err != nil {
		return err
	}
	url := a.config.DatabaseURL.Reveal()
	db, err := store.Open(ctx, store.Options{
		URL: url, Path: filepath.Join(a.config.Data, DatabaseFile), Exclusive: true, Log: a.log.With("part", "store"),
	})
	if err != nil {
		return fmt.Errorf("open database: %w", err)
	}
	a.store = db
	if a.opts.Now == nil {
		a.opts.Now = db.Time
	}
	a.shutdown.add("database", func(context.Context) error { return db.Close() })
	return a.openJobs(ctx)
}

func (a *App) openJobs(ctx context.Context) (err error) {
	a.queue, err = jobs.New(ctx, jobs.Options{Database: a.store, Log: telemetry.Warnings(a.log), Observe: a.metrics.ObserveJob})
	if err != nil {
		return fmt.Errorf("open job queue: %w", err)
	}
	advance := func(ctx context.Context, id string) (time.Duration, bool, error) { return a.engine.Advance(ctx, id) }
	operations, err := jobs.Register(a.queue, newAdvanceJob, advance, a.incomplete)
	if err != nil {
		return fmt.Errorf("register jobs of operations: %w", err)
	}
	a.ledger = a.store.Ledger(operations)
	a.wakeQueue = newWakeQueue(operations.Wake, a.nextIn, a.log)
	a.db = newDatabase(a.store, a.opts.Write, a.log.With("part", "database"))
	a.db.changed, a.db.reload, a.db.wake = func() { a.hub.Changed() }, a.reload, a.wakeHeld
	return nil
}

// incomplete reads the ids of the incomplete operations, oldest first.
func (a *App) incomplete(ctx context.Context) ([]string, error) {
	open, err := a.ledger.Incomplete(ctx)
	ids := make([]string, len(open))
	for i, op := range open {
		ids[i] = op.ID
	}
	return ids, err
}

func (a *App) openAuth(ctx context.Context) error {
	key, err := a.sessionKey(ctx)
	if err != nil {
		return err
	}
	a.authenticator, err = auth.NewAuthenticator(a.store, a.store, auth.NewHasher(), a.store.Time).WithSessionKey([]byte(key.Reveal()))
	if err != nil {
		return err
	}
	a.sessions = auth.NewSessionStore(a.store, []byte(key.Reveal()), auth.SessionOptions{
		Idle:   a.config.SessionIdle,
		Max:    a.config.SessionMax,
		Secure: func(r *http.Request) bool { return a.site.Scheme(r) == "https" },
		Addr:   a.site.Address,
		Now:    a.opts.Now,
		Log:    a.log.With("part", "sessions"),
	})
	if err := a.openProvider(); err != nil {
		return err
	}
	first, err := a.authenticator.EnsureFirstUser(ctx, a.config.AdminPassword.Reveal())
	if errors.Is(err, auth.ErrBadPassword) {
		return fmt.Errorf("SNAPDECK_ADMIN_PASSWORD: %w", err)
	}
	if err != nil {
		return fmt.Errorf("create first user: %w", err)
	}
	if first.Password != "" {
		fmt.Fprintf(a.opts.Out, "First start: log in as %s with the password %s\nIt is shown only once. To set another one, run %s.\n",
			auth.FirstUser, first.Password, foreign.Quoted("web user add "+auth.FirstUser))
	}
	return nil
}

func (a *App) openCloud(ctx context.Context) error {
	use, err := a.credentials(ctx)
	if err != nil {
		return err
	}
	a.client, err = cloud.New(cloud.Config{
		Endpoint:       use.endpoint,
		Token:          use.token,
		Username:       use.username,
		Password:       use.password,
		ContractNumber: a.config.ContractNumber,
		Version:        a.opts.Version,
		Reserve:        float64(a.config.BudgetReserve) / 100,
		Logger:         a.log.With("part", "cloud"),
		Metrics:        a.metrics,
		CachedSnapshot: func(id string) (inventory.Snapshot, bool) { return a.mirror.View().Snapshot(id) },
		CachedLabel:    func(resourceID, key string) (inventory.Label, bool) { return a.mirror.View().Label(resourceID, key) },
	})
	if err != nil {
		return fmt.Errorf("create API client: %w", err)
	}
	intervals := polling.Intervals{Fast: a.config.PollFast, Watched: a.config.PollWatched, Slow: a.config.PollSlow}
	a.mirror = polling.New(a.client, intervals, polling.Demand{
		Watched: func() bool { return a.hub.Subscribers() > 0 },
		Active:  func() bool { return a.operations.InFlight() },
		Backoff: func() float64 { return pollBackoff(a.client.Budget()) },
	}, a.opts.Now, a.log.With("part", "mirror"))
	if err := a.readPrices(ctx); err != nil {
		return err
	}
	a.history = inference.NewHistoryReader(a.client.CreateRequestsSince, func() { a.hub.Changed() }, a.opts.Now, a.log.With("part", "past"))
	a.sources = inference.NewSources(a.mirror.View, a.history)
	a.protection.origins = inference.NewOriginRecorder(a.sources, a.store, a.log.With("part", "sources"))
	if err := a.protection.origins.Load(ctx); err != nil {
		return fmt.Errorf("load snapshot origins: %w", err)
	}
	return nil
}

func (a *App) openOperations(ctx context.Context) error {
	ledger, calls := operation.Ledger(a.ledger), operation.Cloud(a.client)
	if a.opts.WrapStores != nil {
		ledger, calls = a.opts.WrapStores(ledger, calls)
	}
	a.engine = operation.NewEngine(ledger, calls, a.engineInventory(), a.opts.Timing, a.opts.Now, newID, a.log.With("part", "engine"))
	a.engine.UsePermissions(permissions{a.store})
	ops, err := a.cachedOperations(ctx)
	if err != nil {
		return err
	}
	a.operations = operation.NewCache(ops...)
	return nil
}

// cachedOperations returns the operations to load into the cache.
func (a *App) cachedOperations(ctx context.Context) ([]operation.Operation, error) {
	latest, _, err := a.ledger.List(ctx, operation.Filter{Limit: cachePageSize})
	if err != nil {
		return nil, fmt.Errorf("read latest operations: %w", err)
	}
	incomplete, err := a.ledger.Incomplete(ctx)
	if err != nil {
		return nil, fmt.Errorf("read incomplete operations: %w", err)
	}
	locks, _, err := a.ledger.List(ctx, operation.Filter{Kinds: []operation.Kind{operation.LockSnapshot, operation.UnlockSnapshot}, Limit: maxLocks})
	if err != nil {
		return nil, fmt.Errorf("read locks: %w", err)
	}
	return slices.Concat(latest, incomplete, locks), nil
}

func (a *App) openPages(context.Context) error {
	assets, err := static.New()
	if err != nil {
		return fmt.Errorf("load static files: %w", err)
	}
	a.web = handlers.New(a.handlerDeps(assets))
	a.hub = live.NewHub(live.Config{
		Render:        a.web.Fragments,
		Heartbeat:     a.web.Heartbeat,
		FromDatabase:  a.web.FromDatabase,
		OnRound:       a.metrics.ObserveRound,
		PerSession:    a.config.SessionStreams,
		Total:         a.config.MaxStreams,
		Epoch:         uuid.NewString()[:8],
		OnSubscribers: func() { a.mirror.Refresh() },
		Log:           a.log.With("part", "live"),
	})
	a.web.UseHub(a.hub)
	a.handler, err = a.web.Handler()
	if err != nil {
		return fmt.Errorf("create web server: %w", err)
	}
	a.registerMetrics()
	return nil
}

// newID returns an id that sorts by time. It needs random numbers, which never fail.
func newID() string { return uuid.Must(uuid.NewV7()).String() }

// Start listens and starts all workers. When it returns without an error, Addr answers.
func (a *App) Start(ctx context.Context) error {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", a.config.Addr)
	if err != nil {
		return errors.Join(fmt.Errorf("listen on %s (SNAPDECK_ADDR): %w", a.config.Addr, err), a.Stop(ctx))
	}
	a.listener = listener
	a.subscribe()
	if err := a.startWorkers(ctx); err != nil {
		return errors.Join(err, listener.Close(), a.Stop(ctx))
	}
	a.awaitFirstView(ctx)
	a.serve()
	return nil
}

func (a *App) startWorkers(ctx context.Context) error {
	if err := a.db.begin(ctx); err != nil {
		return err
	}
	cache := a.viewCache()
	cache.Load(ctx)
	background, cancel := context.WithCancel(context.WithoutCancel(ctx))
	var running sync.WaitGroup
	if a.store.Shared() {
		running.Go(func() { a.listen(background) })
	}
	running.Go(func() { a.mirror.Run(cloud.WithPriority(background, cloud.PriorityBackground)) })
	running.Go(func() { a.history.Run(cloud.WithPriority(background, cloud.PriorityBackground)) })
	running.Go(func() { a.protection.origins.Run(background) })
	running.Go(func() { a.protection.sampler.Run(background) })
	running.Go(func() { a.followSettings(background) })
	if a.config.Simulated() {
		running.Go(func() { a.sampleHistory(background) })
	}
	running.Go(func() { cache.Run(background) })
	running.Go(func() { a.hub.Run(background) })
	running.Go(func() { a.wakeQueue.run(background) })
	running.Go(func() { a.runMaintenance(background) })
	running.Go(func() { a.db.run(background) })
	a.shutdown.add("watchers", func(context.Context) error {
		cancel()
		running.Wait()
		return nil
	})
	if err := a.queue.Start(ctx); err != nil {
		return err
	}
	a.shutdown.add("job queue", a.queue.Stop)
	return nil
}

// Addr returns the address of the listener.
func (a *App) Addr() string { return a.listener.Addr().String() }

// Failed receives the error of a server that ended by itself.
func (a *App) Failed() <-chan error { return a.failed }

// Stop stops all parts in reverse order of their start: requests in flight finish, streams close, running steps
// end, the database is closed last. When ctx ends first, the rest is aborted.
func (a *App) Stop(ctx context.Context) error { return a.shutdown.run(ctx) }
