package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"github.com/pressly/goose/v3"
)

// pendingSuffix is behind the name of the database in the name of a backup that waits to be
// put in its place.
const pendingSuffix = ".restore"

// Backup writes a consistent copy of the SQLite database at path to a new file, while it may
// be in use. The copy is readable by its owner only. An existing file is never replaced.
func Backup(ctx context.Context, path, to string) (err error) {
	if _, err := os.Stat(path); err != nil {
		return fmt.Errorf("there is no database to back up: %w", err)
	}
	target, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("the back-up cannot be written: %w", err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(to))
		}
	}()
	if err := target.Close(); err != nil {
		return fmt.Errorf("the back-up cannot be written: %w", err)
	}
	db, err := sql.Open("sqlite", dsn(path, false))
	if err != nil {
		return fmt.Errorf("open the database %s: %w", path, err)
	}
	_, err = db.ExecContext(ctx, `VACUUM INTO $1`, to) // the empty file is taken as a new database
	if err = errors.Join(err, db.Close()); err != nil {
		return fmt.Errorf("copy the database: %w", err)
	}
	return nil
}

// RestoreBackup puts a backup in the place of the SQLite database at path. When a dashboard is
// using the database, the backup is laid beside it and takes its place at the next start;
// applied tells which. The database that was there is kept beside it.
func RestoreBackup(ctx context.Context, path, from string) (applied bool, err error) {
	if err := checkBackup(ctx, from); err != nil {
		return false, err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return false, fmt.Errorf("the folder of the database cannot be made: %w", err)
	}
	if err := copyFile(from, path+pendingSuffix); err != nil {
		return false, fmt.Errorf("lay the back-up beside the database: %w", err)
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

// checkBackup wants a whole database of ours that this program understands.
func checkBackup(ctx context.Context, path string) error {
	if _, err := os.Stat(path); err != nil {
		return fmt.Errorf("the back-up cannot be read: %w", err)
	}
	db, err := sql.Open("sqlite", "file:"+(&url.URL{Path: path}).EscapedPath()+"?mode=ro")
	if err != nil {
		return fmt.Errorf("open the back-up %s: %w", path, err)
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
		return fmt.Errorf("%s is not a back-up of Snapdeck: %w", path, err)
	case sound != "ok":
		return fmt.Errorf("the back-up %s is damaged: %s", path, sound)
	}
	known, err := newestMigration()
	if err != nil {
		return err
	}
	if version > known {
		return fmt.Errorf("%w: the back-up %s has schema version %d and the program knows up to %d", ErrNewer, path, version, known)
	}
	return nil
}

// newestMigration is the newest version of the schema that this program knows.
func newestMigration() (int64, error) {
	files, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil || len(files) == 0 {
		return 0, fmt.Errorf("read the migrations: %w", err)
	}
	newest, err := goose.NumericComponent(files[len(files)-1])
	return max(newest, fillVersion), err
}

// applyPendingBackup replaces the database by the backup that waits beside it, if there is one. The
// caller holds the lock of the database.
func applyPendingBackup(ctx context.Context, path string, now time.Time) error {
	pending := path + pendingSuffix
	if _, err := os.Stat(pending); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err := mark(ctx, pending, now); err != nil {
		return fmt.Errorf("prepare the back-up: %w", err)
	}
	old := path + ".before-restore-" + now.UTC().Format("20060102-150405")
	for _, suffix := range []string{"-wal", "-shm", ""} { // the log goes with its database
		if err := os.Rename(path+suffix, old+suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("keep the database that is replaced: %w", err)
		}
	}
	if err := os.Rename(pending, path); err != nil {
		return fmt.Errorf("put the back-up in place: %w", err)
	}
	return nil
}

// mark lets whoever opens the backup next see that it was put in place, and ends its sessions:
// those that had ended since must not come back.
func mark(ctx context.Context, path string, now time.Time) error {
	db, err := sql.Open("sqlite", dsn(path, false))
	if err != nil {
		return err
	}
	_, err = db.ExecContext(ctx, `INSERT INTO settings (setting_key, value, updated_at) VALUES ($1, '', $2)
		ON CONFLICT (setting_key) DO NOTHING`, placedSetting, millis(now))
	if err == nil {
		_, err = db.ExecContext(ctx, `DELETE FROM sessions`)
	}
	return errors.Join(err, db.Close())
}

func copyFile(from, to string) (err error) {
	source, err := os.Open(from)
	if err != nil {
		return err
	}
	target, err := os.OpenFile(to+".part", os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err == nil {
		_, err = io.Copy(target, source)
		err = errors.Join(err, target.Sync(), target.Close())
	}
	if err = errors.Join(err, source.Close()); err != nil {
		return err
	}
	return os.Rename(to+".part", to)
}
