package jobs

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"log/slog"

	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/rivermigrate"
)

// migrate brings River's tables up to date. No other process may do so at the same time.
func migrate(ctx context.Context, driver riverdriver.Driver[*sql.Tx], log *slog.Logger) error {
	migrator, err := rivermigrate.New(driver, &rivermigrate.Config{Logger: log})
	if err != nil {
		return fmt.Errorf("prepare the tables of the job queue: %w", err)
	}
	if _, err := migrator.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return fmt.Errorf("bring the tables of the job queue up to date: %w", err)
	}
	return nil
}

// alone runs fn on PostgreSQL while no other replica runs its own. The lock belongs to a
// connection, so the database lets go of it when the process dies.
func alone(ctx context.Context, db *sql.DB, fn func() error) error {
	const key = 0x6a6f6273 // any number that other programs are unlikely to use
	conn, err := db.Conn(ctx)
	if err != nil {
		return fmt.Errorf("connect to prepare the job queue: %w", err)
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, `SELECT pg_advisory_lock($1)`, key); err != nil {
		return fmt.Errorf("wait for other replicas that prepare the job queue: %w", err)
	}
	err = fn()
	if _, unlock := conn.ExecContext(context.WithoutCancel(ctx), `SELECT pg_advisory_unlock($1)`, key); unlock != nil {
		_ = conn.Raw(func(any) error { return driver.ErrBadConn }) // does not go back to the pool
		err = errors.Join(err, fmt.Errorf("let other replicas prepare the job queue: %w", unlock))
	}
	return err
}
