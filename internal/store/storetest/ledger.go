package storetest

import (
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
)

func runRecord(t *testing.T, open Open) {
	t.Run("stores everything with its first stage and its job", func(t *testing.T) {
		t.Parallel()
		jobs := &queue{}
		ledger := open(t).Ledger(jobs)
		op := newOperation(t)
		stored := record(t, ledger, op)

		want := op
		want.Version = 1
		want.Stages = []operation.Stage{{State: operation.Queued, At: noon}}
		require.Empty(t, cmp.Diff(want, stored))
		read, err := ledger.Operation(t.Context(), op.ID)
		require.NoError(t, err)
		require.Empty(t, cmp.Diff(want, read))
		require.Equal(t, []string{op.ID}, jobs.ids)
	})
	t.Run("returns the operation that has the key already", func(t *testing.T) {
		t.Parallel()
		jobs := &queue{}
		ledger := open(t).Ledger(jobs)
		first := record(t, ledger, newOperation(t))
		again := newOperation(t)
		again.Key = first.Key
		stored, fresh, err := ledger.Record(t.Context(), again)
		require.NoError(t, err)
		require.False(t, fresh)
		require.Empty(t, cmp.Diff(first, stored))
		require.Equal(t, []string{first.ID}, jobs.ids)
	})
	t.Run("makes one operation of a key that comes many times at once", func(t *testing.T) {
		t.Parallel()
		ledger := open(t).Ledger(nil)
		key := newOperation(t).Key
		var wg sync.WaitGroup
		ids := make([]string, 8)
		for i := range ids {
			op := newOperation(t)
			op.Key = key
			wg.Go(func() {
				stored, _, err := ledger.Record(t.Context(), op)
				if err == nil {
					ids[i] = stored.ID
				}
			})
		}
		wg.Wait()
		for _, id := range ids {
			require.NotEmpty(t, id)
			require.Equal(t, ids[0], id)
		}
	})
	t.Run("leaves nothing behind when the job cannot be added", func(t *testing.T) {
		t.Parallel()
		db := open(t)
		op, broken := newOperation(t), errors.New("broken")
		_, _, err := db.Ledger(&queue{err: broken}).Record(t.Context(), op)
		require.ErrorIs(t, err, broken)
		_, err = db.Ledger(nil).Operation(t.Context(), op.ID)
		require.ErrorIs(t, err, operation.ErrNoOperation)
		entries, err := db.AuditOf(t.Context(), op.ID)
		require.NoError(t, err)
		require.Empty(t, entries)
	})
	t.Run("adds no steps to a wish that was recorded before", func(t *testing.T) {
		t.Parallel()
		jobs := &queue{}
		ledger := open(t).Ledger(jobs)
		one, two, three := newOperation(t), newOperation(t), newOperation(t)
		first, err := ledger.RecordAll(t.Context(), []operation.Operation{one, two})
		require.NoError(t, err)
		again := []operation.Operation{newOperation(t), three, newOperation(t)}
		again[0].Key, again[2].Key = one.Key, two.Key
		stored, err := ledger.RecordAll(t.Context(), again)
		require.NoError(t, err)
		require.Empty(t, cmp.Diff(first, stored))
		require.Equal(t, []string{one.ID, two.ID}, jobs.ids)
		_, err = ledger.Operation(t.Context(), three.ID)
		require.ErrorIs(t, err, operation.ErrNoOperation)
	})
	t.Run("refuses what is not new", func(t *testing.T) {
		t.Parallel()
		op := newOperation(t)
		op.State = operation.Done
		_, _, err := open(t).Ledger(nil).Record(t.Context(), op)
		require.ErrorIs(t, err, operation.ErrTransition)
	})
}

func runSave(t *testing.T, open Open) {
	t.Run("stores every field that can change", func(t *testing.T) {
		t.Parallel()
		ledger := open(t).Ledger(nil)
		op := record(t, ledger, newOperation(t))
		op.State, op.Sends, op.NotBefore = operation.Submitting, 2, noon.Add(time.Minute)
		op.RequestID, op.RequestStatus, op.SnapshotID = "req-1", inventory.RequestRunning, "snap-1"
		op.Labels = operation.LabelProgress{State: operation.LabelsFailing, Tries: 3, Note: "busy", NextAt: noon.Add(time.Hour)}
		op.Failure = &operation.Failure{Kind: "invalid", Text: "The cloud refused.", Status: 422, RequestID: "req-0",
			Messages: []inventory.APIMessage{{Code: "203", Text: "quota"}, {Text: "no code"}}}
		op.UpdatedAt, op.FinishedAt = noon.Add(2*time.Second), noon.Add(3*time.Second)
		stage := operation.Stage{State: operation.Submitting, At: op.UpdatedAt, Note: "sent"}

		stored, err := ledger.Save(t.Context(), op, &stage)
		require.NoError(t, err)
		want := op
		want.Version = 2
		want.Stages = append(want.Stages, stage)
		require.Empty(t, cmp.Diff(want, stored))
	})
	t.Run("keeps who asked for what", func(t *testing.T) {
		t.Parallel()
		ledger := open(t).Ledger(nil)
		op := record(t, ledger, newOperation(t))
		changed := op
		changed.Actor, changed.VolumeID, changed.Create.Name, changed.CreatedAt = "mallory", "vol-2", "other", noon.Add(time.Hour)
		stored, err := ledger.Save(t.Context(), changed, nil)
		require.NoError(t, err)
		op.Version = 2
		require.Empty(t, cmp.Diff(op, stored))
	})
	t.Run("refuses an old version", func(t *testing.T) {
		t.Parallel()
		ledger := open(t).Ledger(nil)
		old := record(t, ledger, newOperation(t))
		save(t, ledger, old, operation.Waiting)
		old.State = operation.Submitting
		_, err := ledger.Save(t.Context(), old, nil)
		require.ErrorIs(t, err, operation.ErrStale)
	})
	t.Run("lets one of many savers win", func(t *testing.T) {
		t.Parallel()
		ledger := open(t).Ledger(nil)
		op := record(t, ledger, newOperation(t))
		var wg sync.WaitGroup
		errs := make([]error, 8)
		for i := range errs {
			wg.Go(func() { _, errs[i] = ledger.Save(t.Context(), op, nil) })
		}
		wg.Wait()
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
				continue
			}
			require.ErrorIs(t, err, operation.ErrStale)
		}
		require.Equal(t, 1, won)
	})
	t.Run("does not know what was never recorded", func(t *testing.T) {
		t.Parallel()
		_, err := open(t).Ledger(nil).Save(t.Context(), newOperation(t), nil)
		require.ErrorIs(t, err, operation.ErrNoOperation)
	})
}
