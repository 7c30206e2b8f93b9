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

// The triggers that the databases spell differently.
var (
	//go:embed guards/sqlite.sql
	sqliteGuards string
	//go:embed guards/postgres.sql
	postgresGuards string
)

// ErrNewer says that the database was written by a newer program.
var ErrNewer = errors.New("the database is newer than this program")

// migrate brings the schema up to date, each step in a transaction of its own, and puts the
// guards in place. No other process may do so at the same time.
func migrate(ctx context.Context, db *sql.DB, dialect goose.Dialect, guards string) error {
	folder, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return fmt.Errorf("read the migrations: %w", err)
	}
	provider, err := goose.NewProvider(dialect, db, folder,
		goose.WithDisableGlobalRegistry(true), goose.WithTableName("schema_versions"), goose.WithGoMigrations(goMigrations()...))
	if err != nil {
		return fmt.Errorf("prepare the migrations: %w", err)
	}
	have, known, err := provider.GetVersions(ctx)
	if err != nil {
		return fmt.Errorf("read the version of the schema: %w", err)
	}
	if have > known {
		return fmt.Errorf("%w: its schema is version %d and the program knows up to %d; start the newer program again, or restore a back-up",
			ErrNewer, have, known)
	}
	if have < known {
		if _, err := provider.Up(ctx); err != nil {
			return fmt.Errorf("bring the schema up to date: %w", err)
		}
	}
	if _, err := db.ExecContext(ctx, guards); err != nil {
		return fmt.Errorf("put the guards in place: %w", err)
	}
	return nil
}
