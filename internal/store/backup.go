package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/pressly/goose/v3"
)

// pendingSuffix marks the file of a backup that replaces the database at the next start.
const pendingSuffix = ".restore"

// Backup writes a consistent copy of the SQLite database at path to a new file, while the database may be in
// use. Only the owner can read the copy. An existing file is never replaced.
func Backup(ctx context.Context, path, to string) (err error) {
	if _, err := os.Stat(path); err != nil {
		return fmt.Errorf("there is no database to back up: %w", err)
	}
	target, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("create backup: %w", err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(to))
		}
	}()
	if err := target.Close(); err != nil {
		return fmt.Errorf("create backup: %w", err)
	}
	db, err := sql.Open("sqlite", dsn(path, false))
	if err != nil {
		return fmt.Errorf("open database %s: %w", path, err)
	}
	_, err = db.ExecContext(ctx, `VACUUM INTO $1`, to) // SQLite treats the empty file as a new database
	if err = errors.Join(err, db.Close()); err != nil {
		return fmt.Errorf("copy database: %w", err)
	}
	return nil
}

// RestoreBackup replaces the SQLite database at path by a backup. While a dashboard uses the database, the
// backup is placed beside it and replaces it at the next start; applied reports which happened. The replaced
// database is kept beside the new one.
func RestoreBackup(ctx context.Context, path, from string) (applied bool, err error) {
	if err := checkBackup(ctx, from); err != nil {
		return false, err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return false, fmt.Errorf("create folder of the database: %w", err)
	}
	if err := copyBackup(ctx, from, path+pendingSuffix); err != nil {
		return false, fmt.Errorf("place backup beside the database: %w", err)
	}
	lock, err := lockFile(path + ".lock")
	if errors.Is(err, ErrInUse) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	err = applyPendingBackup(ctx, path, time.Now())
	return err == nil, errors.Join(err, unlockFile(lock))
}

// checkBackup requires an intact Snapdeck database that this version can read.
func checkBackup(ctx context.Context, path string) error {
	if _, err := os.Stat(path); err != nil {
		return fmt.Errorf("read backup: %w", err)
	}
	db, err := sql.Open("sqlite", readOnlyFile(path))
	if err != nil {
		return fmt.Errorf("open backup %s: %w", path, err)
	}
	var sound string
	var operations, version int64
	err = db.QueryRowContext(ctx, `PRAGMA integrity_check`).Scan(&sound)
	if err == nil {
		err = db.QueryRowContext(ctx, `SELECT (SELECT COUNT(*) FROM operations), (SELECT MAX(version_id) FROM schema_versions)`).Scan(&operations, &version)
	}
	err = errors.Join(err, db.Close())
	switch {
	case err != nil:
		return fmt.Errorf("%s is not a backup of Snapdeck: %w", path, err)
	case sound != "ok":
		return fmt.Errorf("backup %s is damaged: %s", path, sound)
	}
	known, err := newestMigration()
	if err != nil {
		return err
	}
	if version > known {
		return fmt.Errorf("%w: backup %s has schema version %d, but this program supports up to %d", ErrNewer, path, version, known)
	}
	return nil
}

func newestMigration() (int64, error) {
	files, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil || len(files) == 0 {
		return 0, fmt.Errorf("read migrations: %w", err)
	}
	newest, err := goose.NumericComponent(files[len(files)-1])
	return max(newest, fillVersion), err
}

// applyPendingBackup replaces the database by the pending backup, if there is one. The caller holds the lock of
// the database.
func applyPendingBackup(ctx context.Context, path string, now time.Time) error {
	pending := path + pendingSuffix
	if _, err := os.Stat(pending); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err := markRestoredBackup(ctx, pending, now); err != nil {
		return fmt.Errorf("prepare backup: %w", err)
	}
	old := path + ".before-restore-" + now.UTC().Format("20060102-150405")
	for _, suffix := range []string{"-wal", "-shm", ""} { // the write-ahead log belongs to its database
		if err := os.Rename(path+suffix, old+suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("keep replaced database: %w", err)
		}
	}
	return wrap(os.Rename(pending, path), "move backup into place")
}

// markRestoredBackup records in a backup that it was put in place, and ends its sessions, some of which had been ended after
// the backup was taken.
func markRestoredBackup(ctx context.Context, path string, now time.Time) error {
	db, err := sql.Open("sqlite", dsn(path, false))
	if err != nil {
		return err
	}
	_, err = db.ExecContext(ctx, `INSERT INTO settings (setting_key, value, updated_at) VALUES ($1, '', $2)
		ON CONFLICT (setting_key) DO NOTHING`, restoredBackupSetting, millis(now))
	if err == nil {
		_, err = db.ExecContext(ctx, `DELETE FROM sessions`)
	}
	return errors.Join(err, db.Close())
}

// copyBackup copies a backup, with the log that may be beside it: the database of a killed process has its newest
// entries there only.
func copyBackup(ctx context.Context, from, to string) (err error) {
	part := to + ".part"
	if err := os.Remove(part); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	target, err := os.OpenFile(part, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	db, err := sql.Open("sqlite", readOnlyFile(from))
	if err == nil {
		_, err = db.ExecContext(ctx, `VACUUM INTO $1`, part)
		err = errors.Join(err, target.Sync(), db.Close())
	}
	if err = errors.Join(err, target.Close()); err != nil {
		return errors.Join(err, os.Remove(part))
	}
	return os.Rename(part, to)
}

// readOnlyFile is the address of a database that is only read.
func readOnlyFile(path string) string {
	return "file:" + escapedPath(path) + "?mode=ro"
}
