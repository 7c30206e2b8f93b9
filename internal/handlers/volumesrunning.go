package handlers

import (
	"sync"

	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
)

// runningVolumes remembers on which volumes an operation runs, until any operation changes. It may be used
// concurrently.
type runningVolumes struct {
	mu      sync.Mutex
	version uint64
	all     *inventory.IDs
}

func (r *runningVolumes) ids(cache *operation.Cache) *inventory.IDs {
	version := cache.Version()
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.all == nil || r.version != version {
		var ids []string
		for _, op := range cache.Running() {
			if op.VolumeID != "" && !op.State.Final() && !op.Planned() {
				ids = append(ids, op.VolumeID)
			}
		}
		r.all, r.version = inventory.NewIDs(ids...), version
	}
	return r.all
}
