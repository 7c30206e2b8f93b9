package app

import (
	"context"
	"log/slog"
	"maps"
	"slices"
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
	next    func(ctx context.Context, lane string) ([]string, error) // ids of those that are the next in a lane
	log     *slog.Logger
	again   time.Duration // after a failure

	mu     sync.Mutex
	asleep map[string]struct{} // to be woken, each once
	lanes  map[string]struct{} // whose next are to be woken
	rung   chan struct{}
}

func newWaker(wakeJob func(context.Context, string) error, next func(context.Context, string) ([]string, error), log *slog.Logger) *waker {
	return &waker{
		wakeJob: wakeJob, next: next, log: log, again: wakeAgain,
		asleep: map[string]struct{}{}, lanes: map[string]struct{}{}, rung: make(chan struct{}, 1),
	}
}

// wake asks for an operation to be woken soon.
func (w *waker) wake(operationID string) {
	w.mu.Lock()
	w.asleep[operationID] = struct{}{}
	w.mu.Unlock()
	w.ring()
}

// wakeNext asks for those to be woken soon that are the next in a lane.
func (w *waker) wakeNext(lane string) {
	w.mu.Lock()
	w.lanes[lane] = struct{}{}
	w.mu.Unlock()
	w.ring()
}

func (w *waker) ring() {
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
		ids, lanes := w.take()
		for _, lane := range lanes {
			ids = append(ids, w.nextIn(ctx, lane)...)
		}
		for _, id := range ids {
			w.wakeOne(ctx, id)
		}
	}
}

func (w *waker) take() (ids, lanes []string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	ids, lanes = slices.Collect(maps.Keys(w.asleep)), slices.Collect(maps.Keys(w.lanes))
	clear(w.asleep)
	clear(w.lanes)
	return ids, lanes
}

// nextIn looks who is the next in a lane, or tries again later.
func (w *waker) nextIn(ctx context.Context, lane string) []string {
	limited, cancel := context.WithTimeout(ctx, wakeTimeout)
	defer cancel()
	ids, err := w.next(limited, lane)
	if err != nil && ctx.Err() == nil {
		w.log.Warn("find the next operations", "lane", lane, "error", err.Error())
		time.AfterFunc(w.again, func() { w.wakeNext(lane) })
	}
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
