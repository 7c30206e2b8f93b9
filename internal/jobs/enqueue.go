package jobs

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"
)

// Enqueue adds the job of an operation within the caller's transaction: it runs if that
// commits, and never otherwise. An operation that has a live job gets no second one.
func (q *Queue) Enqueue(ctx context.Context, tx *sql.Tx, operationID string) error {
	if _, err := q.client.InsertTx(ctx, tx, advanceArgs{operationID}, nil); err != nil {
		return fmt.Errorf("enqueue operation %s: %w", operationID, err)
	}
	q.bell.ring()
	return nil
}

// Adopt gives each operation that has no live job one. Called with all unsettled operations
// at the start, and now and then, it heals whatever lost a job.
func (q *Queue) Adopt(ctx context.Context, operationIDs []string) error {
	if len(operationIDs) == 0 {
		return nil
	}
	all := make([]river.InsertManyParams, len(operationIDs))
	for i, id := range operationIDs {
		all[i] = river.InsertManyParams{Args: advanceArgs{id}}
	}
	if _, err := q.client.InsertMany(ctx, all); err != nil {
		return fmt.Errorf("adopt %d operations: %w", len(all), err)
	}
	q.bell.ring()
	return nil
}

// Wake makes the job of an operation due now. When a step is running, the next one follows
// at once. An operation without a live job is left alone.
func (q *Queue) Wake(ctx context.Context, operationID string) error {
	q.worker.wake(operationID)
	found, err := q.client.JobList(ctx, river.NewJobListParams().
		Kinds(advanceArgs{}.Kind()).
		States(rivertype.JobStateAvailable, rivertype.JobStateScheduled, rivertype.JobStateRetryable).
		Where("args ->> 'operation_id' = @operation_id", river.NamedArgs{"operation_id": operationID}).
		First(1))
	if err != nil {
		return fmt.Errorf("wake operation %s: %w", operationID, err)
	}
	for _, job := range found.Jobs {
		q.retry(ctx, operationID, job.ID)
	}
	return nil
}

// reclaim makes the jobs due that a dead process left running, and its leadership vacant.
// That is right on SQLite only, where one process works on the file.
func (q *Queue) reclaim(ctx context.Context) error {
	if _, err := q.db.ExecContext(ctx, `UPDATE river_job SET state = 'available' WHERE state = 'running'`); err != nil {
		return fmt.Errorf("reclaim running jobs: %w", err)
	}
	if _, err := q.db.ExecContext(ctx, `DELETE FROM river_leader`); err != nil {
		return fmt.Errorf("reclaim the leadership: %w", err)
	}
	return nil
}
