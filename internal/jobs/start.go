package jobs

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/riverqueue/river"
)

// resume begins a new start: it deletes older jobs and adds new ones for all incomplete rows. Each start has a
// higher number than all before, and each job carries the number of the latest start when it was added. Jobs
// that cannot be deleted, because they are running or being added, end by their older number.
func (q *Queue) resume(ctx context.Context) error {
	tx, err := q.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // does nothing after the commit
	var start int64
	if err := tx.QueryRowContext(ctx, `UPDATE job_start SET number = number + 1 RETURNING number`).Scan(&start); err != nil {
		return fmt.Errorf("number start: %w", err)
	}
	for _, k := range q.kinds {
		if err := k.resume(ctx, tx, start); err != nil {
			return fmt.Errorf("add %s jobs: %w", k.name, err)
		}
	}
	return tx.Commit()
}

// resume deletes the jobs of a kind before it reads the incomplete rows, so that rows added concurrently are
// not missed.
func (k *Kind) resume(ctx context.Context, tx *sql.Tx, start int64) error {
	const page = 10_000 // River's maximum per deletion
	for n := page; n == page; {
		deleted, err := k.queue.client.JobDeleteManyTx(ctx, tx, river.NewJobDeleteManyParams().Kinds(k.name).States(live()...).First(page))
		if err != nil {
			return err
		}
		n = len(deleted.Jobs)
	}
	ids, err := k.incomplete(ctx)
	if err != nil || len(ids) == 0 {
		return err
	}
	all := make([]river.InsertManyParams, len(ids))
	for i, id := range ids {
		all[i] = river.InsertManyParams{Args: k.args(id, start), InsertOpts: insertOpts()}
	}
	_, err = k.queue.client.InsertManyFastTx(ctx, tx, all)
	return err
}

// latestStart returns the number of the latest start of any process.
func latestStart(ctx context.Context, read func(context.Context, string, ...any) *sql.Row) (number int64, err error) {
	if err := read(ctx, `SELECT number FROM job_start`).Scan(&number); err != nil {
		return 0, fmt.Errorf("read latest start of the job queue: %w", err)
	}
	return number, nil
}
