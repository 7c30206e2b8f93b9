package openfailures

import (
	"bytes"
	"context"
	"log/slog"
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
	list  []coverage.Dismissal
	err   error
	reads int
}

func (d *countedDismissals) Dismissals(context.Context) ([]coverage.Dismissal, error) {
	d.reads++
	return d.list, d.err
}

// failing returns the open failures of a volume whose last snapshot failed an hour ago, their report and their log.
func failing(d *countedDismissals) (f *Cache, report *coverage.Report, changes *uint64, log *bytes.Buffer) {
	v := inventory.NewView(inventory.Listings{Datacenters: []inventory.Datacenter{{ID: "dc"}}, Volumes: []inventory.Volume{{ID: "v", DatacenterID: "dc", Name: "web", Metadata: inventory.Metadata{State: inventory.StateAvailable, CreatedDate: webtest.Noon.AddDate(-1, 0, 0)}}}}, webtest.Noon)
	v.Loading.Complete = true
	attempts := coverage.NewAttempts(nil)
	attempts.Put(operation.Operation{
		ID: "op", Kind: operation.CreateSnapshot, VolumeID: "v", State: operation.Failed, FinishedAt: webtest.Noon.Add(-time.Hour), Failure: &operation.Failure{Kind: "server"},
	})
	changes, log = new(uint64), &bytes.Buffer{}
	f = &Cache{Dismissals: d, Changes: func() uint64 { return *changes }, Log: slog.New(slog.NewTextHandler(log, nil))}
	return f, coverage.Of(v, coverage.Facts{Target: 24 * time.Hour, Attempts: attempts, Now: webtest.Noon}), changes, log
}

// The count is on every page.
func TestOpenFailures_CountedUntilDismissed(t *testing.T) {
	t.Parallel()
	d := &countedDismissals{}
	f, report, changes, _ := failing(d)
	require.Equal(t, 1, f.Count(t.Context(), report, webtest.Noon))
	cause := f.Of(t.Context(), report, webtest.Noon)[0].Cause
	d.list = []coverage.Dismissal{{Cause: cause, By: "ada", At: webtest.Noon}}
	*changes++
	require.Zero(t, f.Count(t.Context(), report, webtest.Noon))
	require.Len(t, f.Of(t.Context(), report, webtest.Noon)[0].Dismissed, 1)
}

// Every page needs them, and another replica may have added some.
func TestDismissed_AreReadNowAndThen(t *testing.T) {
	t.Parallel()
	d := &countedDismissals{}
	f, _, changes, _ := failing(d)
	for range 5 {
		f.Dismissed(t.Context(), webtest.Noon)
	}
	require.Equal(t, 1, d.reads)
	f.Dismissed(t.Context(), webtest.Noon.Add(dismissalsFor))
	require.Equal(t, 2, d.reads)
	*changes++
	f.Dismissed(t.Context(), webtest.Noon.Add(dismissalsFor))
	require.Equal(t, 3, d.reads)
}

// While the database fails, dismissed failures must not reappear.
func TestDismissed_SurviveFailure(t *testing.T) {
	t.Parallel()
	d := &countedDismissals{list: []coverage.Dismissal{{Cause: "server"}}}
	f, _, _, log := failing(d)
	require.Len(t, f.Dismissed(t.Context(), webtest.Noon), 1)
	d.list, d.err = nil, webtest.ErrAway
	require.Len(t, f.Dismissed(t.Context(), webtest.Noon.Add(time.Hour)), 1)
	require.Contains(t, log.String(), "level=WARN")
}

// A newer snapshot may not have been read yet.
func TestOpenFailures_NoneBeforeContractIsRead(t *testing.T) {
	t.Parallel()
	f, report, _, _ := failing(&countedDismissals{})
	r := *report
	r.Complete = false
	require.Empty(t, f.Of(t.Context(), &r, webtest.Noon))
}
