package sample

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"snapdeck/internal/coverage"
)

const (
	// slot is the interval of samples. The last sample of a day counts.
	slot = 6 * time.Hour
	// beforeMidnight is when the last slot of a day begins, before its end.
	beforeMidnight = 10 * time.Minute
	// checkInterval is the interval at which the sampler checks for a new slot.
	checkInterval = 10 * time.Second
	// oldest is the maximal age of data to be sampled.
	oldest = 15 * time.Minute
)

// Store stores samples. Package store implements it.
type Store interface {
	// PutSamples stores at most Batch entries of a day and replaces earlier ones of the same day.
	PutSamples(ctx context.Context, day Day, entries []Entry) error
	// Samples returns the rows of resources between two months.
	Samples(ctx context.Context, kind Kind, ids []string, from, to Month) ([]Row, error)
	// PurgeSamples deletes some rows from before a month, and reports whether there may be more.
	PurgeSamples(ctx context.Context, before Month) (more bool, err error)
}

// Source provides the sampled data.
type Source struct {
	Report func() *coverage.Report // the current report
	ReadAt func() time.Time        // the last successful poll of the snapshots
}

// Sampler takes samples a few times a day. Run is called once.
type Sampler struct {
	source Source
	store  Store
	now    func() time.Time
	log    *slog.Logger
}

// NewSampler returns a sampler, which takes samples while Run runs.
func NewSampler(source Source, store Store, now func() time.Time, log *slog.Logger) *Sampler {
	return &Sampler{source: source, store: store, now: now, log: log}
}

// Run takes samples until ctx ends: soon after the start, and then in each slot of the day that no replica has
// sampled yet.
func (s *Sampler) Run(ctx context.Context) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
		}
		rest := checkInterval
		if s.ready() {
			if err := s.sampleDue(ctx); err != nil {
				if ctx.Err() != nil {
					return
				}
				s.log.Warn("sample contract", "error", err)
			} else {
				rest = s.nextSlot().Sub(s.now())
			}
		}
		timer.Reset(max(time.Second, rest))
	}
}

// ready reports whether the data is complete and fresh enough.
func (s *Sampler) ready() bool {
	r := s.source.Report()
	return r.Complete && r.View.Loading.CachedAsOf.IsZero() && s.now().Sub(s.source.ReadAt()) < oldest
}

func (s *Sampler) sampleDue(ctx context.Context) error {
	now := s.now()
	day, key := DayOf(now), ContractKey(s.source.Report().View)
	rows, err := s.store.Samples(ctx, key.Kind, []string{key.ID}, day.Month(), day.Month())
	if err != nil {
		return err
	}
	for _, p := range ContractDays(rows) {
		if p.Day == day && !p.Of.At.Before(slotBefore(now)) {
			return nil
		}
	}
	return s.Sample(ctx)
}

// Sample takes all samples now, and deletes expired ones.
func (s *Sampler) Sample(ctx context.Context) error {
	now := s.now()
	for some := range slices.Chunk(Take(s.source.Report(), now), Batch) {
		if err := s.store.PutSamples(ctx, DayOf(now), some); err != nil {
			return err
		}
	}
	for more := true; more; {
		var err error
		if more, err = s.store.PurgeSamples(ctx, Oldest(now)); err != nil {
			return fmt.Errorf("purge samples: %w", err)
		}
	}
	return nil
}

// slotBefore is the start of a time's slot, on the same day.
func slotBefore(t time.Time) time.Time {
	midnight := DayOf(t).Start()
	started := t.Add(beforeMidnight).Truncate(slot).Add(-beforeMidnight)
	if started.Before(midnight) {
		return midnight
	}
	return started
}

func (s *Sampler) nextSlot() time.Time {
	now := s.now()
	return now.Add(beforeMidnight).Truncate(slot).Add(slot - beforeMidnight)
}
