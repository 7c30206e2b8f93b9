package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
)

//go:embed migrations/*.sql
var migrations embed.FS

// The triggers, whose syntax differs between the databases.
var (
	//go:embed guards/sqlite.sql
	sqliteGuards string
	//go:embed guards/postgres.sql
	postgresGuards string
)

// ErrNewer means that a newer version of Snapdeck wrote the database.
var ErrNewer = errors.New("the database is newer than this program")

// migrate updates the schema, one transaction per step, and creates the triggers. No other process may run it
// at the same time.
func migrate(ctx context.Context, db *sql.DB, dialect goose.Dialect, guards string) error {
	folder, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return fmt.Errorf("read migrations: %w", err)
	}
	provider, err := goose.NewProvider(dialect, db, folder,
		goose.WithDisableGlobalRegistry(true), goose.WithTableName("schema_versions"), goose.WithGoMigrations(goMigrations()...))
	if err != nil {
		return fmt.Errorf("prepare migrations: %w", err)
	}
	have, known, err := provider.GetVersions(ctx)
	if err != nil {
		return fmt.Errorf("read schema version: %w", err)
	}
	if have > known {
		return fmt.Errorf("%w: its schema version is %d, but this program supports up to %d; start the newer version again, or restore a backup",
			ErrNewer, have, known)
	}
	if have < known {
		if _, err := provider.Up(ctx); err != nil {
			return fmt.Errorf("update schema: %w", err)
		}
	}
	if _, err := db.ExecContext(ctx, guards); err != nil {
		return fmt.Errorf("create triggers: %w", err)
	}
	return nil
}
