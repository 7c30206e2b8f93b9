package jobs

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"time"
)

const (
	defaultBeat = 5 * time.Second

	// In beats: when a replica ends its steps that could not tell that it lives, and when
	// the others take it for dead. What lies between is for clocks that do not run alike
	// and for steps to notice.
	beatsToFence = 3
	beatsToDeath = 4

	// How long a replica that died is remembered.
	obituary = 24 * time.Hour
)

// dbNow is the time of the database in milliseconds, so that the clocks of replicas need
// not agree.
const dbNow = `CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)`

// replica tells the others on the same PostgreSQL database that this process lives, and
// takes over the jobs of those that do not.
type replica struct {
	id    string // also River's name for this process
	db    *sql.DB
	every time.Duration
	pulse *pulse
	log   *slog.Logger

	// again gives operations new jobs, within a transaction.
	again func(ctx context.Context, tx *sql.Tx, operationIDs []string) error
}

// run takes over and beats until ctx ends. The first beat was before.
func (r *replica) run(ctx context.Context) {
	tick := time.NewTicker(r.every)
	defer tick.Stop()
	for {
		if err := r.within(ctx, r.takeOver); err != nil && ctx.Err() == nil {
			r.log.WarnContext(ctx, "it could not be found out whether a replica died", "error", err.Error())
		}
		for beaten := false; !beaten; {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
			err := r.within(ctx, r.beat)
			if beaten = err == nil; !beaten && ctx.Err() == nil {
				r.log.WarnContext(ctx, "the other replicas could not be told that this one lives", "error", err.Error())
			}
		}
	}
}

// within gives fn the time until the next beat.
func (r *replica) within(ctx context.Context, fn func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, r.every)
	defer cancel()
	return fn(ctx)
}

// beat says that this replica lives.
func (r *replica) beat(ctx context.Context) error {
	began := time.Now()
	_, err := r.db.ExecContext(ctx, `INSERT INTO replicas (id, seen_at) VALUES ($1, `+dbNow+`)
		ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at`, r.id)
	if err != nil {
		return fmt.Errorf("say that replica %s lives: %w", r.id, err)
	}
	r.pulse.beaten(began)
	return nil
}

// resign says that this replica works no more.
func (r *replica) resign(ctx context.Context) error {
	if _, err := r.db.ExecContext(ctx, `DELETE FROM replicas WHERE id = $1`, r.id); err != nil {
		return fmt.Errorf("say that replica %s has ended: %w", r.id, err)
	}
	return nil
}
