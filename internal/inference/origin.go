package inference

import (
	"context"
	"log/slog"
	"maps"
	"time"

	"snapdeck/internal/inventory"
)

// dropOriginsInterval is the interval at which origins of deleted snapshots are removed.
const dropOriginsInterval = 6 * time.Hour

// Origin is the stored part of a request that created a snapshot. IONOS Cloud lists requests for a limited
// time; the program and the source of a snapshot must stay known after that.
type Origin struct {
	SnapshotID, RequestID  string
	DatacenterID, VolumeID string
	UserAgent, CreatedBy   string
	CreatedAt              time.Time
}

func (o Origin) key() originKey { return originKey{o.SnapshotID, o.RequestID} }

type originKey struct{ snapshotID, requestID string }

// request returns the request that an origin describes.
func (o Origin) request() inventory.Request {
	return inventory.Request{
		ID: o.RequestID, Method: "POST", URL: "/datacenters/" + o.DatacenterID + "/volumes/" + o.VolumeID + "/create-snapshot",
		CreatedDate: o.CreatedAt, CreatedBy: o.CreatedBy, UserAgent: o.UserAgent, Status: inventory.RequestDone,
		Targets: []inventory.Target{{ID: o.SnapshotID, Type: "snapshot", Status: inventory.RequestDone}},
	}
}

// OriginStore stores origins. Package store implements it.
type OriginStore interface {
	// Origins returns all stored origins.
	Origins(ctx context.Context) ([]Origin, error)
	// AddOrigins stores origins and leaves existing ones unchanged.
	AddOrigins(ctx context.Context, origins []Origin) error
	// RemoveOrigins removes the origins of snapshots.
	RemoveOrigins(ctx context.Context, snapshotIDs []string) error
}

// OriginRecorder stores the origins of existing snapshots. Call Load before the start, then Run in a goroutine of its
// own.
type OriginRecorder struct {
	sources *Sources
	store   OriginStore
	log     *slog.Logger
	stored  map[originKey]bool
}

// NewOriginRecorder returns a recorder that has stored nothing.
func NewOriginRecorder(sources *Sources, store OriginStore, log *slog.Logger) *OriginRecorder {
	return &OriginRecorder{sources: sources, store: store, log: log, stored: map[originKey]bool{}}
}

// Load passes the stored origins to the sources.
func (m *OriginRecorder) Load(ctx context.Context) error {
	origins, err := m.store.Origins(ctx)
	if err != nil {
		return err
	}
	for _, o := range origins {
		m.stored[o.key()] = true
	}
	m.sources.UseOrigins(origins)
	return nil
}

// Run stores the origins of newly read requests, and removes those of deleted snapshots from time to time.
func (m *OriginRecorder) Run(ctx context.Context) {
	tick := time.NewTicker(dropOriginsInterval)
	defer tick.Stop()
	for {
		var err error
		select {
		case <-ctx.Done():
			return
		case <-m.sources.learned:
			err = m.storeNew(ctx)
		case <-tick.C:
			err = m.removeDeleted(ctx)
		}
		if err != nil && ctx.Err() == nil {
			m.log.Warn("store snapshot origins", "error", err)
		}
	}
}

func (m *OriginRecorder) storeNew(ctx context.Context) error {
	var fresh []Origin
	for _, o := range m.sources.current().inferred.origins() {
		if !m.stored[o.key()] {
			fresh = append(fresh, o)
		}
	}
	if len(fresh) == 0 {
		return nil
	}
	if err := m.store.AddOrigins(ctx, fresh); err != nil {
		return err
	}
	for _, o := range fresh {
		m.stored[o.key()] = true
	}
	return nil
}

// removeDeleted removes the origins of deleted snapshots. It does nothing while a listing has unreadable items.
func (m *OriginRecorder) removeDeleted(ctx context.Context) error {
	v := m.sources.View()
	if !v.Loading.Complete || len(v.Warnings) > 0 {
		return nil
	}
	deleted := func(key originKey, _ bool) bool {
		_, exists := v.SnapshotPosition(key.snapshotID)
		return !exists
	}
	var removed []string
	for key := range m.stored {
		if deleted(key, true) {
			removed = append(removed, key.snapshotID)
		}
	}
	if len(removed) == 0 {
		return nil
	}
	if err := m.store.RemoveOrigins(ctx, removed); err != nil {
		return err
	}
	maps.DeleteFunc(m.stored, deleted)
	return nil
}

// origins returns the origins of the snapshots. Snapshots that Snapdeck created carry their source and need none. x may
// be nil.
func (x *inferred) origins() []Origin {
	if x == nil {
		return nil
	}
	var all []Origin
	for i := range x.creations.all {
		r := &x.creations.all[i]
		for _, id := range r.snapshots {
			_, exists := x.view.SnapshotPosition(id)
			if exists && !(r.BySnapdeck() && x.view.Source(id).Known()) {
				all = append(all, Origin{
					SnapshotID: id, RequestID: r.ID, DatacenterID: r.datacenterID, VolumeID: r.volumeID,
					UserAgent: r.UserAgent, CreatedBy: r.CreatedBy, CreatedAt: r.CreatedDate,
				})
			}
		}
	}
	return all
}
