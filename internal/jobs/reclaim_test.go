package jobs_test

import (
	"context"
	"database/sql"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/jobs"
)

func TestStepOfADeadProcessIsMadeAgain(t *testing.T) {
	t.Parallel()
	at := place{path: filepath.Join(t.TempDir(), "jobs.db")}
	first := at.open(t)
	dying, hang := at.queue(t, first, jobs.Options{Workers: 1}), make(chan struct{}) // with one worker, it takes nothing more
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
	next := at.queue(t, at.open(t), jobs.Options{})
	start(t, next, func(ctx context.Context, id string) (time.Duration, bool, error) {
		send(ctx, ran, id)
		return 0, true, nil
	})
	require.Equal(t, "a", receive(t, ran))
}
