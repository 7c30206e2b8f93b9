package inference

import (
	"context"
	"log/slog"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
)

// sourcesOf is a contract that changes while its sources are inferred.
type sourcesOf struct {
	*inferenceCase
	view atomic.Pointer[inventory.View]
	past *HistoryReader
	*Sources
}

func inferring(t *testing.T, l *inferenceCase) *sourcesOf {
	t.Helper()
	w := &sourcesOf{inferenceCase: l}
	w.publish()
	w.past = NewHistoryReader(func(context.Context, time.Time, func(int)) (inventory.Listing[inventory.Request], error) {
		return inventory.Listing[inventory.Request]{Items: l.requests}, nil
	}, func() {}, time.Now, slog.New(slog.DiscardHandler))
	go w.past.Run(t.Context())
	w.Sources = NewSources(w.view.Load, w.past)
	return w
}

func (w *sourcesOf) publish() {
	next := inventory.NewView(w.Listings, inferenceTime())
	if old := w.view.Load(); old != nil {
		next.Version = old.Version + 1
	}
	w.view.Store(next)
}

func TestInfer_CertainCountsAsKnown(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := newInferenceCase()
		l.volume("d1", "v1", "web", 10)
		l.snapshot("s", "x", "", 10)
		l.snapshot("likely", "web nightly", "", 10)
		l.request("d1", "v1", "", 0, inventory.Target{ID: "s", Type: "snapshot"})
		l.requests[0].UserAgent = "ionosctl/v6.10.2"
		for i := range l.Snapshots {
			l.Snapshots[i].Metadata.State = inventory.StateAvailable
		}
		w := inferring(t, l)

		before := w.View()
		require.False(t, before.Source("s").Known(), "the past is not read yet")
		require.True(t, before.SnapshotTotalsOf("v1").Unknown(), "an empty history differs from one that was not read")
		require.Equal(t, 2, before.UnknownSources())
		synctest.Wait()

		v := w.View()
		require.Greater(t, v.Version, before.Version)
		require.Equal(t, inventory.Provenance{DatacenterID: "d1", VolumeID: "v1", By: inventory.ByRequest}, v.Source("s"))
		require.Equal(t, []string{"s"}, snapshotIDs(v.SnapshotsOf("v1")))
		require.Equal(t, []string{"likely"}, snapshotIDs(v.LikelyOf("v1")))
		require.Equal(t, inventory.SnapshotTotals{Count: 1, GB: 10, AtLeast: true}, v.SnapshotTotalsOf("v1"))
		require.Equal(t, inventory.SnapshotTotals{Count: 1, GB: 10, AtLeast: true}, v.SnapshotTotalsFrom("d1"))
		require.Equal(t, inventory.SnapshotTotals{Count: 1, GB: 10}, v.Unattributed())
		require.Equal(t, 1, v.CountSnapshotsOf("v1"))
		require.Equal(t, 10.0, v.SnapshotGBOf("v1"))
		require.Equal(t, 1, v.SnapshotsFrom("d1"))
		require.Equal(t, 1, v.UnknownSources())
		require.Equal(t, 1, v.UnwrittenSources())
		require.Equal(t, inferenceTime(), v.LastSnapshotAt("v1"))
		require.Equal(t, inventory.CreatedByIonosctl, v.Creator(l.Snapshots[0]).Creator)
		for source, want := range map[string][]string{"known": {"s"}, "request": {"s"}, "likely": {"likely"}, "unknown": {"likely"}, "labels": {}} {
			require.Equal(t, want, snapshotIDs(v.FindSnapshots(inventory.SnapshotQuery{Source: source}).Items), source)
		}
		require.Equal(t, []string{"s"}, snapshotIDs(v.FindSnapshots(inventory.SnapshotQuery{VolumeID: "v1"}).Items))
		require.Len(t, v.FindSnapshots(inventory.SnapshotQuery{Text: "web"}).Items, 2, "found by the names of their sources")

		known := v.SourceOf("s")
		require.Equal(t, inventory.Certain, known.Confidence)
		require.Contains(t, known.Evidence[0], "names this volume and this snapshot")
		require.Equal(t, inventory.Likely, v.SourceOf("likely").Confidence)
		require.Equal(t, "v1", v.SourceOf("likely").VolumeID)
		require.Equal(t, inventory.NoConfidence, v.SourceOf("nothing").Confidence)
		require.Same(t, v, w.View(), "nothing is new")
	})
}

