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
)

var lasting = flag.Duration("storm", 0, "how long the storm lasts, with the timing and the request budget of the real cloud; 0 for a short one in haste")

// plenty is so many GB that no snapshot is refused for want of quota.
const plenty = 10_000

// force is how hard and how long it storms.
type force struct {
	operations  int // snapshots of volumes
	errands     int // of each other kind
	hostile     int // of each kind that another client meddles with
	datacenters int
	raging      time.Duration // faults strike, processes die
	within      time.Duration // all must be over
	between     time.Duration // two deaths, on average
	rateLimit   int           // requests per minute
	slow, fast  float64       // the cloud's speeds
	timing      operation.Timing
	settings    []string
}

// breeze is the storm of each test run.
func breeze() force {
	return force{
		operations: 200, errands: 8, hostile: 2, datacenters: 20, raging: 20 * time.Second, within: 8 * time.Minute, between: 2 * time.Second,
		rateLimit: 2400, slow: 20, fast: 200, timing: brisk(),
		settings: []string{"SNAPDECK_POLL_FAST=500ms", "SNAPDECK_UNDO_WINDOW=10s"},
	}
}

// brisk is the timing for many operations at once: waiting ones look for their turn as
// seldom as in earnest, since those that go first wake them.
func brisk() operation.Timing {
	t := haste()
	t.Turn, t.Unreadable = operation.DefaultTiming().Turn, 5*time.Second
	return t
}

// earnest is the timing of the dashboard as it is delivered, but for how long what cannot be read is tried.
func earnest() operation.Timing {
	t := operation.DefaultTiming()
	t.Unreadable = time.Minute
	return t
}

// hurricane is a storm on the dashboard as it is delivered, under the real budget.
func hurricane(lasts time.Duration) force {
	return force{
		operations: 240, errands: 16, hostile: 10, datacenters: 20, raging: lasts, within: lasts + 10*time.Minute, between: 10 * time.Second,
		rateLimit: ionossim.DefaultRateLimit, slow: 1, fast: 20, timing: earnest(),
		settings: []string{"SNAPDECK_UNDO_WINDOW=30s"},
	}
}

// TestStorm lets processes die at random while the cloud misbehaves, and counts.
func TestStorm(t *testing.T) {
	t.Parallel()
	f := breeze()
	if *lasting > 0 {
		f = hurricane(*lasting)
	}
	tallies := make(chan tally, len(databases()))
	t.Run("on", func(t *testing.T) {
		for database, open := range databases() {
			t.Run(database, func(t *testing.T) {
				t.Parallel()
				tallies <- f.rage(t, open(t), map[string]int{"SQLite": 1, "PostgreSQL": 2}[database])
			})
		}
	})
	close(tallies)
	var found []tally
	for y := range tallies {
		found = append(found, y)
	}
	var text strings.Builder
	require.NoError(t, write(&text, found))
	t.Logf("\n%s", text.String())
}

// rage lets it storm on a place with so many processes.
func (f force) rage(t *testing.T, at place, processes int) (y tally) {
	const seed = 7
	began := time.Now()
	d := newDeck(t, at, ionossim.Config{
		Seed: seed, Speed: f.fast, RateLimit: f.rateLimit,
		Estate: ionossim.Estate{Datacenters: f.datacenters, Volumes: 3 * f.datacenters, Snapshots: -1, Quiet: true},
	})
	weather := newWeather(seed)
	gauge, url := newGauge(t, d.cloud, weather)
	d.url, d.program = url, swiftProgram(t)
	d.cloud.SetHDDLimit(plenty)
	enemy := newHostile(t, d.cloud)
	gauge.hostile = enemy
	clicks, errands := clicksOn(t, d.cloud, f.operations), errandsOn(t, d.cloud, f.errands)
	errands = append(errands, hostileErrandsOn(t, d.cloud, enemy, f.hostile)...)
	asked := f.operations + operationsIn(errands)
	db := at.open(t)
	fleet := launch(t, d, orders{Timing: f.timing}, processes, f.settings...)
	d.by.logIn(t, fleet.any())

	ctx, cancel := context.WithTimeout(t.Context(), f.within)
	defer cancel()
	crowd := gather(ctx, d.by, clicks, f.raging*3/4, seed, fleet.any)
	crowd.run(ctx, db.Ledger(nil), errands, f.raging*3/4, seed, fleet.any)
	crowd.meddle(ctx, db.Ledger(nil), errands, enemy)
	raging, calm := context.WithTimeout(ctx, f.raging)
	defer calm()
	crowd.clicking.Go(func() { enemy.roam(raging, db.Ledger(nil), errands, seed, f.between/4) })
	crowd.clicking.Go(func() {
		if err := slowAndFast(raging, d.cloud, f.slow, f.fast, f.raging/8); err != nil {
			t.Error(err)
		}
	})
	killing := rand.New(rand.NewPCG(seed, 3))
	for rest(raging, time.Duration((0.5+killing.Float64())*float64(f.between))) {
		fleet.sink(t, killing.IntN(processes))
	}
	weather.calmDown(d.cloud)
	crowd.clicking.Wait()
	over := before(t, began.Add(f.within), seldom, func() bool { return settled(t, db, asked) })
	y = tally{database: at.database, answered: int(crowd.answered.Load()), kills: fleet.kills, took: time.Since(began), limit: f.rateLimit}
	y.calls, y.refused, y.least = gauge.reading()
	y.count(t, db, d.cloud, clicks)
	y.judge(t, db, d.cloud, errands, crowd.toldOf)
	enemy.verdict(t, &y, *lasting > 0)
	t.Logf("on %s struck %s; operations failed by %v", at.database, weather, y.failures)
	require.True(t, over, "all is over within %s", f.within)
	require.Equal(t, f.operations, y.answered, "every click was answered")
	withinBudget(t, y, weather, processes)
	return y
}
