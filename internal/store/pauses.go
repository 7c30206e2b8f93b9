package store

import (
	"context"
	"database/sql"
	"time"

	"snapdeck/internal/operation"
)

// Pause stops starts in a lane until a time. The latest end wins.
func (l *Ledger) Pause(ctx context.Context, lane string, until time.Time) error {
	_, err := l.store.rw.ExecContext(ctx, `INSERT INTO lanes (lane, paused_until, busy_thing, busy_times) VALUES ($1, $2, '', 0)
		ON CONFLICT (lane) DO UPDATE SET paused_until = excluded.paused_until WHERE lanes.paused_until < excluded.paused_until`, lane, millis(until))
	return wrap(err, "pause %s", lane)
}

// Busy records that a target in a lane was reported busy, and returns the number of consecutive different
// targets.
func (l *Ledger) Busy(ctx context.Context, lane, target string) (times int, err error) {
	err = l.store.rw.QueryRowContext(ctx, `INSERT INTO lanes (lane, paused_until, busy_thing, busy_times) VALUES ($1, 0, $2, 1)
		ON CONFLICT (lane) DO UPDATE SET
			busy_times = CASE WHEN lanes.busy_thing = '' THEN 1 WHEN lanes.busy_thing = excluded.busy_thing AND lanes.busy_times < 2 THEN lanes.busy_times
				ELSE lanes.busy_times + 1 END,
			busy_thing = excluded.busy_thing
		RETURNING busy_times`, lane, target).Scan(&times)
	return times, wrap(err, "record that %s of %s is busy", target, lane)
}

// Free resets the busy count of a lane, and ends its pause.
func (l *Ledger) Free(ctx context.Context, lane string) error {
	_, err := l.store.rw.ExecContext(ctx, `DELETE FROM lanes WHERE lane = $1`, lane)
	return wrap(err, "free %s", lane)
}

// FirstPriority returns the lowest rank of the operations in a lane that have not started, at most 0.
func (l *Ledger) FirstPriority(ctx context.Context, lane string) (rank int64, err error) {
	err = l.store.ro.QueryRowContext(ctx, `SELECT COALESCE(MIN(lane_rank), 0) FROM operations
		WHERE NOT settled AND lane = $1 AND state IN ('queued', 'waiting')`, lane).Scan(&rank)
	return min(rank, 0), wrap(err, "look up first of %s", lane)
}

// Move changes the rank of operations that have not started, in one transaction. The stage is added to each in
// its current state; the first one adds an audit entry.
func (l *Ledger) Move(ctx context.Context, ids []string, rank int64, stage operation.Stage) (moved []operation.Operation, err error) {
	err = l.store.write(ctx, func(tx *sql.Tx) error {
		moved = nil
		for i, id := range ids {
			op, err := loadOperation(ctx, tx, id)
			if err != nil {
				return err
			}
			if !op.State.CanBeCancelled() {
				continue
			}
			op.Priority, op.UpdatedAt, stage.State = rank, stage.At, op.State
			if i > 0 {
				stage.UserAction = nil
			}
			stored, err := l.save(ctx, tx, op, &stage)
			if err != nil {
				return err
			}
			moved = append(moved, stored)
		}
		return nil
	})
	return moved, wrap(err, "move %d operations", len(ids))
}
