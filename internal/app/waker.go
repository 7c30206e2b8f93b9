package app

import (
	"context"
	"errors"
	"log/slog"
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

// waker wakes operations apart from those who want them woken, so that a slow database holds up
// neither the mirror nor the engine. Its methods may be called concurrently.
type waker struct {
	wakeJob      func(ctx context.Context, operationID string) error
	log          *slog.Logger
	retryAfter   time.Duration
	retryRunning time.Duration

	mu     sync.Mutex
	queue  map[string]struct{} // the operations to be woken
	wakeup chan struct{}
}

func newWaker(wakeJob func(context.Context, string) error, log *slog.Logger) *waker {
	return &waker{
		wakeJob: wakeJob, log: log, retryAfter: retryAfter, retryRunning: retryRunning,
		queue: map[string]struct{}{}, wakeup: make(chan struct{}, 1),
	}
}

// wake asks for an operation to be woken soon.
func (w *waker) wake(operationID string) {
	w.mu.Lock()
	w.queue[operationID] = struct{}{}
	w.mu.Unlock()
	select {
	case w.wakeup <- struct{}{}:
	default:
	}
}

// run wakes operations until ctx ends.
func (w *waker) run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-w.wakeup:
		}
		for _, id := range w.take() {
			w.wakeOne(ctx, id)
		}
	}
}

func (w *waker) take() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	ids := make([]string, 0, len(w.queue))
	for id := range w.queue {
		ids = append(ids, id)
	}
	clear(w.queue)
	return ids
}

// wakeOne wakes an operation, or tries again later: one that is planned may be due in hours only.
func (w *waker) wakeOne(ctx context.Context, operationID string) {
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
