package app

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

// wakeTimeout bounds how long one operation's job is looked for, and wakeAgain is after how long
// it is looked for again when that failed.
const (
	wakeTimeout = 5 * time.Second
	wakeAgain   = time.Second
)

// waker wakes operations apart from those who want them awake, so that a slow database
// holds up neither the mirror nor the engine. Its methods may be called concurrently.
type waker struct {
	wakeJob func(ctx context.Context, operationID string) error
	log     *slog.Logger
	again   time.Duration // after a failure

	mu     sync.Mutex
	asleep map[string]struct{} // to be woken, each once
	rung   chan struct{}
}

func newWaker(wakeJob func(context.Context, string) error, log *slog.Logger) *waker {
	return &waker{wakeJob: wakeJob, log: log, again: wakeAgain, asleep: map[string]struct{}{}, rung: make(chan struct{}, 1)}
}

// wake asks for an operation to be woken soon.
func (w *waker) wake(operationID string) {
	w.mu.Lock()
	w.asleep[operationID] = struct{}{}
	w.mu.Unlock()
	select {
	case w.rung <- struct{}{}:
	default:
	}
}

// run wakes operations until ctx ends.
func (w *waker) run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-w.rung:
		}
		for _, id := range w.take() {
			w.wakeOne(ctx, id)
		}
	}
}

func (w *waker) take() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	ids := make([]string, 0, len(w.asleep))
	for id := range w.asleep {
		ids = append(ids, id)
	}
	clear(w.asleep)
	return ids
}

// wakeOne wakes an operation, or tries again later: one that is planned may be due in hours only.
func (w *waker) wakeOne(ctx context.Context, operationID string) {
	limited, cancel := context.WithTimeout(ctx, wakeTimeout)
	defer cancel()
	if err := w.wakeJob(limited, operationID); err != nil && ctx.Err() == nil {
		w.log.Warn("an operation could not be woken yet", "operation", operationID, "error", err.Error())
		time.AfterFunc(w.again, func() { w.wake(operationID) })
	}
}
