package jobs

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"
)

// Wake makes the job of an operation due now, whichever replica works on it. When a step is
// running, the next one follows at once. An operation without a live job is left alone.
func (q *Queue) Wake(ctx context.Context, operationID string) error {
	q.worker.wake(operationID)
	if err := q.wakeElsewhere(ctx, operationID); err != nil {
		return err
	}
	found, err := q.client.JobList(ctx, river.NewJobListParams().
		Kinds(advanceArgs{}.Kind()).
		States(rivertype.JobStateAvailable, rivertype.JobStateScheduled, rivertype.JobStateRetryable).
		Where("args ->> 'operation_id' = @operation_id", river.NamedArgs{"operation_id": operationID}).
		First(1))
	if err != nil {
		return fmt.Errorf("wake operation %s: %w", operationID, err)
	}
	for _, job := range found.Jobs {
		if err := q.retry(ctx, job.ID); err != nil {
			return fmt.Errorf("wake operation %s: %w", operationID, err)
		}
	}
	return nil
}

// wakeElsewhere leaves word at a running job, for the replica that runs it. What is stored
// of the job when the step ends holds it, since that is one and the same row.
func (q *Queue) wakeElsewhere(ctx context.Context, operationID string) error {
	if q.replica == nil {
		return nil
	}
	_, err := q.db.ExecContext(ctx, `UPDATE river_job SET metadata = metadata || '{"woken": true}'
		WHERE state = 'running' AND kind = $1 AND args ->> 'operation_id' = $2`, advanceArgs{}.Kind(), operationID)
	if err != nil {
		return fmt.Errorf("wake operation %s on another replica: %w", operationID, err)
	}
	return nil
}

// heardWord reports whether somebody left word at a job, and removes it, unless the next
// step is running: then it may be meant for that one.
func (q *Queue) heardWord(ctx context.Context, operationID string, job *rivertype.JobRow) bool {
	var word struct {
		Woken bool `json:"woken"`
	}
	if q.replica == nil || json.Unmarshal(job.Metadata, &word) != nil || !word.Woken {
		return false
	}
	_, err := q.db.ExecContext(ctx, `UPDATE river_job SET metadata = metadata - 'woken' WHERE id = $1 AND state <> 'running'`, job.ID)
	if err != nil {
		q.log.WarnContext(ctx, "an operation will be woken once more than is needed", "operation", operationID, "error", err.Error())
	}
	return true
}

// retry makes a job due now. When that fails, it stays due at the time it was snoozed to.
func (q *Queue) retry(ctx context.Context, jobID int64) error {
	defer q.bell.ring()
	_, err := q.client.JobRetry(ctx, jobID)
	return err
}
