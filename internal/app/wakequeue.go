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

// wakeTimeout bounds how long waking one operation may take. When that failed it is tried again
// after retryAfter, and after retryRunning when a step is running elsewhere, so that none is missed.
const (
	wakeTimeout  = 5 * time.Second
	retryAfter   = time.Second
	retryRunning = 250 * time.Millisecond
)

// wakeQueue wakes operations apart from those who want them woken, so that a slow database holds up
// neither the mirror nor the engine. Its methods may be called concurrently.
type wakeQueue struct {
	wakeJob      func(ctx context.Context, operationID string) error
	next         func(ctx context.Context, lane string) ([]string, error) // ids of those that are the next in a lane
	log          *slog.Logger
	retryAfter   time.Duration
	retryRunning time.Duration

	mu     sync.Mutex
	queue  map[string]struct{} // the operations to be woken
	lanes  map[string]struct{} // whose next are to be woken
	wakeup chan struct{}
}

func newWakeQueue(wakeJob func(context.Context, string) error, next func(context.Context, string) ([]string, error), log *slog.Logger) *wakeQueue {
	return &wakeQueue{
		wakeJob: wakeJob, next: next, log: log, retryAfter: retryAfter, retryRunning: retryRunning,
		queue: map[string]struct{}{}, lanes: map[string]struct{}{}, wakeup: make(chan struct{}, 1),
	}
}

// wake asks for an operation to be woken soon.
func (w *wakeQueue) wake(operationID string) {
	w.mu.Lock()
	w.queue[operationID] = struct{}{}
	w.mu.Unlock()
	w.notify()
}

// wakeNext asks for those to be woken soon that are the next in a lane.
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

// nextIn looks who is the next in a lane, or tries again later.
func (w *wakeQueue) nextIn(ctx context.Context, lane string) []string {
	limited, cancel := context.WithTimeout(ctx, wakeTimeout)
	defer cancel()
	ids, err := w.next(limited, lane)
	if err != nil && ctx.Err() == nil {
		w.log.Warn("find the next operations", "lane", lane, "error", err.Error())
		time.AfterFunc(w.retryAfter, func() { w.wakeNext(lane) })
	}
	return ids
}

// wakeOne wakes an operation, or tries again later: one that is planned may be due in hours only.
func (w *wakeQueue) wakeOne(ctx context.Context, operationID string) {
	limited, cancel := context.WithTimeout(ctx, wakeTimeout)
	defer cancel()
	err := w.wakeJob(limited, operationID)
	switch {
	case err == nil || ctx.Err() != nil:
	case errors.Is(err, jobs.ErrRunning):
		time.AfterFunc(w.retryRunning, func() { w.wake(operationID) })
	default:
		w.log.Warn("An operation could not be woken and will be tried again.", "operation", operationID, "error", err.Error())
		time.AfterFunc(w.retryAfter, func() { w.wake(operationID) })
	}
}
