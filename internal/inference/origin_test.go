package inference

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
)

// storingOrigins is an OriginStore in memory.
type storingOrigins struct {
	mu     sync.Mutex
	stored map[originKey]Origin
}

func (r *storingOrigins) Origins(context.Context) ([]Origin, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	var all []Origin
	for _, o := range r.stored {
		all = append(all, o)
	}
	return all, nil
}

func (r *storingOrigins) AddOrigins(_ context.Context, origins []Origin) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, o := range origins {
		r.stored[o.key()] = o
	}
	return nil
}

func (r *storingOrigins) RemoveOrigins(_ context.Context, ids []string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, id := range ids {
		for key := range r.stored {
			if key.snapshotID == id {
				delete(r.stored, key)
			}
		}
	}
	return nil
}

// brokenOrigins is a store whose calls fail with the errors that the test sets.
type brokenOrigins struct {
	*storingOrigins
	read, add, remove error
}

func (b *brokenOrigins) Origins(ctx context.Context) ([]Origin, error) {
	if b.read != nil {
		return nil, b.read
	}
	return b.storingOrigins.Origins(ctx)
}

func (b *brokenOrigins) AddOrigins(ctx context.Context, origins []Origin) error {
	if b.add != nil {
		return b.add
	}
	return b.storingOrigins.AddOrigins(ctx, origins)
}

func (b *brokenOrigins) RemoveOrigins(ctx context.Context, ids []string) error {
	if b.remove != nil {
		return b.remove
	}
	return b.storingOrigins.RemoveOrigins(ctx, ids)
}

// recording returns a recorder for a contract with one snapshot, which a request names.
func recording(t *testing.T) (*sourcesOf, *brokenOrigins, *OriginRecorder) {
	t.Helper()
	l := newInferenceCase()
	l.volume("d1", "v1", "web", 10)
	l.snapshot("s", "x", "", 10)
	l.request("d1", "v1", "", 0, inventory.Target{ID: "s", Type: "snapshot"})
	w, store := inferring(t, l), &brokenOrigins{storingOrigins: &storingOrigins{stored: map[originKey]Origin{}}}
	w.View()
	synctest.Wait()
	w.View()
	return w, store, NewOriginRecorder(w.Sources, store, slog.New(slog.DiscardHandler))
}

func TestOriginRecorder_RetriesFailedStore(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		_, store, m := recording(t)
		store.add = errors.New("the disk is full")
		require.ErrorIs(t, m.storeNew(t.Context()), store.add)
		require.Empty(t, store.stored)
		store.add = nil
		require.NoError(t, m.storeNew(t.Context()))
		require.Len(t, store.stored, 1)
		store.add = errors.New("nothing is new, so nothing is written")
		require.NoError(t, m.storeNew(t.Context()))
	})
}

func TestOriginRecorder_FailedLoadIsReported(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		_, store, m := recording(t)
		store.read = errors.New("away")
		require.ErrorIs(t, m.Load(t.Context()), store.read)
	})
}

// A listing that is incomplete or has unreadable items proves no deletion.
func TestOriginRecorder_RemovesOnlyProvenDeletions(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change  func(v *inventory.View)
		removed bool
	}{
		"the list is complete":     {func(*inventory.View) {}, true},
		"the list is being loaded": {func(v *inventory.View) { v.Loading.Complete = false }, false},
		"an item cannot be read":   {func(v *inventory.View) { v.Warnings = []inventory.Warning{{}} }, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				w, store, m := recording(t)
				require.NoError(t, m.storeNew(t.Context()))
				require.NoError(t, m.removeDeleted(t.Context()))
				require.Len(t, store.stored, 1, "the snapshot exists")

				w.Snapshots = nil
				w.publish()
				c.change(w.view.Load())
				store.remove = errors.New("away")
				if err := m.removeDeleted(t.Context()); c.removed {
					require.ErrorIs(t, err, store.remove)
				}
				require.Len(t, store.stored, 1)
				store.remove = nil
				require.NoError(t, m.removeDeleted(t.Context()))
				require.Equal(t, c.removed, len(store.stored) == 0)
				store.remove = errors.New("it is forgotten, so nothing is removed")
				if c.removed {
					require.NoError(t, m.removeDeleted(t.Context()))
				}
			})
		})
	}
}

// A stored origin must be enough to infer the source after its request is gone.
func TestOrigin_ReplacesItsRequest(t *testing.T) {
	t.Parallel()
	o := Origin{SnapshotID: "s", RequestID: "r", DatacenterID: "d1", VolumeID: "v1", UserAgent: "ionosctl/v6.10.2", CreatedBy: "ops@example.com", CreatedAt: inferenceTime()}
	made, ok := creationOf(new(o.request()), nil)
	require.True(t, ok)
	require.Equal(t, []string{"d1", "v1"}, []string{made.datacenterID, made.volumeID})
	require.Equal(t, []string{"s"}, made.snapshots)
	require.True(t, made.Status.Final(), "it is not waited for")
	require.False(t, made.nameGiven)
}

func TestOriginRecorder_KeepsSourcesOfRequestsNoLongerListed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := &storingOrigins{stored: map[originKey]Origin{}}
		l := newInferenceCase()
		l.volume("d1", "v1", "web", 10)
		l.snapshot("s", "x", `Created from "web" in Data Center "web"`, 10)
		l.snapshot("ours", "y", inventory.Marker{OperationID: "o", VolumeID: "v1"}.String(), 10)
		l.request("d1", "v1", `{"properties":{"name":"x"}}`, 0, inventory.Target{ID: "s", Type: "snapshot"})
		l.request("d1", "v1", "", 0, inventory.Target{ID: "ours", Type: "snapshot"})
		l.request("d1", "v1", "", 0, inventory.Target{ID: "deleted", Type: "snapshot"})
		l.requests[0].UserAgent, l.requests[1].UserAgent = "ionosctl/v6.10.2", inventory.UserAgent("1", "o")
		first := inferring(t, l)
		memory := NewOriginRecorder(first.Sources, store, slog.New(slog.DiscardHandler))
		require.NoError(t, memory.Load(t.Context()))
		ctx, stop := context.WithCancel(t.Context())
		go memory.Run(ctx)
		first.View()
		synctest.Wait()
		first.View()
		synctest.Wait()
		require.Len(t, store.stored, 1, "only origins of existing snapshots without labels are stored")
		stop()

		l.requests = nil // no longer listed
		second := inferring(t, l)
		memory = NewOriginRecorder(second.Sources, store, slog.New(slog.DiscardHandler))
		require.NoError(t, memory.Load(t.Context()))
		go memory.Run(t.Context())
		v := second.View()
		require.Equal(t, inventory.Certain, v.SourceOf("s").Confidence)
		require.Equal(t, inventory.CreatorInfo{Creator: inventory.CreatedByIonosctl, Why: "The request that created it, of 2026-11-20 12:00 UTC, was sent by ionosctl v6.10.2."}, v.Creator(l.Snapshots[0]))

		l.Snapshots = nil
		second.publish()
		time.Sleep(dropOriginsInterval + time.Minute)
		synctest.Wait()
		require.Empty(t, store.stored, "deleted snapshots are forgotten")
	})
}
