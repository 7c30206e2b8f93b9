package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/jobs"
	"snapdeck/internal/operation"
)

// The wake-up must be repeated while the database is slow or a step runs elsewhere, as the operation that a user
// wants to start now may be planned for much later.
func TestWakeQueue_Retries(t *testing.T) {
	t.Parallel()
	errs := []error{errors.New("locked"), context.DeadlineExceeded, fmt.Errorf("wake: %w", jobs.ErrRunning), nil}
	requested := make(chan string, len(errs)+1)
	w := newWakeQueue(func(_ context.Context, id string) error {
		err := errs[0]
		errs = errs[1:]
		requested <- id
		return err
	}, nil, slog.New(slog.DiscardHandler))
	w.retryAfter, w.retryRunning = time.Millisecond, time.Millisecond
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		w.run(ctx)
	}()
	w.wake("op")
	for range 4 {
		require.Equal(t, "op", <-requested)
	}
	cancel()
	<-ended
	require.Empty(t, requested)
}

func TestWakeLane_RetriesUntilNextIsWoken(t *testing.T) {
	t.Parallel()
	errs := []error{errors.New("locked"), nil}
	woken := make(chan string, 4)
	w := newWakeQueue(func(_ context.Context, id string) error { woken <- id; return nil },
		func(_ context.Context, lane string) ([]string, error) {
			err := errs[0]
			if errs = errs[1:]; err != nil {
				return nil, err
			}
			return []string{lane + " first", lane + " second"}, nil
		}, slog.New(slog.DiscardHandler))
	w.retryAfter = time.Millisecond
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		w.run(ctx)
	}()
	w.wakeNext("lane")
	require.Equal(t, "lane first", <-woken)
	require.Equal(t, "lane second", <-woken)
	cancel()
	<-ended
	require.Empty(t, woken)
}

func TestWakeLanes_WakesNextOfEachWaitingLane(t *testing.T) {
	t.Parallel()
	in := func(id, datacenterID string, state operation.State) operation.Operation {
		return operation.Operation{ID: id, Kind: operation.CreateSnapshot, DatacenterID: datacenterID, State: state}
	}
	a := &App{
		operations: operation.NewCache(in("1", "a", operation.Waiting), in("2", "a", operation.Waiting), in("3", "b", operation.Waiting), in("4", "c", operation.Provisioning)),
		wakeQueue:  newWakeQueue(nil, nil, slog.New(slog.DiscardHandler)),
	}
	a.wakeLanes()
	_, lanes := a.wakeQueue.take()
	require.ElementsMatch(t, []string{"datacenter:a", "datacenter:b"}, lanes)
}
