package timelineview

import (
	"context"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/table"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
)

// countingLedger is a ledger with a restore and a failed snapshot of each volume, which counts how often it is read.
type countingLedger struct {
	at        time.Time
	listCalls int
}

func (l *countingLedger) Operation(context.Context, string) (operation.Operation, error) {
	return operation.Operation{}, operation.ErrNoOperation
}

func (l *countingLedger) CountBatches(context.Context, []string) (map[string]operation.BatchCounts, error) {
	return nil, nil
}

func (l *countingLedger) Holder(context.Context, string, string) (operation.Operation, bool, error) {
	return operation.Operation{}, false, nil
}

func (l *countingLedger) List(_ context.Context, f operation.Filter) ([]operation.Operation, int, error) {
	l.listCalls++
	op := operation.Operation{ID: f.VolumeID + string(f.Kinds[0]), Kind: f.Kinds[0], VolumeID: f.VolumeID, State: f.States[0], FinishedAt: l.at}
	op.Params.Name = "nightly"
	return []operation.Operation{op}, 1, nil
}

func TestTimeline_SharedAxis(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	var l inventory.Listings
	l.Datacenters = []inventory.Datacenter{{ID: "d", Name: "prod", Location: "de/fra"}}
	for i, id := range []string{"v1", "v2"} {
		l.Volumes = append(l.Volumes, inventory.Volume{ID: id, DatacenterID: "d", Name: "disk " + id})
		l.Snapshots = append(l.Snapshots, inventory.Snapshot{ID: "s-" + id, SizeGB: float64(10 * (i + 1)), Metadata: inventory.Metadata{State: inventory.StateAvailable, CreatedDate: now.Add(-time.Hour)}})
		l.Labels = append(l.Labels, inventory.Label{ResourceID: "s-" + id, Key: inventory.LabelVolume, Value: id})
	}
	ledger := &countingLedger{at: now.Add(-48 * time.Hour)}
	s := New(web.NewBase(web.Deps{Operations: operation.NewCache(), Ledger: ledger}))
	req := web.Request{View: inventory.NewView(l, now), Now: now, Zone: time.UTC}
	address, err := url.Parse("/servers/x?range=7d")
	require.NoError(t, err)
	line, err := s.Of(t.Context(), req, table.ParseQuery(address, nil, inventory.Order{}), req.View.Volumes)
	require.NoError(t, err)
	require.Len(t, line.Strips, 2)
	one, two := line.Strips[0], line.Strips[1]
	require.Equal(t, "disk v1", one.Label.Text)
	require.Equal(t, one.Marks[0].At, two.Marks[0].At, "the same time is at the same place")
	for _, strip := range line.Strips {
		require.Len(t, strip.Ticks, 2)
		require.Len(t, strip.Items, 3)
	}
	require.Equal(t, "Overwritten with the snapshot nightly", operationText(operation.Operation{Kind: operation.RestoreVolume, State: operation.Done, Params: operation.CreateParams{Name: "nightly"}}))
	require.Equal(t, "Create snapshot: failed", operationText(operation.Operation{Kind: operation.CreateSnapshot, State: operation.Failed}))
}

func (*countingLedger) Archived(context.Context, string) (bool, error) { return false, nil }
