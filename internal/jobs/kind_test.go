package jobs_test

import (
	"context"
	"database/sql"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/jobs"
)

// visit are the arguments of another kind of job.
type visit struct {
	Place  string `json:"place"`
	Number int64  `json:"number"`
}

func newVisit(id string, start int64) visit { return visit{id, start} }

func (visit) Kind() string { return "visit" }

func (v visit) About() (id string, start int64) { return v.Place, v.Number }

// The rows of both kinds have the same ids.
func TestQueue_TwoKinds(t *testing.T) { onEachDatabase(t, checkTwoKinds) }

func checkTwoKinds(t *testing.T, at database) {
	t.Helper()
	ran, goOn := make(chan string, 10), make(chan bool)
	s := at.open(t)
	operations := at.queue(t, s, jobs.Options{}, func(ctx context.Context, id string) (time.Duration, bool, error) {
		send(ctx, ran, "advance "+id)
		return 0, await(ctx, goOn), nil
	})
	steps := 0
	visits, err := jobs.Register(operations.Queue, newVisit, func(ctx context.Context, id string) (time.Duration, bool, error) {
		steps++
		send(ctx, ran, "visit "+id)
		return time.Hour, steps == 2, nil
	}, func(context.Context) ([]string, error) { return []string{"a"}, nil })
	require.NoError(t, err)
	start(t, operations)
	require.Equal(t, "visit a", receive(t, ran), "it was incomplete")

	enqueue(t, s, operations, "a", (*sql.Tx).Commit)
	require.Equal(t, "advance a", receive(t, ran))
	wake(t, queue{operations.Queue, visits}, "a")
	require.Equal(t, "visit a", receive(t, ran), "while a step of the other kind runs")
	goOn <- true
}

func TestQueue_KindIsRegisteredOnce(t *testing.T) {
	t.Parallel()
	at := sqliteDatabase(t)
	q := at.queue(t, at.open(t), jobs.Options{}, nil)
	_, err := jobs.Register(q.Queue, newAdvance, nil, nil)
	require.Error(t, err)
}
