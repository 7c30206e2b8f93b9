package web

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/coverage"
	"snapdeck/internal/handlers/webtest"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
)

// countedDismissals counts how often dismissals are read.
type countedDismissals struct {
	webtest.NoDismissals
	list  []coverage.Dismissal
	err   error
	reads int
}

func (d *countedDismissals) Dismissals(context.Context) ([]coverage.Dismissal, error) {
	d.reads++
	return d.list, d.err
}

// failing returns a base with a volume whose last snapshot failed an hour ago.
func failing(t *testing.T, d *countedDismissals) fixture {
	t.Helper()
	v := viewOf(inventory.Listings{Datacenters: []inventory.Datacenter{{ID: "dc"}}, Volumes: []inventory.Volume{{ID: "v", DatacenterID: "dc", Name: "web", Metadata: inventory.Metadata{State: inventory.StateAvailable, CreatedDate: noon.AddDate(-1, 0, 0)}}}})
	attempts := coverage.NewAttempts(nil)
	attempts.Put(operation.Operation{
		ID: "op", Kind: operation.CreateSnapshot, VolumeID: "v", State: operation.Failed, FinishedAt: noon.Add(-time.Hour), Failure: &operation.Failure{Kind: "server"},
	})
	report := coverage.Of(v, coverage.Facts{Target: 24 * time.Hour, Attempts: attempts, Now: noon})
	return newFixture(t, reading(v, inventory.Health{ReadAt: noon}), func(deps *Deps) {
		deps.Dismissals, deps.Coverage = d, func() *coverage.Report { return report }
	})
}

// The count is on every page.
func TestOpenFailures_CountedUntilDismissed(t *testing.T) {
	t.Parallel()
	d := &countedDismissals{}
	f := failing(t, d)
	require.Equal(t, 1, f.countOpenFailures(t.Context(), noon))
	require.Equal(t, 1, f.CommonLayout(t.Context(), f.pageRequest(t, "/")).OpenFailures)
	cause := f.OpenFailures(t.Context(), f.Coverage(), noon)[0].Cause
	d.list = []coverage.Dismissal{{Cause: cause, By: "ada", At: noon}}
	f.Hub.Changed()
	require.Zero(t, f.countOpenFailures(t.Context(), noon))
	require.Len(t, f.OpenFailures(t.Context(), f.Coverage(), noon)[0].Dismissed, 1)
}

// Every page needs them, and another replica may have added some.
func TestCurrentDismissals_AreReadNowAndThen(t *testing.T) {
	t.Parallel()
	d := &countedDismissals{}
	f := failing(t, d)
	for range 5 {
		f.CurrentDismissals(t.Context(), noon)
	}
	require.Equal(t, 1, d.reads)
	f.CurrentDismissals(t.Context(), noon.Add(dismissalsFor))
	require.Equal(t, 2, d.reads)
	f.Hub.Changed()
	f.CurrentDismissals(t.Context(), noon.Add(dismissalsFor))
	require.Equal(t, 3, d.reads)
}

// While the database fails, dismissed failures must not reappear.
func TestCurrentDismissals_SurviveFailure(t *testing.T) {
	t.Parallel()
	d := &countedDismissals{list: []coverage.Dismissal{{Cause: "server"}}}
	f := failing(t, d)
	require.Len(t, f.CurrentDismissals(t.Context(), noon), 1)
	d.list, d.err = nil, webtest.ErrAway
	require.Len(t, f.CurrentDismissals(t.Context(), noon.Add(time.Hour)), 1)
	require.Contains(t, f.log.String(), "level=WARN")
}

// A newer snapshot may not have been read yet.
func TestOpenFailures_NoneBeforeContractIsRead(t *testing.T) {
	t.Parallel()
	f := failing(t, &countedDismissals{})
	r := *f.Coverage()
	r.Complete = false
	require.Empty(t, f.OpenFailures(t.Context(), &r, noon))
}
