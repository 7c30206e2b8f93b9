package jobs

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// buryJobs ends the jobs that were running on replicas which are dead.
const buryJobs = `UPDATE river_job SET state = 'discarded', finalized_at = now()
	WHERE state = 'running' AND kind = $1 AND NOT EXISTS (SELECT 1 FROM replicas
		WHERE replicas.id = river_job.attempted_by[array_upper(river_job.attempted_by, 1)]
		AND replicas.seen_at > ` + dbNow + ` - $2)
	RETURNING args ->> 'operation_id'`

// takeOver gives the operations of dead replicas new jobs, all or nothing. They get new ones
// and not theirs back, so that a replica that only stood still, and stores the end of its
// step late, does not change the job that somebody else is working on by then.
func (r *replica) takeOver(ctx context.Context) (err error) {
	tx, err := r.db.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelReadCommitted})
	if err != nil {
		return fmt.Errorf("take over jobs: begin: %w", err)
	}
	defer func() {
		if rollback := tx.Rollback(); !errors.Is(rollback, sql.ErrTxDone) {
			err = errors.Join(err, rollback)
		}
	}()
	orphans, err := r.bury(ctx, tx)
	if err != nil {
		return err
	}
	if len(orphans) > 0 {
		if err := r.again(ctx, tx, orphans); err != nil {
			return err
		}
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("take over jobs: commit: %w", err)
	}
	for _, id := range orphans {
		r.log.WarnContext(ctx, "an operation was taken over from a replica that gives no sign of life", "operation", id)
	}
	return nil
}

// bury ends the jobs of dead replicas, returns their operations, and forgets those who
// died long ago.
func (r *replica) bury(ctx context.Context, tx *sql.Tx) (operationIDs []string, err error) {
	dead := (beatsToDeath * r.every).Milliseconds()
	rows, err := tx.QueryContext(ctx, buryJobs, advanceArgs{}.Kind(), dead)
	if err != nil {
		return nil, fmt.Errorf("look for jobs of dead replicas: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, fmt.Errorf("read a job of a dead replica: %w", err)
		}
		operationIDs = append(operationIDs, id)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("look for jobs of dead replicas: %w", err)
	}
	_, err = tx.ExecContext(ctx, `DELETE FROM replicas WHERE seen_at < `+dbNow+` - $1`, obituary.Milliseconds())
	if err != nil {
		return nil, fmt.Errorf("forget dead replicas: %w", err)
	}
	return operationIDs, nil
}