func TestInfer_ConfirmedOverridesInferred(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := newInferenceCase()
		l.volume("d1", "v1", "web", 10)
		l.snapshot("s", "x", "", 10)
		l.request("d1", "v1", "", 0, inventory.Target{ID: "s", Type: "snapshot"})
		w := inferring(t, l)
		w.View()
		synctest.Wait()
		require.Equal(t, inventory.Certain, w.View().SourceOf("s").Confidence)
		_, found := w.View().Inference("s")
		require.True(t, found, "the source can still be written")

		l.Labels = []inventory.Label{{ResourceID: "s", Key: inventory.LabelSource, Value: inventory.SourceNone}}
		w.publish()
		v := w.View()
		require.False(t, v.Source("s").Known())
		require.Equal(t, inventory.NoConfidence, v.SourceOf("s").Confidence)
		require.Empty(t, v.SnapshotsOf("v1"))
		require.Equal(t, inventory.SnapshotTotals{}, v.SnapshotTotalsOf("v1"))
		inference, found := v.Inference("s")
		require.True(t, found && inference.Denied)

		l.Labels = []inventory.Label{{ResourceID: "s", Key: inventory.LabelVolume, Value: "v2"}, {ResourceID: "s", Key: inventory.LabelSource, Value: inventory.SourceConfirmed}}
		w.publish()
		v = w.View()
		require.Equal(t, inventory.Known, v.SourceOf("s").Confidence)
		require.Equal(t, []string{"A user confirmed it."}, v.SourceOf("s").Evidence)
		require.Equal(t, "v2", v.Source("s").VolumeID)
		_, found = v.Inference("s")
		require.False(t, found)
		require.Empty(t, v.SnapshotsOf("v1"))
		require.Len(t, v.SnapshotsOf("v2"), 1)
	})
}

func TestSources_WaitForFirstLoad(t *testing.T) {
	t.Parallel()
	l := newInferenceCase()
	l.volume("d1", "v1", "web", 10)
	l.snapshot("s", "web", "", 10)
	reader := NewHistoryReader(nil, func() {}, time.Now, slog.New(slog.DiscardHandler))
	view := inventory.NewView(l.Listings, inferenceTime())
	view.Loading.Complete = false
	s := NewSources(func() *inventory.View { return view }, reader)
	require.Same(t, view, s.View())
	require.True(t, s.View().SnapshotTotalsOf("v1").Unknown())
	done := *view
	done.Loading.Complete = true
	view = &done
	require.Len(t, s.View().LikelyOf("v1"), 1)
	again := done
	again.Loading.Complete = false // a data center was added
	view = &again
	require.Len(t, s.View().LikelyOf("v1"), 1, "known sources are kept")
}

func TestInfer_GuardsConsiderAllCandidates(t *testing.T) {
	t.Parallel()
	l := newInferenceCase()
	for _, id := range []string{"v1", "v2", "v3", "v4", "v5", "v6", "v7"} {
		l.volume("d1", id, "disk "+id, 10)
	}
	l.snapshot("s", "old", "", 10)
	l.snapshot("named", "root", "", 10)
	for range 7 {
		l.volume("d2", string(rune('a'+len(l.Volumes))), "root", 10)
	}
	v := inventory.NewView(l.Listings, inferenceTime())
	require.Empty(t, v.MayComeFrom("s"))
	v = Infer(v, nil)
	inference, _ := v.Inference("s")
	require.Positive(t, inference.More)
	require.Len(t, v.MayComeFrom("s"), 14)
	require.Len(t, v.MayComeFrom("named"), 7)
	require.True(t, v.SnapshotTotalsOf("v7").AtLeast, "the volume is a candidate that is not listed")
}

// Pages keep what they have rendered of a view.
func TestSources_UnchangedHistoryKeepsView(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w, _, _ := recording(t)
		before := w.View()
		time.Sleep(historyMaxAge)
		w.History(before)
		synctest.Wait()
		require.True(t, w.past.Cached().ReadAt.Equal(time.Now()), "the history was read again")
		require.Same(t, before, w.View(), "the history has nothing new")

		w.request("d1", "v2", "", time.Second, inventory.Target{ID: "s", Type: "snapshot"})
		time.Sleep(historyMaxAge)
		w.History(before)
		synctest.Wait()
		after := w.View()
		require.Greater(t, after.Version, before.Version, "a page of the same version would stay as it is")
		require.Equal(t, inventory.Possible, after.SourceOf("s").Confidence, "requests for two volumes name it")
	})
}
