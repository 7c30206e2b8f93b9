package jobs

import (
	"context"
	"encoding/json"
	"time"

	"github.com/riverqueue/river"
)

// furthest bounds for how far ahead the bell is set. Whatever is due later is found by River's polling.
const furthest = 10 * time.Minute

// eventBuffer is how many snoozed jobs may wait to be looked at. When more are lost, their
// next steps are up to pollEvery late.
const eventBuffer = 1000

// alarms sets the bell for each job that has been snoozed, so that its next step begins when
// it is due and not when River polls next. It ends when events is closed.
func (q *Queue) alarms(ctx context.Context, events <-chan *river.Event) {
	for event := range events {
		var args advanceArgs
		if err := json.Unmarshal(event.Job.EncodedArgs, &args); err != nil {
			continue
		}
		if q.worker.settled(args.OperationID) {
			q.retry(ctx, args.OperationID, event.Job.ID)
			continue
		}
		if wait := time.Until(event.Job.ScheduledAt); wait < furthest {
			time.AfterFunc(wait+time.Millisecond, q.bell.ring)
		}
	}
}

// retry makes a job due now. When that fails, it stays due at the time it was snoozed to.
func (q *Queue) retry(ctx context.Context, operationID string, jobID int64) {
	if _, err := q.client.JobRetry(ctx, jobID); err != nil {
		q.log.WarnContext(ctx, "an operation could not be woken", "operation", operationID, "error", err)
	}
	q.bell.ring()
}
