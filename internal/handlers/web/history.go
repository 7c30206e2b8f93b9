package web

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"snapdeck/internal/operation"
)

const (
	maxOperations = 100
)

// OperationTime is when an operation touched its volume.
func OperationTime(op operation.Operation) time.Time {
	if !op.FinishedAt.IsZero() {
		return op.FinishedAt
	}
	return op.CreatedAt
}

// volumeHistoryCache remembers what was done to volumes beside making good snapshots, until any operation
// changes. It may be used concurrently.
type volumeHistoryCache struct {
	mu       sync.Mutex
	version  uint64 // of the cache
	byVolume map[string][]operation.Operation
}

func newVolumeHistoryCache() *volumeHistoryCache {
	return &volumeHistoryCache{byVolume: map[string][]operation.Operation{}}
}

func (d *volumeHistoryCache) get(version uint64, volumeID string) ([]operation.Operation, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	found, known := d.byVolume[volumeID]
	return found, known && d.version == version
}

func (d *volumeHistoryCache) put(version uint64, volumeID string, ops []operation.Operation) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.version != version {
		clear(d.byVolume)
		d.version = version
	}
	d.byVolume[volumeID] = ops
}

// VolumeHistory are the operations that overwrote or made a volume, and those that failed to make
// a snapshot of it, the oldest first. The caller must not change the slice.
func (s *Base) VolumeHistory(ctx context.Context, req Request, volumeID string) ([]operation.Operation, error) {
	version := s.Operations.Version()
	if known, fresh := s.histories.get(version, volumeID); fresh {
		return known, nil
	}
	var found []operation.Operation
	for _, f := range []operation.Filter{
		{Kinds: []operation.Kind{operation.CreateSnapshot}, States: []operation.State{operation.Failed, operation.Unknown}},
		{Kinds: []operation.Kind{operation.RestoreVolume, operation.CreateVolume}, States: []operation.State{operation.Done, operation.Failed, operation.Unknown}},
	} {
		f.VolumeID, f.Limit = volumeID, maxOperations
		ops, _, err := s.Ledger.List(ctx, f)
		if err != nil {
			return nil, fmt.Errorf("read what was done to volume %s: %w", volumeID, err)
		}
		found = append(found, ops...)
	}
	slices.SortStableFunc(found, func(p, q operation.Operation) int { return OperationTime(p).Compare(OperationTime(q)) })
	s.histories.put(version, volumeID, found)
	return found, nil
}
