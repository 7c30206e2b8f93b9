package jobs_test

import (
	"context"
	"database/sql"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/riverqueue/river/rivertype"
	"github.com/stretchr/testify/require"

	"snapdeck/internal/jobs"
	"snapdeck/internal/store/storetest"
)

func postgresDatabase(t *testing.T) database {
	t.Helper()
	return database{url: storetest.MigratedURL(t)}
}

// The killed replica is the only one that started after the operation was added, so River itself must notice.
func TestReplicas_TakeOverKilledProcess(t *testing.T) {
	t.Parallel()
	at := postgresDatabase(t)
	s := at.open(t)
	ran := make(chan time.Time, 10)
	q := at.queue(t, s, jobs.Options{StepTimeout: time.Second}, func(ctx context.Context, id string) (time.Duration, bool, error) {
		send(ctx, ran, time.Now())
		return 0, true, nil
	})
	victim := startChild(t, at.url)
	enqueue(t, s, q, "a", (*sql.Tx).Commit)
	require.True(t, victim.steps.Scan())
	require.Equal(t, "a", victim.steps.Text())

	start(t, q)
	require.NoError(t, victim.process.Process.Kill())
	killed := time.Now()
	select {
	case at := <-ran:
		t.Logf("taken over after %s", at.Sub(killed))
	case <-time.After(testTimeout):
		require.FailNow(t, "no replica took the operation over")
	}
}

// A replica is suspended in a step until another one runs the next step of the same job; only then its own ends.
func TestQueue_LateEndKeepsSuccessor(t *testing.T) {
	t.Parallel()
	at := postgresDatabase(t)
	var steps atomic.Int32
	frozen, thaw, late := make(chan string, 1), make(chan struct{}), make(chan error, 1)
	taken, goOn := make(chan string, 1), make(chan struct{})
	step := func(ctx context.Context, id string) (time.Duration, bool, error) {
		switch steps.Add(1) {
		case 1:
			frozen <- id
			<-thaw
			late <- ctx.Err()
			return time.Hour, false, nil
		case 2:
			taken <- id
			<-goOn
		}
		return 0, true, nil
	}
	s := at.open(t)
	o := jobs.Options{Workers: 1, StepTimeout: time.Second}
	start(t, at.queue(t, s, o, step))
	q := at.queue(t, at.open(t), o, step)
	start(t, q)
	enqueue(t, s, q, "a", (*sql.Tx).Commit)
	receive(t, frozen)
	receive(t, taken)
	close(thaw)
	require.ErrorIs(t, receive(t, late), context.DeadlineExceeded, "the late step had lost its right to continue")
	eventually(t, func() bool { return jobsIn(t, s, rivertype.JobStateRunning) == 0 })
	close(goOn)
	eventually(t, func() bool { return jobsIn(t, s, live()...) == 0 })
}

func TestReplicas_AnyTakesNewJobs(t *testing.T) {
	t.Parallel()
	at := postgresDatabase(t)
	s := at.open(t)
	request := at.queue(t, s, jobs.Options{}, nil) // runs no jobs
	ran := make(chan time.Time, 1)
	setup(t, at, func(ctx context.Context, id string) (time.Duration, bool, error) {
		send(ctx, ran, time.Now())
		return 0, true, nil
	})
	require.Less(t, delay(t, s, request, ran), time.Second/2)
}

func TestReplicas_AnyWakes(t *testing.T) {
	t.Parallel()
	at := postgresDatabase(t)
	began, goOn := make(chan string), make(chan bool)
	s, working := setup(t, at, func(ctx context.Context, id string) (time.Duration, bool, error) {
		send(ctx, began, id)
		return time.Hour, await(ctx, goOn), nil
	})
	waking := at.queue(t, at.open(t), jobs.Options{}, nil)
	enqueue(t, s, working, "a", (*sql.Tx).Commit)
	receive(t, began)
	require.ErrorIs(t, waking.Wake(t.Context(), "a"), jobs.ErrRunning, "during the step")
	goOn <- false
	wake(t, waking, "a")
	receive(t, began)
	goOn <- false
	eventually(t, func() bool { return jobsIn(t, s, rivertype.JobStateScheduled) == 1 })
	require.NoError(t, waking.Wake(t.Context(), "a"), "between steps")
	receive(t, began)
	goOn <- true
	eventually(t, func() bool { return jobsIn(t, s, rivertype.JobStateCompleted) == 1 })
}

// One of three working replicas is stopped.
func TestReplicas_StepsRunOnce(t *testing.T) {
	t.Parallel()
	const many = 60
	at := postgresDatabase(t)
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
	leaving := at.queue(t, s, jobs.Options{}, work)
	require.NoError(t, leaving.Start(t.Context()))
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

func TestQueue_Reconnects(t *testing.T) {
	t.Parallel()
	at := postgresDatabase(t)
	ran := make(chan string, 10)
	s, q := setup(t, at, func(ctx context.Context, id string) (time.Duration, bool, error) {
		send(ctx, ran, id)
		return 0, true, nil
	})
	enqueue(t, s, q, "a", (*sql.Tx).Commit)
	receive(t, ran)
	eventually(t, func() bool { return jobsIn(t, s, rivertype.JobStateCompleted) == 1 })
	_, err := at.open(t).DB().ExecContext(t.Context(), `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
		WHERE datname = current_database() AND pid <> pg_backend_pid()`)
	require.NoError(t, err)
	eventually(t, func() bool { return q.Wake(t.Context(), "b") == nil })
	require.Equal(t, "b", receive(t, ran))
}

func TestReplicas_StartTogether(t *testing.T) {
	t.Parallel()
	at := postgresDatabase(t)
	s := at.open(t)
	var wg sync.WaitGroup
	errs := make([]error, 4)
	for i := range errs {
		wg.Go(func() { _, errs[i] = jobs.New(t.Context(), jobs.Options{Database: s}) })
	}
	wg.Wait()
	for _, err := range errs {
		require.NoError(t, err)
	}
}
