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
		woken := q.worker.settled(args.OperationID)
		if q.heardWord(ctx, args.OperationID, event.Job) || woken {
			if err := q.retry(ctx, event.Job.ID); err != nil {
				q.log.WarnContext(ctx, "an operation could not be woken", "operation", args.OperationID, "error", err)
			}
			continue
		}
		if wait := time.Until(event.Job.ScheduledAt); wait < furthest {
			time.AfterFunc(wait+time.Millisecond, q.bell.ring)
		}
	}
}
