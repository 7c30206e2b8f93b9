package jobs

import (
	"context"
	"fmt"

	"github.com/riverqueue/river"
)

// Start begins to work on jobs, those that a dead process left behind first. Steps run
// until Stop, whatever becomes of ctx.
func (q *Queue) Start(ctx context.Context, advancer Advancer) error {
	q.worker.advancer = advancer
	if err := q.begin(ctx); err != nil {
		return err
	}
	events, end := q.client.SubscribeConfig(&river.SubscribeConfig{
		Kinds: []river.EventKind{river.EventKindJobSnoozed}, ChanSize: eventBuffer,
	})
	ctx = context.WithoutCancel(ctx)
	if err := q.client.Start(ctx); err != nil {
		end()
		q.end(ctx, true)
		return fmt.Errorf("start the job queue: %w", err)
	}
	q.endEvents = end
	q.watching.Go(func() { q.alarms(ctx, events) })
	return nil
}

// Stop takes no more jobs and waits for the running steps. When ctx ends first, their
// contexts are cancelled and it waits for them to notice. A queue that was never started
// is not to be stopped.
func (q *Queue) Stop(ctx context.Context) error {
	defer q.watching.Wait()
	defer q.endEvents()
	err := q.client.Stop(ctx)
	if err != nil {
		err = q.client.StopAndCancel(context.WithoutCancel(ctx))
	}
	q.end(ctx, err == nil)
	if err != nil {
		return fmt.Errorf("stop the job queue: %w", err)
	}
	return nil
}

// begin makes this process one that may work, and on PostgreSQL keeps it one. On SQLite it
// is the only one.
func (q *Queue) begin(ctx context.Context) error {
	if q.replica == nil {
		return q.reclaim(ctx)
	}
	if err := q.replica.beat(ctx); err != nil {
		return err
	}
	beats, end := context.WithCancel(context.WithoutCancel(ctx))
	q.endBeats = end
	q.beating.Go(func() { q.replica.run(beats) })
	return nil
}

// end undoes begin. When this process works no more for sure, it says so, and the others
// need not find out.
func (q *Queue) end(ctx context.Context, idle bool) {
	if q.replica == nil {
		return
	}
	q.endBeats()
	q.beating.Wait()
	q.replica.pulse.stop()
	if !idle {
		return
	}
	if err := q.replica.within(context.WithoutCancel(ctx), q.replica.resign); err != nil {
		q.log.WarnContext(ctx, "the other replicas find out by themselves that this one has ended", "error", err.Error())
	}
}
