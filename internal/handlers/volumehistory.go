package handlers

import (
	"fmt"
	"slices"
	"sync"

	"snapdeck/internal/operation"
)

// deeds remembers what was done to volumes beside making good snapshots, until any operation
// changes. It may be used concurrently.
type deeds struct {
	mu      sync.Mutex
	version uint64 // of the board
	of      map[string][]operation.Operation
}

func newDeeds() *deeds { return &deeds{of: map[string][]operation.Operation{}} }

func (d *deeds) get(version uint64, volumeID string) ([]operation.Operation, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	found, known := d.of[volumeID]
	return found, known && d.version == version
}

func (d *deeds) put(version uint64, volumeID string, ops []operation.Operation) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.version != version {
		clear(d.of)
		d.version = version
	}
	d.of[volumeID] = ops
}

// deedsOn are the operations that overwrote or made a volume, and those that failed to make
// a snapshot of it, the oldest first. The caller must not change the slice.
func (s *Server) deedsOn(a asked, volumeID string) ([]operation.Operation, error) {
	version := s.Board.Version()
	if known, fresh := s.deeds.get(version, volumeID); fresh {
		return known, nil
	}
	var found []operation.Operation
	for _, f := range []operation.Filter{
		{Kinds: []operation.Kind{operation.CreateSnapshot}, States: []operation.State{operation.Failed, operation.Unknown}},
		{Kinds: []operation.Kind{operation.RestoreVolume, operation.CreateVolume}, States: []operation.State{operation.Done, operation.Failed, operation.Unknown}},
	} {
		f.VolumeID, f.Limit = volumeID, maxDeeds
		ops, _, err := s.Ledger.List(a.ctx, f)
		if err != nil {
			return nil, fmt.Errorf("read what was done to volume %s: %w", volumeID, err)
		}
		found = append(found, ops...)
	}
	slices.SortStableFunc(found, func(p, q operation.Operation) int { return deedAt(p).Compare(deedAt(q)) })
	s.deeds.put(version, volumeID, found)
	return found, nil
}
