package inference

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
)

// brokenOrigins is a store that refuses what the test says.
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

// recording is a recorder of a contract with one snapshot, whose request names it.
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

func TestOriginRecorder_StoresAgainWhatFailed(t *testing.T) {
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

func TestOriginRecorder_LoadThatFails(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		_, store, m := recording(t)
		store.read = errors.New("away")
		require.ErrorIs(t, m.Load(t.Context()), store.read)
	})
}

// TestOriginRecorder_RemovesOnlyWhatIsSurelyDeleted: a listing that is incomplete or has unreadable items proves nothing.
func TestOriginRecorder_RemovesOnlyWhatIsSurelyDeleted(t *testing.T) {
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

// TestOrigin_SpeaksForItsSnapshotAsItsRequestDid: what is stored is enough to infer from.
func TestOrigin_SpeaksForItsSnapshotAsItsRequestDid(t *testing.T) {
	t.Parallel()
	o := Origin{SnapshotID: "s", RequestID: "r", DatacenterID: "d1", VolumeID: "v1", UserAgent: "ionosctl/v6.10.2", CreatedBy: "ops@example.com", CreatedAt: inferenceTime()}
	made, ok := creationOf(new(o.request()), nil)
	require.True(t, ok)
	require.Equal(t, []string{"d1", "v1"}, []string{made.datacenterID, made.volumeID})
	require.Equal(t, []string{"s"}, made.snapshots)
	require.True(t, made.Status.Final(), "it is not waited for")
	require.False(t, made.nameGiven)
}

// TestHistoryReader_FailedFirstReadStartsOver: nothing is known, so nothing may be left out.
func TestHistoryReader_FailedFirstReadStartsOver(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		away := errors.New("away")
		var since []time.Time
		p := NewHistoryReader(func(_ context.Context, from time.Time, _ func(int)) (inventory.Listing[inventory.Request], error) {
			if since = append(since, from); len(since) == 1 {
				return inventory.Listing[inventory.Request]{}, away
			}
			return inventory.Listing[inventory.Request]{Items: []inventory.Request{creationRequest("a", inventory.RequestDone)}}, nil
		}, func() {}, time.Now, slog.New(slog.DiscardHandler))
		go p.Run(t.Context())
		p.Current(time.Time{})
		synctest.Wait()
		first := p.Cached()
		require.ErrorIs(t, first.Err, away)
		require.Zero(t, first.ReadAt, "it was never read")
		require.False(t, first.Loading)
		time.Sleep(historyRetry)
		p.Current(time.Time{})
		synctest.Wait()
		require.Equal(t, time.Now().Add(-historyDepth), since[1])
		require.NoError(t, p.Cached().Err)
		require.Equal(t, since[1], p.Cached().Since)
	})
}

// TestHistoryReader_EndsWithTheContext in the middle of a read, which is no failure.
func TestHistoryReader_EndsWithTheContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		p := NewHistoryReader(func(ctx context.Context, _ time.Time, _ func(int)) (inventory.Listing[inventory.Request], error) {
			<-ctx.Done()
			return inventory.Listing[inventory.Request]{}, ctx.Err()
		}, func() {}, time.Now, slog.New(slog.DiscardHandler))
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			p.Run(ctx)
		}()
		p.Current(time.Time{})
		synctest.Wait()
		require.True(t, p.Cached().Loading)
		cancel()
		<-ended
		require.Equal(t, inventory.RequestHistory{}, p.Cached())
	})
}

// TestMergeRequests_NewestVersionOfEachCreate, oldest first.
func TestMergeRequests_NewestVersionOfEachCreate(t *testing.T) {
	t.Parallel()
	at := func(id string, minutes int, status inventory.RequestStatus) inventory.Request {
		r := creationRequest(id, status)
		r.CreatedDate = inferenceTime().Add(time.Duration(minutes) * time.Minute)
		return r
	}
	other := at("other", 1, inventory.RequestDone)
	other.URL = "/datacenters/d/volumes"
	old := []inventory.Request{at("b", 2, inventory.RequestRunning), at("c", 3, inventory.RequestDone)}
	got := mergeRequests(old, []inventory.Request{at("d", 2, inventory.RequestDone), other, at("b", 2, inventory.RequestDone), at("a", 1, inventory.RequestQueued)})
	require.Equal(t, []inventory.Request{at("a", 1, inventory.RequestQueued), at("b", 2, inventory.RequestDone), at("d", 2, inventory.RequestDone), at("c", 3, inventory.RequestDone)}, got)
	require.Equal(t, inventory.RequestRunning, old[0].Status, "what others read does not change")
}

// TestSources_NothingNewIsTheSameView: pages keep what they have rendered of it.
func TestSources_NothingNewIsTheSameView(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w, _, _ := recording(t)
		before := w.View()
		time.Sleep(historyMaxAge)
		w.History(before)
		synctest.Wait()
		require.True(t, w.past.Cached().ReadAt.Equal(time.Now()), "the history was read again")
		require.Same(t, before, w.View(), "it holds nothing new")

		w.request("d1", "v2", "", time.Second, inventory.Target{ID: "s", Type: "snapshot"})
		time.Sleep(historyMaxAge)
		w.History(before)
		synctest.Wait()
		after := w.View()
		require.Greater(t, after.Version, before.Version, "a page of the same version would stay as it is")
		require.Equal(t, inventory.Possible, after.SourceOf("s").Confidence, "requests for two volumes name it")
	})
}
