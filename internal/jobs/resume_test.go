package jobs_test

import (
	"context"
	"database/sql"
	"testing"
	"time"

	"github.com/riverqueue/river/rivertype"
	"github.com/stretchr/testify/require"

	"snapdeck/internal/jobs"
)

func TestQueue_ResumesAfterDatabaseRestore(t *testing.T) {
	onEachDatabase(t, checkResumesAfterDatabaseRestore)
}

// The job is reset to the middle of a step that ended long ago. Without Resume it would wait until River assumes
// that its process is dead.
func checkResumesAfterDatabaseRestore(t *testing.T, at database) {
	t.Helper()
	s := at.open(t)
	ran := make(chan string, 10)
	q := at.queue(t, s, jobs.Options{}, func(ctx context.Context, id string) (time.Duration, bool, error) {
		send(ctx, ran, id)
		return time.Hour, false, nil
	}, "a")
	start(t, q)
	require.Equal(t, "a", receive(t, ran))
	eventually(t, func() bool { return jobsIn(t, s, rivertype.JobStateScheduled) == 1 })
	_, err := s.DB().ExecContext(t.Context(), `UPDATE river_job SET state = 'running'`)
	require.NoError(t, err)
	require.NoError(t, q.Resume(t.Context()))
	require.Equal(t, "a", receive(t, ran))
	enqueue(t, s, q, "b", (*sql.Tx).Commit)
	require.Equal(t, "b", receive(t, ran), "a job that is added later continues too")
}
