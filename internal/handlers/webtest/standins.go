package webtest

import (
	"context"
	"time"

	"snapdeck/internal/coverage"
	"snapdeck/internal/operation"
	"snapdeck/internal/sample"
	"snapdeck/internal/site"
)

// LocalSite returns the site of a dashboard that is reached only at this machine's addresses.
func LocalSite() *site.Site {
	s, err := site.New(site.Options{})
	if err != nil {
		panic(err)
	}
	return s
}

// SoundDatabase is a database without problems.
type SoundDatabase struct{}

// FailingSince returns that it can be written to.
func (SoundDatabase) FailingSince() (time.Time, bool) { return time.Time{}, false }

// Suspect does nothing.
func (SoundDatabase) Suspect(context.Context, error) {}

// Restored returns that it was not restored.
func (SoundDatabase) Restored() (time.Time, int, bool) { return time.Time{}, 0, false }

// ContinueAll does nothing.
func (SoundDatabase) ContinueAll(context.Context, operation.Actor) error { return nil }

// NoObserver ignores what it observes.
type NoObserver struct{}

// ObserveHTTP does nothing.
func (NoObserver) ObserveHTTP(string, string, int, time.Duration) {}

// ObserveRefusal does nothing.
func (NoObserver) ObserveRefusal(string) {}

// NoSamples has no samples.
type NoSamples struct{}

// Samples returns none.
func (NoSamples) Samples(context.Context, sample.Kind, []string, sample.Month, sample.Month) ([]sample.Row, error) {
	return nil, nil
}

// NoDismissals is an empty store of dismissals.
type NoDismissals struct{}

// Dismissals returns none.
func (NoDismissals) Dismissals(context.Context) ([]coverage.Dismissal, error) { return nil, nil }

// Dismiss stores nothing.
func (NoDismissals) Dismiss(context.Context, coverage.Dismissal, string) error { return nil }

// ForgetDismissals has nothing to forget.
func (NoDismissals) ForgetDismissals(context.Context, []coverage.Dismissal) error { return nil }
