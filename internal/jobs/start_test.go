package jobs_test

import (
	"context"
	"database/sql"
	"fmt"
	"testing"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"
	"github.com/stretchr/testify/require"

	"snapdeck/internal/jobs"
	"snapdeck/internal/store"
	"snapdeck/internal/store/storetest"
)

// A process starts while a step hangs in another one.
func TestReclaim_StepOfDeadProcess(t *testing.T) {
	onEachDatabase(t, checkReclaimStepOfDeadProcess)
}

func checkReclaimStepOfDeadProcess(t *testing.T, at database) {
	t.Helper()
	first := at.open(t)
	began, hang := make(chan string, 1), make(chan struct{})
	stopping := at.queue(t, first, jobs.Options{Workers: 1}, func(ctx context.Context, id string) (time.Duration, bool, error) {
		send(ctx, began, id)
		await(ctx, hang) // like a killed process, it never ends, and its only worker takes no other job
		return 0, true, nil
	})
	start(t, stopping)
	t.Cleanup(func() { close(hang) })
	enqueue(t, first, stopping, "a", (*sql.Tx).Commit)
	receive(t, began)

	ran := make(chan string, 10)
	restarted := time.Now()
	start(t, at.queue(t, at.open(t), jobs.Options{}, func(ctx context.Context, id string) (time.Duration, bool, error) {
		send(ctx, ran, id)
		return 0, true, nil
	}, "a"))
	require.Equal(t, "a", receive(t, ran))
	t.Logf("it went on %s after the start", time.Since(restarted))
}

// Several processes start in sequence while a row waits.
func TestQueue_RestartsLeaveOneJob(t *testing.T) { onEachDatabase(t, checkRestartsLeaveOneJob) }

func checkRestartsLeaveOneJob(t *testing.T, at database) {
	t.Helper()
	const rest = 300 * time.Millisecond
	s := at.open(t)
	began := make(chan string, 1000)
	step := func(ctx context.Context, id string) (time.Duration, bool, error) {
		send(ctx, began, id)
		return rest, false, nil
	}
	first := at.queue(t, s, jobs.Options{}, step)
	enqueue(t, s, first, "a", (*sql.Tx).Commit)
	for range 3 {
		q := at.queue(t, s, jobs.Options{}, step, "a")
		require.NoError(t, q.Start(t.Context()))
		receive(t, began)
		require.NoError(t, q.Stop(t.Context()))
	}
	start(t, at.queue(t, s, jobs.Options{}, step, "a"))
	eventually(t, func() bool { return jobsIn(t, s, live()...) == 1 })
	receive(t, began)
}

// A job is added before a process starts, and committed afterwards.
func TestQueue_JobAddedDuringStartIsReplaced(t *testing.T) {
	t.Parallel()
	at := postgresDatabase(t)
	s := at.open(t)
	ran := make(chan string, 10)
	step := func(ctx context.Context, id string) (time.Duration, bool, error) {
		send(ctx, ran, id)
		return time.Hour, false, nil
	}
	adding := at.queue(t, s, jobs.Options{}, step)
	enqueue(t, s, adding, "a", func(tx *sql.Tx) error {
		start(t, at.queue(t, at.open(t), jobs.Options{}, step))
		return tx.Commit()
	})
	require.Equal(t, "a", receive(t, ran))
	eventually(t, func() bool { return jobsIn(t, s, rivertype.JobStateCompleted) == 1 && jobsIn(t, s, live()...) == 1 })
	require.Empty(t, ran, "the old job ended without a step")
}

// unnumbered holds the arguments of jobs that were recorded before starts had numbers.
type unnumbered struct {
	OperationID string `json:"operation_id"`
}

func (unnumbered) Kind() string { return "advance" }

func TestQueue_JobWithoutStartNumberContinues(t *testing.T) {
	onEachDatabase(t, checkJobWithoutStartNumber)
}

func checkJobWithoutStartNumber(t *testing.T, at database) {
	t.Helper()
	ran := make(chan string, 10)
	s, _ := setup(t, at, func(ctx context.Context, id string) (time.Duration, bool, error) {
		send(ctx, ran, id)
		return 0, true, nil
	})
	addUnnumbered(t, s, "a")
	require.Equal(t, "a", receive(t, ran))
}

func addUnnumbered(t *testing.T, s *store.Store, id string) {
	t.Helper()
	_, err := client(t, s).Insert(t.Context(), unnumbered{id}, &river.InsertOpts{MaxAttempts: 30_000})
	require.NoError(t, err)
}

// BenchmarkQueue_StartWithManyJobs measures the time from a start to the first step with many waiting rows.
func BenchmarkQueue_StartWithManyJobs(b *testing.B) {
	const many = 5000
	for name, at := range map[string]database{"sqlite": sqliteDatabase(b), "postgres": {url: storetest.MigratedURL(b)}} {
		b.Run(name, func(b *testing.B) {
			s, ids := at.open(b), make([]string, many)
			for i := range ids {
				ids[i] = fmt.Sprintf("%05d", i)
			}
			for b.Loop() {
				began := make(chan time.Time, 1)
				q := at.queue(b, s, jobs.Options{}, func(context.Context, string) (time.Duration, bool, error) {
					select {
					case began <- time.Now():
					default: // one value is enough
					}
					return time.Minute, false, nil
				}, ids...)
				restarted := time.Now()
				require.NoError(b, q.Start(b.Context()))
				b.ReportMetric(float64(receive(b, began).Sub(restarted).Milliseconds()), "ms/first-step")
				b.StopTimer()
				require.NoError(b, q.Stop(b.Context()))
				b.StartTimer()
			}
		})
	}
}
