package app

import (
	"context"
	"errors"
	"fmt"
	"time"

	"snapdeck/internal/backoff"
	"snapdeck/internal/coverage"
	"snapdeck/internal/inference"
	"snapdeck/internal/inventory"
	"snapdeck/internal/sample"
	"snapdeck/internal/telemetry"
)

// settingsEvery is the interval of reading the target and the prices, which another replica may change.
const settingsEvery = time.Minute

// protection computes the coverage for pages, metrics and samples alike.
type protection struct {
	attempts *coverage.Attempts
	latest   coverage.Latest
	origins  *inference.OriginRecorder
	sampler  *sample.Sampler
}

// openProtection loads what coverage depends on besides the contract.
func (a *App) openProtection(ctx context.Context) error {
	newest, err := a.ledger.LatestAttempts(ctx)
	if err != nil {
		return fmt.Errorf("read latest attempts: %w", err)
	}
	a.protection.attempts = coverage.NewAttempts(newest)
	if err := a.readTarget(ctx); err != nil {
		return err
	}
	source := sample.Source{Report: a.report, ReadAt: func() time.Time { return a.mirror.ReadAt(inventory.ResourceSnapshots) }}
	a.protection.sampler = sample.NewSampler(source, a.store, a.opts.Now, a.log.With("part", "sampler"))
	a.metrics.WatchCoverage(a.measureCoverage)
	return nil
}

// report returns the current coverage of all volumes.
func (a *App) report() *coverage.Report {
	setting := coverage.SettingOf(a.config.Target.Age(), *a.target.Load())
	return a.protection.latest.Of(a.sources.View(), coverage.Facts{Target: setting.Age, Attempts: a.protection.attempts, Now: a.opts.Now()})
}

func (a *App) readTarget(ctx context.Context) error {
	text, err := a.store.Target(ctx)
	if err != nil {
		return fmt.Errorf("read target: %w", err)
	}
	a.target.Store(&text)
	return nil
}

// followSettings rereads the target and the prices at intervals.
func (a *App) followSettings(ctx context.Context) {
	for backoff.Wait(ctx, settingsEvery) == nil {
		if err := errors.Join(a.readTarget(ctx), a.readPrices(ctx)); err != nil && ctx.Err() == nil {
			a.log.Warn("read settings", "error", err.Error())
		}
	}
}

func (a *App) measureCoverage() (telemetry.Coverage, bool) {
	r := a.report()
	states := map[string]int{}
	for _, s := range coverage.States() {
		states[string(s)] = r.Sum(s).Count
	}
	return telemetry.Coverage{States: states, LastGood: func(see func(volumeID, datacenterID string, at time.Time)) {
		for i := range r.Volumes {
			if good := r.Volumes[i].Good; good.There() && !good.At.IsZero() {
				see(r.Volumes[i].ID, r.View.Volumes[i].DatacenterID, good.At)
			}
		}
	}}, r.Complete
}
