package handlers

import (
	"context"
	"fmt"
	"testing"
	"time"

	"snapdeck/internal/coverage"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
)

// largeContract returns 10,000 volumes and 50,000 snapshots; every tenth volume has none.
func largeContract(now time.Time) *inventory.View {
	var l inventory.Listings
	for d := range 100 {
		dc := fmt.Sprintf("dc-%02d", d)
		l.Datacenters = append(l.Datacenters, inventory.Datacenter{ID: dc, Name: "prod " + dc, Location: "de/fra"})
		for v := range 100 {
			id := fmt.Sprintf("%s-%02d", dc, v)
			l.Volumes = append(l.Volumes, inventory.Volume{ID: id, DatacenterID: dc, Name: "web-" + id, SizeGB: 10, Type: "SSD"})
			for s := range 5 {
				l.Snapshots = append(l.Snapshots, inventory.Snapshot{
					ID: fmt.Sprintf("s-%s-%d", id, s), SizeGB: 10, Location: "de/fra", Description: inventory.Marker{OperationID: id, VolumeID: fmt.Sprintf("%s-%02d", dc, v/10*10+1)}.String(),
					Metadata: inventory.Metadata{State: inventory.StateAvailable, CreatedDate: now.Add(-time.Duration(v*s) * time.Hour)},
				})
			}
		}
	}
	l.Contract.Limits.HDDPerContractMB, l.Contract.Limits.HDDProvisionedMB = 1<<40, 1<<39
	return inventory.NewView(l, now)
}

// emptyLedger holds no operations.
type emptyLedger struct{}

func (emptyLedger) Operation(context.Context, string) (operation.Operation, error) {
	return operation.Operation{}, operation.ErrNoOperation
}

func (emptyLedger) List(context.Context, operation.Filter) ([]operation.Operation, int, error) {
	return nil, 0, nil
}

func (emptyLedger) CountBatches(context.Context, []string) (map[string]operation.BatchCounts, error) {
	return nil, nil
}

func (emptyLedger) Holder(context.Context, string, string) (operation.Operation, bool, error) {
	return operation.Operation{}, false, nil
}

func (emptyLedger) Archived(context.Context, string) (bool, error) { return false, nil }

// BenchmarkServer_Overview renders the overview of a large contract, both unchanged, as for each subscriber, and for the
// first time after a change.
func BenchmarkServer_Overview(b *testing.B) {
	now := time.Unix(1_800_000_000, 0)
	v := largeContract(now)
	s, handler := newStaticServer(b)
	s.Ledger = emptyLedger{}
	var r *coverage.Report
	s.Coverage = func() *coverage.Report { return r }
	b.Run("new report", func(b *testing.B) {
		for i := range b.N {
			r = coverage.Of(v, coverage.Facts{Target: 24 * time.Hour, Now: now})
			serve(b, handler, fmt.Sprintf("/?x=%d", i))
		}
	})
	b.Run("same report", func(b *testing.B) {
		for i := range b.N {
			serve(b, handler, fmt.Sprintf("/?y=%d", i))
		}
	})
}
