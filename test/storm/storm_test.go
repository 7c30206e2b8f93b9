package storm

import (
	"context"
	"flag"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/cloud/ionossim"
	"snapdeck/internal/operation"
	"snapdeck/test/app"
)

var stormDuration = flag.Duration("storm", 0, "how long the storm lasts, with the timing and the request budget of the real cloud; 0 for a short one in haste")

// largeQuotaGB is a quota that refuses no snapshot.
const largeQuotaGB = 10_000

// stormConfig is the intensity and duration of a storm.
type stormConfig struct {
	operations           int // snapshots of volumes
	scenarios            int // of each other kind
	hostile              int // of each hostile kind
	datacenters          int
	faultsFor            time.Duration // duration of faults and kills
	timeout              time.Duration // everything must end within
	killInterval         time.Duration // between two kills, on average
	rateLimit            int           // requests per minute
	slowSpeed, fastSpeed float64       // of the simulator
	timing               operation.Timing
	settings             []string
}

// shortConfig returns the storm of each test run.
func shortConfig() stormConfig {
	return stormConfig{
		operations: 200, scenarios: 8, hostile: 2, datacenters: 20, faultsFor: 20 * time.Second, timeout: 8 * time.Minute, killInterval: 2 * time.Second,
		rateLimit: 2400, slowSpeed: 20, fastSpeed: 200, timing: parallelTiming(),
		settings: []string{"SNAPDECK_POLL_FAST=500ms", "SNAPDECK_UNDO_WINDOW=10s"},
	}
}

// parallelTiming returns the timing for many concurrent operations: waiting ones check as rarely as in production,
// since those before them wake them.
func parallelTiming() operation.Timing {
	t := fastTiming()
	t.QueuePoll, t.Unreadable = operation.DefaultTiming().QueuePoll, 5*time.Second
	return t
}

// realistic returns the default timing, except for how long unreadable prohibitions are retried.
func realistic() operation.Timing {
	t := operation.DefaultTiming()
	t.Unreadable = time.Minute
	return t
}

// longConfig returns a storm on the dashboard with default settings, under the real budget.
func longConfig(ttl time.Duration) stormConfig {
	return stormConfig{
		operations: 240, scenarios: 16, hostile: 10, datacenters: 20, faultsFor: ttl, timeout: ttl + 10*time.Minute, killInterval: 10 * time.Second,
		rateLimit: ionossim.DefaultRateLimit, slowSpeed: 1, fastSpeed: 20, timing: realistic(),
		settings: []string{"SNAPDECK_UNDO_WINDOW=30s"},
	}
}

// Random processes are killed during faults; then operations are counted.
func TestStorm(t *testing.T) {
	t.Parallel()
	f := shortConfig()
	if *stormDuration > 0 {
		f = longConfig(*stormDuration)
	}
	reports := make(chan report, len(databases()))
	t.Run("on", func(t *testing.T) {
		for database, open := range databases() {
			t.Run(database, func(t *testing.T) {
				t.Parallel()
				reports <- f.run(t, open(t), map[string]int{"SQLite": 1, "PostgreSQL": 2}[database])
			})
		}
	})
	close(reports)
	var found []report
	for y := range reports {
		found = append(found, y)
	}
	var text strings.Builder
	require.NoError(t, write(&text, found))
	t.Logf("\n%s", text.String())
}

// run runs the storm on a database with a number of processes.
func (f stormConfig) run(t *testing.T, at database, processes int) (y report) {
	const seed = 7
	began := time.Now()
	a := newApp(t, at, ionossim.Config{
		Seed: seed, Speed: f.fastSpeed, RateLimit: f.rateLimit,
		Size: ionossim.SeedSize{Datacenters: f.datacenters, Volumes: 3 * f.datacenters, Snapshots: -1, Idle: true},
	})
	faults := newFaultInjector(seed)
	proxy, url := newCountingProxy(t, a.cloud, faults)
	a.url = url
	a.cloud.SetHDDLimit(largeQuotaGB)
	enemy := newHostile(t, a.cloud)
	proxy.hostile = enemy
	clicks, scenarios := clicksOn(t, a.cloud, f.operations), newUserScenarios(t, a.cloud, f.scenarios)
	scenarios = append(scenarios, hostileScenariosOn(t, a.cloud, enemy, f.hostile)...)
	requested := f.operations + operationsIn(scenarios)
	db := at.open(t)
	cluster := startCluster(t, a, childConfig{Timing: f.timing}, processes, f.settings...)
	a.user.logIn(t, cluster.anyURL())

	ctx, cancel := context.WithTimeout(t.Context(), f.timeout)
	defer cancel()
	users := startUsers(ctx, a.user, clicks, f.faultsFor*3/4, seed, cluster.anyURL)
	users.run(ctx, db.Ledger(nil), scenarios, f.faultsFor*3/4, seed, cluster.anyURL)
	users.meddle(ctx, db.Ledger(nil), scenarios, enemy)
	faulty, calm := context.WithTimeout(ctx, f.faultsFor)
	defer calm()
	users.running.Go(func() { enemy.roam(faulty, db.Ledger(nil), scenarios, seed, f.killInterval/4) })
	users.running.Go(func() {
		if err := slowAndFast(faulty, a.cloud, f.slowSpeed, f.fastSpeed, f.faultsFor/8); err != nil {
			t.Error(err)
		}
	})
	killing := rand.New(rand.NewPCG(seed, 3))
	for sleep(faulty, time.Duration((0.5+killing.Float64())*float64(f.killInterval))) {
		cluster.killOne(t, killing.IntN(processes))
	}
	faults.stop(a.cloud)
	users.running.Wait()
	over := app.Before(t, began.Add(f.timeout), slowPollInterval, func() bool { return allComplete(t, db, requested) })
	y = report{database: at.kind, answered: int(users.answered.Load()), kills: cluster.kills, duration: time.Since(began), limit: f.rateLimit}
	y.calls, y.refused, y.minRemaining = proxy.counts()
	y.count(t, db, a.cloud, clicks)
	y.checkScenarios(t, db, a.cloud, scenarios, users.confirmedAt)
	enemy.check(t, &y, *stormDuration > 0)
	t.Logf("on %s struck %s; operations failed by %v", at.kind, faults, y.failures)
	require.True(t, over, "all is over within %s", f.timeout)
	require.Equal(t, f.operations, y.answered, "every click was answered")
	withinBudget(t, y, faults, processes)
	return y
}
