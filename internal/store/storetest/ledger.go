package storetest

import (
	"errors"
	"fmt"
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
	t.Run("returns what the same form has become already", func(t *testing.T) {
		t.Parallel()
		jobs := &queue{}
		ledger := open(t).Ledger(jobs)
		first := record(t, ledger, newOperation(t))
		retry := newOperation(t)
		retry.Key = first.Key
		result, err := ledger.Submit(t.Context(), operation.Submission{Ops: []operation.Operation{retry}, Exclusive: true})
		require.NoError(t, err)
		require.True(t, result.Earlier)
		require.Empty(t, cmp.Diff(first, result.First()))
		require.Equal(t, []string{first.ID}, jobs.ids)
	})
	t.Run("makes one operation of a form that comes many times at once", func(t *testing.T) {
		t.Parallel()
		ledger := open(t).Ledger(nil)
		key := newOperation(t).Key
		ids := atOnce(t, 8, func(op operation.Operation) (operation.Operation, error) {
			op.Key = key
			result, err := ledger.Submit(t.Context(), operation.Submission{Ops: []operation.Operation{op}})
			if err != nil {
				return op, err
			}
			return result.First(), nil
		})
		for _, id := range ids {
			require.Equal(t, ids[0], id)
		}
	})
	t.Run("leaves nothing behind when the job cannot be added", func(t *testing.T) {
		t.Parallel()
		db := open(t)
		op, broken := newOperation(t), errors.New("broken")
		_, err := db.Ledger(&queue{err: broken}).Submit(t.Context(), operation.Submission{Ops: []operation.Operation{op}})
		require.ErrorIs(t, err, broken)
		_, err = db.Ledger(nil).Operation(t.Context(), op.ID)
		require.ErrorIs(t, err, operation.ErrNoOperation)
		entries, err := db.AuditOf(t.Context(), op.ID)
		require.NoError(t, err)
		require.Empty(t, entries)
	})
	t.Run("distinguishes other content of a form", func(t *testing.T) { runOtherContent(t, open) })
	t.Run("allows one open operation of a kind per target", func(t *testing.T) { runSlots(t, open) })
	t.Run("refuses existing ids", func(t *testing.T) {
		t.Parallel()
		op := newOperation(t)
		op.State = operation.Done
		_, err := open(t).Ledger(nil).Submit(t.Context(), operation.Submission{Ops: []operation.Operation{op}})
		require.ErrorIs(t, err, operation.ErrTransition)
	})
}

// atOnce records n new operations concurrently and returns the ids of the recorded ones.
func atOnce(t *testing.T, n int, submit func(operation.Operation) (operation.Operation, error)) []string {
	t.Helper()
	var wg sync.WaitGroup
	ids, errs := make([]string, n), make([]error, n)
	for i := range ids {
		op := newOperation(t)
		wg.Go(func() {
			var stored operation.Operation
			stored, errs[i] = submit(op)
			ids[i] = stored.ID
		})
	}
	wg.Wait()
	for _, err := range errs {
		require.NoError(t, err)
	}
	return ids
}

func runOtherContent(t *testing.T, open Open) {
	t.Parallel()
	ledger := open(t).Ledger(nil)
	first := recordBatch(t, ledger, "one", 3)
	other := make([]operation.Operation, 4)
	for i := range other {
		other[i] = newOperation(t)
		other[i].Batch, other[i].Key, other[i].Digest = "two", first[0].Key, fmt.Sprint(i)
	}
	var used *operation.KeyUsedError
	_, err := ledger.Submit(t.Context(), operation.Submission{Ops: other, Exclusive: true})
	require.ErrorAs(t, err, &used)
	require.Equal(t, 1, used.Missing)
	require.Empty(t, cmp.Diff(first, used.Earlier))
	_, err = ledger.Operation(t.Context(), other[3].ID)
	require.ErrorIs(t, err, operation.ErrNoOperation, "all or none")

	again, err := ledger.Submit(t.Context(), operation.Submission{Ops: other[:2], Exclusive: true})
	require.NoError(t, err)
	require.True(t, again.Earlier, "a part of it was recorded")
	require.Empty(t, cmp.Diff(first[:2], again.Ops))

	fresh, err := ledger.Submit(t.Context(), operation.Submission{Ops: other[3:]})
	require.NoError(t, err)
	require.False(t, fresh.Earlier, "something new")
	require.Equal(t, other[3].ID, fresh.First().ID)
}

// runSlots records deletions of one snapshot concurrently, each by its own form.
func runSlots(t *testing.T, open Open) {
	t.Parallel()
	ledger := open(t).Ledger(nil)
	deletion := func(op operation.Operation) operation.Submission {
		op.Kind, op.SnapshotID = operation.DeleteSnapshot, "snap"
		return operation.Submission{Ops: []operation.Operation{op}, Exclusive: true}
	}
	ids := atOnce(t, 8, func(op operation.Operation) (operation.Operation, error) {
		var is *operation.OpenError
		result, err := ledger.Submit(t.Context(), deletion(op))
		switch {
		case errors.As(err, &is):
			return is.Operation, nil
		case err != nil:
			return op, err
		}
		return result.First(), nil
	})
	for _, id := range ids {
		require.Equal(t, ids[0], id, "the losers are shown the existing operation")
	}
	op, err := ledger.Operation(t.Context(), ids[0])
	require.NoError(t, err)
	skipping := deletion(newOperation(t))
	another := newOperation(t)
	another.Kind, another.SnapshotID, another.Key, another.Digest = operation.DeleteSnapshot, "another", skipping.Ops[0].Key, "x"
	skipping.Ops, skipping.SkipOpen = append(skipping.Ops, another), true
	result, err := ledger.Submit(t.Context(), skipping)
	require.NoError(t, err)
	require.Equal(t, []string{another.ID}, []string{result.First().ID})
	require.Equal(t, op.ID, result.Open[0].ID)

	save(t, ledger, op, operation.Cancelled)
	record(t, ledger, deletion(newOperation(t)).Ops[0])
}

func runSave(t *testing.T, open Open) {
	t.Run("stores every field that can change", func(t *testing.T) {
		t.Parallel()
		ledger := open(t).Ledger(nil)
		op := record(t, ledger, newOperation(t))
		op.State, op.Sends, op.NotBefore = operation.Submitting, 2, noon.Add(time.Minute)
		op.RequestID, op.RequestStatus, op.SnapshotID = "req-1", inventory.RequestRunning, "snap-1"
		op.Labels = operation.LabelProgress{State: operation.LabelsFailing, Tries: 3, Note: "busy", NextAt: noon.Add(time.Hour)}
		op.Failure = &operation.Failure{Kind: "invalid", Text: "IONOS Cloud refused.", Status: 422, RequestID: "req-0",
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
	t.Run("keeps the request unchanged", func(t *testing.T) {
		t.Parallel()
		ledger := open(t).Ledger(nil)
		op := record(t, ledger, newOperation(t))
		changed := op
		changed.Actor, changed.VolumeID, changed.Params.Name, changed.CreatedAt = "mallory", "vol-2", "other", noon.Add(time.Hour)
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
	t.Run("reports unknown ids", func(t *testing.T) {
		t.Parallel()
		_, err := open(t).Ledger(nil).Save(t.Context(), newOperation(t), nil)
		require.ErrorIs(t, err, operation.ErrNoOperation)
	})
}
