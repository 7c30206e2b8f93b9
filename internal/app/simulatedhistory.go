package app

import (
	"context"
	"fmt"
	"time"

	"snapdeck/internal/backoff"
	"snapdeck/internal/coverage"
	"snapdeck/internal/inference"
	"snapdeck/internal/inventory"
	"snapdeck/internal/sample"
)

const (
	// pastDays is the number of days of a simulated contract that are sampled at its first start.
	historyDays = 60
	// loadRetry is the interval of checking for the first load.
	loadRetry = 100 * time.Millisecond
	mbPerGB   = 1024
)

// sampleHistory samples the past of a simulated contract day by day, so that its charts have data. Nothing is
// deleted in that past, so each day holds the resources that existed by then. It does nothing when the contract
// has samples.
func (a *App) sampleHistory(ctx context.Context) {
	for !a.report().Complete || a.history.Cached().ReadAt.IsZero() {
		if backoff.Wait(ctx, loadRetry) != nil {
			return
		}
	}
	if err := a.sampleHistoryDays(ctx); err != nil && ctx.Err() == nil {
		a.log.Warn("sample simulated history", "error", err)
		return
	}
	a.hub.Changed()
}

func (a *App) sampleHistoryDays(ctx context.Context) error {
	now, view := a.opts.Now(), a.sources.View()
	today, key := sample.DayOf(now), sample.ContractKey(view)
	first := today - historyDays
	rows, err := a.store.Samples(ctx, key.Kind, []string{key.ID}, first.Month(), today.Month())
	if err != nil {
		return fmt.Errorf("look for samples: %w", err)
	}
	if known := sample.ContractDays(rows); len(known) > 0 && known[0].Day < today {
		return nil
	}
	for day := first; day < today; day++ {
		if err := a.sampleHistoryDay(ctx, view, day.End().Add(-time.Minute)); err != nil {
			return fmt.Errorf("sample %s: %w", day.Start().Format(time.DateOnly), err)
		}
	}
	return a.protection.sampler.Sample(ctx) // today's sample
}

func (a *App) sampleHistoryDay(ctx context.Context, now *inventory.View, at time.Time) error {
	then := asOf(now, at)
	sources := inference.NewSources(func() *inventory.View { return then }, a.history)
	r := coverage.Of(sources.View(), coverage.Facts{Target: a.report().Target, Now: at})
	source := sample.Source{Report: func() *coverage.Report { return r }, ReadAt: func() time.Time { return at }}
	return sample.NewSampler(source, a.store, func() time.Time { return at }, a.log).Sample(ctx)
}

// asOf returns a view of the current resources that existed at a time.
func asOf(now *inventory.View, at time.Time) *inventory.View {
	l := inventory.Listings{
		Contract: now.Contract, Locations: now.Locations, Datacenters: now.Datacenters, Servers: now.Servers, Prices: now.Prices,
	}
	limits := &l.Contract.Limits
	for _, v := range now.Volumes {
		l.Labels = append(l.Labels, now.LabelsOf(v.ID)...)
		switch {
		case !v.Metadata.CreatedDate.After(at):
			l.Volumes = append(l.Volumes, v)
		case v.Type == "HDD":
			limits.HDDProvisionedMB -= int64(v.SizeGB * mbPerGB)
		default:
			limits.SSDProvisionedMB -= int64(v.SizeGB * mbPerGB)
		}
	}
	for _, s := range now.Snapshots {
		l.Labels = append(l.Labels, now.LabelsOf(s.ID)...)
		if s.Metadata.CreatedDate.After(at) {
			limits.HDDProvisionedMB -= int64(s.SizeGB * mbPerGB)
			continue
		}
		l.Snapshots = append(l.Snapshots, *s)
	}
	return inventory.NewView(l, at)
}
