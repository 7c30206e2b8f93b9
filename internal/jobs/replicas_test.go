package jobs_test

import (
	"context"
	"database/sql"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/jobs"
	"snapdeck/internal/store"
	"snapdeck/internal/store/postgrestest"
)

func onPostgres(t *testing.T) place {
	t.Helper()
	return place{url: postgrestest.URL(t)}
}

func TestOperationOfAKilledProcessGoesOnOnAnother(t *testing.T) {
	t.Parallel()
	at := onPostgres(t)
	s := at.open(t)
	q := at.queue(t, s, jobs.Options{})
	victim := startChild(t, at.url)
	enqueue(t, s, q, "a", (*sql.Tx).Commit)
	require.True(t, victim.began.Scan())
	require.Equal(t, "a", victim.began.Text())

	ran := make(chan time.Time, 10)
	start(t, q, func(ctx context.Context, id string) (time.Duration, bool, error) {
		send(ctx, ran, time.Now())
		return 0, true, nil
	})
	require.NoError(t, victim.process.Process.Kill())
	killed := time.Now()
	select {
	case at := <-ran:
		t.Logf("taken over after %s", at.Sub(killed))
	case <-time.After(patience):
		require.FailNow(t, "nobody took the operation over")
	}
}

func TestLongStepOfALivingReplicaIsMadeOnce(t *testing.T) {
	t.Parallel()
	at := onPostgres(t)
	const beat = 1500 * time.Millisecond // which a loaded machine keeps
	var steps, running atomic.Int32
	ended := make(chan int32, 10)
	long := func(ctx context.Context, id string) (time.Duration, bool, error) {
		steps.Add(1)
		defer running.Add(-1)
		send(ctx, ended, running.Add(1))
		await(ctx, time.After(8*beat)) // twice what it takes to be taken for dead
		send(ctx, ended, running.Load())
		return 0, true, nil
	}
	var s *store.Store
	var q *jobs.Queue
	for range 3 {
		s = at.open(t)
		q = at.queue(t, s, jobs.Options{Beat: beat})
		start(t, q, long)
	}
	enqueue(t, s, q, "a", (*sql.Tx).Commit)
	require.Equal(t, int32(1), receive(t, ended))
	require.Equal(t, int32(1), receive(t, ended))
	require.Equal(t, int32(1), steps.Load())
}

// TestReplicaThatStandsStillLosesItsStep keeps a replica from the database for a while.
func TestReplicaThatStandsStillLosesItsStep(t *testing.T) {
	t.Parallel()
	at := onPostgres(t)
	const beat = 1500 * time.Millisecond // which a loaded machine keeps
	var running atomic.Int32
	frozen := at.open(t)
	frozen.DB().SetMaxOpenConns(3)
	dying := at.queue(t, frozen, jobs.Options{Beat: beat})
	began, lost := make(chan string, 10), make(chan error, 10)
	start(t, dying, func(ctx context.Context, id string) (time.Duration, bool, error) {
		running.Add(1)
		began <- id
		<-ctx.Done()
		running.Add(-1)
		lost <- ctx.Err()
		return time.Hour, false, nil
	})
	enqueue(t, frozen, dying, "a", (*sql.Tx).Commit)
	receive(t, began)
	thaw := freeze(t, frozen, 3)

	s := at.open(t)
	next, goOn, taken := at.queue(t, s, jobs.Options{Beat: beat}), make(chan bool), make(chan int32, 10)
	start(t, next, func(ctx context.Context, id string) (time.Duration, bool, error) {
		taken <- running.Load()
		await(ctx, goOn)
		return 0, true, nil
	})
	require.ErrorIs(t, receive(t, lost), context.Canceled)
	require.Zero(t, receive(t, taken), "the lost step had ended by then")
	thaw()
	eventually(t, func() bool { return lateEnds(t, s) == 1 })
	require.Equal(t, 1, jobsIn(t, s, "running"), "what the first one stores late does not matter")
	close(goOn)
	eventually(t, func() bool { return jobsIn(t, s, "completed") == 1 })
	require.Empty(t, began)
	require.Empty(t, taken)
}

func TestEveryReplicaHearsOfNewJobs(t *testing.T) {
	t.Parallel()
	at := onPostgres(t)
	s := at.open(t)
	asking := at.queue(t, s, jobs.Options{}) // works on nothing
	ran := make(chan time.Time, 1)
	setup(t, at, func(ctx context.Context, id string) (time.Duration, bool, error) {
		send(ctx, ran, time.Now())
		return 0, true, nil
	})
	require.Less(t, delay(t, s, asking, ran), time.Second)
}

