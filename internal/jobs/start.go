package jobs

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/riverqueue/river"
)

// resume begins a new start: older jobs are deleted and all incomplete rows get new ones. A start has
// a number, which is higher than all before, and each job that of the latest start when it was added.
// What cannot be deleted, since it is running or is being added right now, ends by its older number.
func (q *Queue) resume(ctx context.Context) error {
	tx, err := q.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // does nothing after the commit
	var start int64
	if err := tx.QueryRowContext(ctx, `UPDATE job_start SET number = number + 1 RETURNING number`).Scan(&start); err != nil {
		return fmt.Errorf("number the start: %w", err)
	}
	for _, k := range q.kinds {
		if err := k.resume(ctx, tx, start); err != nil {
			return fmt.Errorf("give %s jobs: %w", k.name, err)
		}
	}
	return tx.Commit()
}

// resume deletes the jobs of a kind before it looks for what is incomplete, so that none is left out
// that is added in the meantime.
func (k *Kind) resume(ctx context.Context, tx *sql.Tx, start int64) error {
	const page = 10_000 // as many as River deletes at a time
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

// latestStart returns the number of the latest start of any process, as a pool or a transaction reads it.
func latestStart(ctx context.Context, read func(context.Context, string, ...any) *sql.Row) (number int64, err error) {
	if err := read(ctx, `SELECT number FROM job_start`).Scan(&number); err != nil {
		return 0, fmt.Errorf("read the number of the latest start of the job queue: %w", err)
	}
	return number, nil
}
