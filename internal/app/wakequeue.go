package app

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"snapdeck/internal/jobs"
)

// wakeTimeout bounds waking one operation. A failure is retried after retryAfter, and a step running elsewhere
// after retryRunning, so no wake-up is lost.
const (
	wakeTimeout  = 5 * time.Second
	retryAfter   = time.Second
	retryRunning = 250 * time.Millisecond
)

// wakeQueue wakes operations asynchronously, so that a slow database delays neither the mirror nor the engine.
// It is safe for concurrent use.
type wakeQueue struct {
	wakeJob      func(ctx context.Context, operationID string) error
	next         func(ctx context.Context, lane string) ([]string, error) // ids of the next operations of a lane
	log          *slog.Logger
	retryAfter   time.Duration
	retryRunning time.Duration

	mu     sync.Mutex
	queue  map[string]struct{} // operations to wake
	lanes  map[string]struct{} // lanes whose next operations are to be woken
	wakeup chan struct{}
}

func newWakeQueue(wakeJob func(context.Context, string) error, next func(context.Context, string) ([]string, error), log *slog.Logger) *wakeQueue {
	return &wakeQueue{
		wakeJob: wakeJob, next: next, log: log, retryAfter: retryAfter, retryRunning: retryRunning,
		queue: map[string]struct{}{}, lanes: map[string]struct{}{}, wakeup: make(chan struct{}, 1),
	}
}

func (w *wakeQueue) wake(operationID string) {
	w.mu.Lock()
	w.queue[operationID] = struct{}{}
	w.mu.Unlock()
	w.notify()
}

// wakeNext wakes the next operations of a lane soon.
func (w *wakeQueue) wakeNext(lane string) {
	w.mu.Lock()
	w.lanes[lane] = struct{}{}
	w.mu.Unlock()
	w.notify()
}

func (w *wakeQueue) notify() {
	select {
	case w.wakeup <- struct{}{}:
	default:
	}
}

// run wakes operations until ctx ends.
func (w *wakeQueue) run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-w.wakeup:
		}
		ids, lanes := w.take()
		for _, lane := range lanes {
			ids = append(ids, w.nextIn(ctx, lane)...)
		}
		for _, id := range ids {
			w.wakeOne(ctx, id)
		}
	}
}

func (w *wakeQueue) take() (ids, lanes []string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	ids, lanes = slices.Collect(maps.Keys(w.queue)), slices.Collect(maps.Keys(w.lanes))
	clear(w.queue)
	clear(w.lanes)
	return ids, lanes
}

// nextIn finds the next operations of a lane, or retries later.
func (w *wakeQueue) nextIn(ctx context.Context, lane string) []string {
	limited, cancel := context.WithTimeout(ctx, wakeTimeout)
	defer cancel()
	ids, err := w.next(limited, lane)
	if err != nil && ctx.Err() == nil {
		w.log.Warn("find next operations", "lane", lane, "error", err)
		time.AfterFunc(w.retryAfter, func() { w.wakeNext(lane) })
	}
	return ids
}

// wakeOne wakes an operation, or retries later: a planned one might otherwise wait for hours.
func (w *wakeQueue) wakeOne(ctx context.Context, operationID string) {
	limited, cancel := context.WithTimeout(ctx, wakeTimeout)
	defer cancel()
	err := w.wakeJob(limited, operationID)
	switch {
	case err == nil || ctx.Err() != nil:
	case errors.Is(err, jobs.ErrRunning):
		time.AfterFunc(w.retryRunning, func() { w.wake(operationID) })
	default:
		w.log.Warn("wake operation", "operation", operationID, "error", err)
		time.AfterFunc(w.retryAfter, func() { w.wake(operationID) })
	}
}
