package inventory

import (
	"context"
	"log/slog"
	"time"
)

// dropOrigins is how often the origins of snapshots that are gone are forgotten.
const dropOrigins = 6 * time.Hour

// Origin is what is remembered of a request that created a snapshot: IONOS Cloud lists requests for a
// limited time, and neither the program nor the source of a snapshot may become unknown by that.
type Origin struct {
	SnapshotID, RequestID  string
	DatacenterID, VolumeID string
	UserAgent, CreatedBy   string
	CreatedAt              time.Time
}

// key tells an origin from all others.
func (o Origin) key() originKey { return originKey{o.SnapshotID, o.RequestID} }

type originKey struct{ snapshotID, requestID string }

// request is the request that an origin is remembered of.
func (o Origin) request() Request {
	return Request{
		ID: o.RequestID, Method: "POST", URL: "/datacenters/" + o.DatacenterID + "/volumes/" + o.VolumeID + "/create-snapshot",
		CreatedDate: o.CreatedAt, CreatedBy: o.CreatedBy, UserAgent: o.UserAgent, Status: RequestDone,
		Targets: []Target{{ID: o.SnapshotID, Type: "snapshot", Status: RequestDone}},
	}
}

// OriginStore keeps origins. Package store implements it.
type OriginStore interface {
	// Origins returns all that are kept.
	Origins(ctx context.Context) ([]Origin, error)
	// AddOrigins keeps origins; those that are kept already stay as they are.
	AddOrigins(ctx context.Context, origins []Origin) error
	// RemoveOrigins forgets the origins of snapshots.
	RemoveOrigins(ctx context.Context, snapshotIDs []string) error
}

// Memory keeps the origins of the snapshots that exist. Load is called before the start, then Run in
// a goroutine of its own.
type Memory struct {
	sources *Sources
	store   OriginStore
	log     *slog.Logger
	stored  map[originKey]bool
}

// NewMemory returns a memory that has kept nothing yet.
func NewMemory(sources *Sources, store OriginStore, log *slog.Logger) *Memory {
	return &Memory{sources: sources, store: store, log: log, stored: map[originKey]bool{}}
}

// Load tells the sources of what was kept.
func (m *Memory) Load(ctx context.Context) error {
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

// Run keeps what the requests tell as they are read, and forgets what is gone now and then.
func (m *Memory) Run(ctx context.Context) {
	tick := time.NewTicker(dropOrigins)
	defer tick.Stop()
	for {
		var err error
		select {
		case <-ctx.Done():
			return
		case <-m.sources.learned:
			err = m.keep(ctx)
		case <-tick.C:
			err = m.forget(ctx)
		}
		if err != nil && ctx.Err() == nil {
			m.log.Warn("keep origins of snapshots", "error", err.Error())
		}
	}
}

// keep stores the origins that are new.
func (m *Memory) keep(ctx context.Context) error {
	var fresh []Origin
	for _, o := range m.sources.View().origins() {
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

// forget removes the origins of snapshots that are gone. It does nothing as long as anything in the
// listings could not be read.
func (m *Memory) forget(ctx context.Context) error {
	v := m.sources.View()
	if !v.Loading.Complete || len(v.Warnings) > 0 {
		return nil
	}
	var gone []string
	for key := range m.stored {
		if _, exists := v.index.snapshots[key.snapshotID]; !exists {
			gone = append(gone, key.snapshotID)
		}
	}
	if len(gone) == 0 {
		return nil
	}
	if err := m.store.RemoveOrigins(ctx, gone); err != nil {
		return err
	}
	for key := range m.stored {
		if _, exists := v.index.snapshots[key.snapshotID]; !exists {
			delete(m.stored, key)
		}
	}
	return nil
}

// origins are those of the snapshots of a view. What Snapdeck made carries its own
// as long as nobody removes it.
func (v *View) origins() []Origin {
	if v.inferred == nil {
		return nil
	}
	var all []Origin
	for i := range v.inferred.calls.all {
		r := &v.inferred.calls.all[i]
		for _, id := range r.snapshots {
			_, exists := v.index.snapshots[id]
			if exists && !(r.BySnapdeck() && v.index.sources[id].Known()) {
				all = append(all, Origin{
					SnapshotID: id, RequestID: r.ID, DatacenterID: r.datacenterID, VolumeID: r.volumeID,
					UserAgent: r.UserAgent, CreatedBy: r.CreatedBy, CreatedAt: r.CreatedDate,
				})
			}
		}
	}
	return all
}
