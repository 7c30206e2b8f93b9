package jobs_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/jobs"
)

func TestQueue_JobRunsOnCommitOnly(t *testing.T) {
	onEachDatabase(t, checkJobRunsOnCommitOnly)
}

func checkJobRunsOnCommitOnly(t *testing.T, at database) {
	t.Helper()
	ran := make(chan string, 10)
	s, q := setup(t, at, func(ctx context.Context, id string) (time.Duration, bool, error) {
		send(ctx, ran, id)
		return 0, true, nil
	})

	enqueue(t, s, q, "taken back", (*sql.Tx).Rollback)
	enqueue(t, s, q, "kept", (*sql.Tx).Commit)

	require.Equal(t, "kept", receive(t, ran))
	require.NoError(t, q.Stop(context.Background()))
	require.Empty(t, ran)
}

func TestQueue_FirstStepFollowsCommit(t *testing.T) {
	onEachDatabase(t, checkFirstStepFollowsCommit)
}

func checkFirstStepFollowsCommit(t *testing.T, at database) {
	t.Helper()
	ran := make(chan time.Time, 1)
	s, q := setup(t, at, func(ctx context.Context, id string) (time.Duration, bool, error) {
		send(ctx, ran, time.Now())
		return 0, true, nil
	})
	require.Less(t, delay(t, s, q, ran), time.Second/2)
}

func TestQueue_OneJobPerOperation(t *testing.T) { onEachDatabase(t, checkOneJobPerOperation) }

func checkOneJobPerOperation(t *testing.T, at database) {
	t.Helper()
	began, goOn := make(chan string, 10), make(chan bool)
	s, q := setup(t, at, func(ctx context.Context, id string) (time.Duration, bool, error) {
		send(ctx, began, id)
		return 0, await(ctx, goOn), nil
	})
	enqueue(t, s, q, "a", (*sql.Tx).Commit)
	receive(t, began)
	enqueue(t, s, q, "a", (*sql.Tx).Commit)
	enqueue(t, s, q, "b", (*sql.Tx).Commit)

	require.Equal(t, "b", receive(t, began))
	goOn <- true
	goOn <- true
	require.NoError(t, q.Stop(context.Background()))
	require.Empty(t, began)
}

func TestQueue_StepsRunWhenDue(t *testing.T) { onEachDatabase(t, checkStepsRunWhenDue) }

func checkStepsRunWhenDue(t *testing.T, at database) {
	t.Helper()
	const rest = 50 * time.Millisecond
	times := make(chan time.Time, 3)
	var steps atomic.Int32
	s, q := setup(t, at, func(ctx context.Context, id string) (time.Duration, bool, error) {
		send(ctx, times, time.Now())
		return rest, steps.Add(1) == 3, nil
	})
	enqueue(t, s, q, "a", (*sql.Tx).Commit)
	last := receive(t, times)
	for range 2 {
		next := receive(t, times)
		require.GreaterOrEqual(t, next.Sub(last), rest)
		last = next
	}
}

func TestWake_SnoozedJob(t *testing.T) {
	t.Parallel()
	for _, rest := range []time.Duration{3 * time.Second, time.Hour} { // River treats short and long snoozes differently
		t.Run(rest.String(), func(t *testing.T) {
			onEachDatabase(t, func(t *testing.T, at database) {
				t.Helper()
				checkWake(t, at, rest)
			})
		})
	}
}

func checkWake(t *testing.T, at database, rest time.Duration) {
	t.Helper()
	var steps atomic.Int32
	began := make(chan int32, 2)
	s, q := setup(t, at, func(ctx context.Context, id string) (time.Duration, bool, error) {
		n := steps.Add(1)
		send(ctx, began, n)
		return rest, n == 2, nil
	})
	enqueue(t, s, q, "a", (*sql.Tx).Commit)
	receive(t, began)
	wake(t, q, "a") // woken at any phase of the step's end
	require.Equal(t, int32(2), receive(t, began))
}

func TestWake_DuringStep(t *testing.T) { onEachDatabase(t, checkWakeDuringStep) }

func checkWakeDuringStep(t *testing.T, at database) {
	t.Helper()
	began, goOn := make(chan string), make(chan bool)
	s, q := setup(t, at, func(ctx context.Context, id string) (time.Duration, bool, error) {
		send(ctx, began, id)
		return time.Hour, await(ctx, goOn), nil
	})
	enqueue(t, s, q, "a", (*sql.Tx).Commit)
	receive(t, began)
	require.NoError(t, q.Wake(t.Context(), "a"))
	goOn <- false
	receive(t, began)
	goOn <- true
}

