package jobs_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestJobRunsOnlyIfTheTransactionCommits(t *testing.T) {
	t.Parallel()
	ran := make(chan string, 10)
	s, q := setup(t, func(ctx context.Context, id string) (time.Duration, bool, error) {
		send(ctx, ran, id)
		return 0, true, nil
	})

	enqueue(t, s, q, "taken back", (*sql.Tx).Rollback)
	enqueue(t, s, q, "kept", (*sql.Tx).Commit)

	require.Equal(t, "kept", receive(t, ran))
	require.NoError(t, q.Stop(context.Background()))
	require.Empty(t, ran)
}

func TestFirstStepFollowsTheCommitWithoutWaitingForAPoll(t *testing.T) {
	t.Parallel()
	ran := make(chan time.Time, 1)
	s, q := setup(t, func(ctx context.Context, id string) (time.Duration, bool, error) {
		send(ctx, ran, time.Now())
		return 0, true, nil
	})
	best := time.Hour
	for i := range 5 { // other tests run beside this one, so the best of a few counts
		enqueue(t, s, q, fmt.Sprint(i), (*sql.Tx).Commit)
		committed := time.Now()
		best = min(best, receive(t, ran).Sub(committed))
	}
	require.Less(t, best, 300*time.Millisecond)
}

func TestOperationHasOneLiveJob(t *testing.T) {
	t.Parallel()
	began, goOn := make(chan string, 10), make(chan bool)
	s, q := setup(t, func(ctx context.Context, id string) (time.Duration, bool, error) {
		send(ctx, began, id)
		return 0, await(ctx, goOn), nil
	})
	enqueue(t, s, q, "a", (*sql.Tx).Commit)
	receive(t, began)
	enqueue(t, s, q, "a", (*sql.Tx).Commit)
	require.NoError(t, q.Adopt(t.Context(), []string{"a", "b"}))

	require.Equal(t, "b", receive(t, began))
	goOn <- true
	goOn <- true
	require.NoError(t, q.Stop(context.Background()))
	require.Empty(t, began)
}

func TestStepOfADeadProcessIsMadeAgain(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "jobs.db")
	first := openStore(t, path)
	dying, hang := newQueue(t, first, 1), make(chan struct{}) // with one worker, it takes nothing more
	began := make(chan string, 1)
	start(t, dying, func(ctx context.Context, id string) (time.Duration, bool, error) {
		send(ctx, began, id)
		await(ctx, hang) // as a process that was killed, it never comes to its end
		return 0, true, nil
	})
	t.Cleanup(func() { close(hang) })
	enqueue(t, first, dying, "a", (*sql.Tx).Commit)
	receive(t, began)

	ran := make(chan string, 1)
	next := newQueue(t, openStore(t, path), 0)
	start(t, next, func(ctx context.Context, id string) (time.Duration, bool, error) {
		send(ctx, ran, id)
		return 0, true, nil
	})
	require.Equal(t, "a", receive(t, ran))
}

func TestStepsFollowWhenTheyAreDue(t *testing.T) {
	t.Parallel()
	const rest = 50 * time.Millisecond
	times := make(chan time.Time, 3)
	var steps atomic.Int32
	s, q := setup(t, func(ctx context.Context, id string) (time.Duration, bool, error) {
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

func TestWakeMakesASnoozedJobDue(t *testing.T) {
	t.Parallel()
	for _, rest := range []time.Duration{3 * time.Second, time.Hour} { // River keeps short and long ones apart
		t.Run(rest.String(), func(t *testing.T) {
			t.Parallel()
			var steps atomic.Int32
			began := make(chan int32, 2)
			s, q := setup(t, func(ctx context.Context, id string) (time.Duration, bool, error) {
				n := steps.Add(1)
				send(ctx, began, n)
				return rest, n == 2, nil
			})
			enqueue(t, s, q, "a", (*sql.Tx).Commit)
			receive(t, began)
			require.NoError(t, q.Wake(t.Context(), "nobody"))
			require.NoError(t, q.Wake(t.Context(), "a")) // in whatever phase the step's end is
			require.Equal(t, int32(2), receive(t, began))
		})
	}
}

func TestWakeDuringAStepIsNotLost(t *testing.T) {
	t.Parallel()
	began, goOn := make(chan string), make(chan bool)
	s, q := setup(t, func(ctx context.Context, id string) (time.Duration, bool, error) {
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

func TestFailedStepIsTriedAgain(t *testing.T) {
	t.Parallel()
	var steps atomic.Int32
	ended := make(chan struct{})
	s, q := setup(t, func(ctx context.Context, id string) (time.Duration, bool, error) {
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

func TestStopWaitsForTheStep(t *testing.T) {
	t.Parallel()
	began, goOn := make(chan string), make(chan struct{})
	var ended atomic.Bool
	s, q := setup(t, func(ctx context.Context, id string) (time.Duration, bool, error) {
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

func TestStopCancelsStepsWhenItsTimeIsOver(t *testing.T) {
	t.Parallel()
	began := make(chan string)
	s, q := setup(t, func(ctx context.Context, id string) (time.Duration, bool, error) {
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

func TestManyOperationsAllEnd(t *testing.T) {
	t.Parallel()
	const many = 60
	ended := make(chan string, many)
	var steps [many]atomic.Int32
	s, q := setup(t, func(ctx context.Context, id string) (time.Duration, bool, error) {
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
