package jobs_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"snapdeck/internal/jobs"
)

// A mirror wakes jobs while the queue starts. River's own start does not allow that; the race detector sees it.
func TestWake_DuringStart(t *testing.T) { onEachDatabase(t, checkWakeDuringStart) }

func checkWakeDuringStart(t *testing.T, at database) {
	t.Helper()
	ids := []string{"a", "b", "c", "d", "e", "f", "g", "h"}
	ran := make(chan string, 10*len(ids))
	q := at.queue(t, at.open(t), jobs.Options{}, func(ctx context.Context, id string) (time.Duration, bool, error) {
		send(ctx, ran, id)
		return time.Hour, false, nil
	}, ids...)
	var waking sync.WaitGroup
	for _, id := range ids {
		waking.Go(func() {
			if err := q.Wake(t.Context(), id); err != nil && !errors.Is(err, jobs.ErrRunning) {
				t.Error(err)
			}
		})
	}
	start(t, q)
	waking.Wait()
	for missing := slices.Clone(ids); len(missing) > 0; {
		id := receive(t, ran)
		missing = slices.DeleteFunc(missing, func(other string) bool { return other == id })
	}
}