func TestWake_AddsMissingJob(t *testing.T) { onEachDatabase(t, checkWakeAddsMissingJob) }

func checkWakeAddsMissingJob(t *testing.T, at database) {
	t.Helper()
	began := make(chan string, 10)
	_, q := setup(t, at, func(ctx context.Context, id string) (time.Duration, bool, error) {
		send(ctx, began, id)
		return 0, true, nil
	})
	require.NoError(t, q.Wake(t.Context(), "a"))
	require.Equal(t, "a", receive(t, began))
}

// The step takes longer than its timeout, after which another process may have continued.
func TestQueue_LateStepRunsAtOnce(t *testing.T) { onEachDatabase(t, checkLateStepRunsAtOnce) }

func checkLateStepRunsAtOnce(t *testing.T, at database) {
	t.Helper()
	var steps atomic.Int32
	deadlines := make(chan time.Time, 2)
	s := at.open(t)
	q := at.queue(t, s, jobs.Options{StepTimeout: 50 * time.Millisecond}, func(ctx context.Context, id string) (time.Duration, bool, error) {
		deadline, _ := ctx.Deadline()
		deadlines <- deadline
		<-ctx.Done()
		return time.Hour, steps.Add(1) == 2, nil
	})
	start(t, q)
	enqueue(t, s, q, "a", (*sql.Tx).Commit)
	first := receive(t, deadlines)
	require.Equal(t, first.Round(0), first, "the deadline is on the wall clock")
	receive(t, deadlines)
}

func TestQueue_RetriesFailedStep(t *testing.T) { onEachDatabase(t, checkRetriesFailedStep) }

func checkRetriesFailedStep(t *testing.T, at database) {
	t.Helper()
	var steps atomic.Int32
	ended := make(chan struct{})
	s, q := setup(t, at, func(ctx context.Context, id string) (time.Duration, bool, error) {
		switch steps.Add(1) {
		case 1:
			return 0, false, errors.New("no luck")
		case 2:
			panic("worse")
		}
		close(ended)
		return 0, true, nil
	})
	enqueue(t, s, q, "a", (*sql.Tx).Commit)
	receive(t, ended)
}

func TestStop_WaitsForStep(t *testing.T) { onEachDatabase(t, checkStopWaitsForStep) }

func checkStopWaitsForStep(t *testing.T, at database) {
	t.Helper()
	began, goOn := make(chan string), make(chan struct{})
	var ended atomic.Bool
	s, q := setup(t, at, func(ctx context.Context, id string) (time.Duration, bool, error) {
		send(ctx, began, id)
		await(ctx, goOn)
		ended.Store(true)
		return 0, true, nil
	})
	enqueue(t, s, q, "a", (*sql.Tx).Commit)
	receive(t, began)
	stopped := make(chan error)
	go func() { stopped <- q.Stop(context.Background()) }()
	close(goOn)
	require.NoError(t, receive(t, stopped))
	require.True(t, ended.Load())
}

func TestStop_CancelsStepsAtTimeout(t *testing.T) {
	onEachDatabase(t, checkStopCancelsSteps)
}

func checkStopCancelsSteps(t *testing.T, at database) {
	t.Helper()
	began := make(chan string)
	s, q := setup(t, at, func(ctx context.Context, id string) (time.Duration, bool, error) {
		send(ctx, began, id)
		<-ctx.Done()
		return 0, false, ctx.Err()
	})
	enqueue(t, s, q, "a", (*sql.Tx).Commit)
	receive(t, began)
	over, cancel := context.WithCancel(context.Background())
	cancel()
	require.NoError(t, q.Stop(over))
}

func TestQueue_ManyOperations(t *testing.T) { onEachDatabase(t, checkManyOperations) }

func checkManyOperations(t *testing.T, at database) {
	t.Helper()
	const many = 60
	ended := make(chan string, many)
	var steps [many]atomic.Int32
	s, q := setup(t, at, func(ctx context.Context, id string) (time.Duration, bool, error) {
		var n int
		if _, err := fmt.Sscan(id, &n); err != nil {
			return 0, false, err
		}
		if steps[n].Add(1) < 3 {
			return time.Duration(n) * time.Millisecond, false, nil
		}
		send(ctx, ended, id)
		return 0, true, nil
	})
	for i := range many {
		enqueue(t, s, q, fmt.Sprint(i), (*sql.Tx).Commit)
	}
	for range many {
		receive(t, ended)
	}
}
