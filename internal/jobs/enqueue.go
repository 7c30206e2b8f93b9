package jobs

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"github.com/riverqueue/river"
)

// Enqueue adds the job of an operation within the caller's transaction: it runs if that
// commits, and never otherwise. An operation that has a live job gets no second one.
func (q *Queue) Enqueue(ctx context.Context, tx *sql.Tx, operationID string) error {
	if _, err := q.client.InsertTx(ctx, tx, advanceArgs{operationID}, nil); err != nil {
		return fmt.Errorf("enqueue operation %s: %w", operationID, err)
	}
	return q.inserted(ctx, tx)
}

// Adopt gives each operation that has no live job one. Called with all unsettled operations
// at the start, and now and then, it heals whatever lost a job.
func (q *Queue) Adopt(ctx context.Context, operationIDs []string) error {
	if len(operationIDs) == 0 {
		return nil
	}
	if _, err := q.client.InsertMany(ctx, jobsOf(operationIDs)); err != nil {
		return fmt.Errorf("adopt %d operations: %w", len(operationIDs), err)
	}
	return q.inserted(ctx, q.db)
}

// adoptTx is Adopt within a transaction.
func (q *Queue) adoptTx(ctx context.Context, tx *sql.Tx, operationIDs []string) error {
	if _, err := q.client.InsertManyTx(ctx, tx, jobsOf(operationIDs)); err != nil {
		return fmt.Errorf("give %d operations new jobs: %w", len(operationIDs), err)
	}
	return q.inserted(ctx, tx)
}

// jobsOf returns the jobs of operations, in an order that is the same for all replicas, so
// that none waits for another that waits for it.
func jobsOf(operationIDs []string) []river.InsertManyParams {
	all := make([]river.InsertManyParams, len(operationIDs))
	for i, id := range slices.Sorted(slices.Values(operationIDs)) {
		all[i] = river.InsertManyParams{Args: advanceArgs{id}}
	}
	return all
}

// inserted makes River look for new jobs, on all replicas. River does so too on PostgreSQL,
// but not for a second job within fetchCooldown, which may have come too late for the first look.
func (q *Queue) inserted(ctx context.Context, by execer) error {
	if q.replica == nil {
		q.bell.ring()
		return nil
	}
	_, err := by.ExecContext(ctx, `SELECT pg_notify(COALESCE(current_schema() || '.', '') || $1, $2)`, insertTopic, insertPayload)
	if err != nil {
		return fmt.Errorf("tell the replicas of new jobs: %w", err)
	}
	return nil
}

// execer is what a pool and a transaction have in common.
type execer interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
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