func TestAnyReplicaWakesAnOperation(t *testing.T) {
	t.Parallel()
	at := onPostgres(t)
	began, goOn := make(chan string), make(chan bool)
	s, working := setup(t, at, func(ctx context.Context, id string) (time.Duration, bool, error) {
		send(ctx, began, id)
		return time.Hour, await(ctx, goOn), nil
	})
	waking := at.queue(t, at.open(t), jobs.Options{})
	enqueue(t, s, working, "a", (*sql.Tx).Commit)
	receive(t, began)
	require.NoError(t, waking.Wake(t.Context(), "a")) // during the step
	goOn <- false
	receive(t, began)
	goOn <- false
	eventually(t, func() bool { return jobsIn(t, s, "scheduled") == 1 })
	require.NoError(t, waking.Wake(t.Context(), "a")) // between steps
	receive(t, began)
	goOn <- true
	eventually(t, func() bool { return jobsIn(t, s, "completed") == 1 })
}

// TestManyReplicasMakeEachStepOnce ends one of three replicas while they work.
func TestManyReplicasMakeEachStepOnce(t *testing.T) {
	t.Parallel()
	const many = 60
	at := onPostgres(t)
	var running, steps [many]atomic.Int32
	ended, twice := make(chan string, many), make(chan string, 1000)
	work := func(ctx context.Context, id string) (time.Duration, bool, error) {
		var n int
		if _, err := fmt.Sscan(id, &n); err != nil {
			return 0, false, err
		}
		defer running[n].Add(-1)
		if running[n].Add(1) > 1 {
			send(ctx, twice, id)
		}
		await(ctx, time.After(5*time.Millisecond))
		if steps[n].Add(1) < 4 {
			return time.Duration(n) * time.Millisecond, false, nil
		}
		send(ctx, ended, id)
		return 0, true, nil
	}
	s := at.open(t)
	leaving := at.queue(t, s, jobs.Options{})
	require.NoError(t, leaving.Start(t.Context(), advance(work)))
	setup(t, at, work)
	setup(t, at, work)
	for i := range many {
		enqueue(t, s, leaving, fmt.Sprint(i), (*sql.Tx).Commit)
		if i == many/2 {
			require.NoError(t, leaving.Stop(t.Context()))
		}
	}
	for range many {
		receive(t, ended)
	}
	require.Empty(t, twice)
	for n := range steps {
		require.Equal(t, int32(4), steps[n].Load())
	}
}

func TestQueueOutlivesItsConnections(t *testing.T) {
	t.Parallel()
	at := onPostgres(t)
	ran := make(chan string, 10)
	s, q := setup(t, at, func(ctx context.Context, id string) (time.Duration, bool, error) {
		send(ctx, ran, id)
		return 0, true, nil
	})
	enqueue(t, s, q, "a", (*sql.Tx).Commit)
	receive(t, ran)
	eventually(t, func() bool { return jobsIn(t, s, "completed") == 1 })
	_, err := at.open(t).DB().ExecContext(t.Context(), `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
		WHERE datname = current_database() AND pid <> pg_backend_pid()`)
	require.NoError(t, err)
	eventually(t, func() bool { return q.Adopt(t.Context(), []string{"b"}) == nil })
	require.Equal(t, "b", receive(t, ran))
}

func TestReplicasStartAtOnce(t *testing.T) {
	t.Parallel()
	at := onPostgres(t)
	s := at.open(t)
	var wg sync.WaitGroup
	errs := make([]error, 4)
	for i := range errs {
		wg.Go(func() { _, errs[i] = jobs.New(t.Context(), jobs.Options{DB: s.DB(), URL: at.url}) })
	}
	wg.Wait()
	for _, err := range errs {
		require.NoError(t, err)
	}
}

func TestReplicaThatStopsIsForgotten(t *testing.T) {
	t.Parallel()
	at := onPostgres(t)
	s := at.open(t)
	q := at.queue(t, s, jobs.Options{})
	require.NoError(t, q.Start(t.Context(), advance(nil)))
	require.Equal(t, 1, beats(t, s))
	require.NoError(t, q.Stop(t.Context()))
	require.Zero(t, beats(t, s))
}
