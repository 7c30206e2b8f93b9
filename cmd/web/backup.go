package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"snapdeck/internal/app"
	"snapdeck/internal/config"
	"snapdeck/internal/store"
)

var errNotHere = errors.New("SNAPDECK_DATABASE_URL is set: back up PostgreSQL with its own tools, such as pg_dump and pg_restore")

// afterRestore describes what happens to the operations in a backup.
const afterRestore = `Deletions, overwrites, power-offs and unlocks in it that had not started are cancelled then, and creates wait until
a user presses “Continue all”.`

// backup copies the database to a new file. It may run beside the dashboard.
func backup(ctx context.Context, args, environ []string, t terminal) error {
	file, path, err := fileAndDatabase("backup", args, environ, t)
	if err != nil {
		return err
	}
	if err := store.Backup(ctx, path, file); err != nil {
		return err
	}
	fmt.Fprintf(t.out, "%s is a backup of %s.\n", file, path)
	return nil
}

func restore(ctx context.Context, args, environ []string, t terminal) error {
	file, path, err := fileAndDatabase("restore", args, environ, t)
	if err != nil {
		return err
	}
	applied, err := store.RestoreBackup(ctx, path, file)
	if err != nil {
		return err
	}
	if applied {
		fmt.Fprintf(t.out, "%s is restored. The database that it replaced is in the same folder. All users must log in again.\n%s\n", path, afterRestore)
		return nil
	}
	fmt.Fprintf(t.out, "The dashboard is running. The backup replaces the database at its next start: restart it.\n%s\n", afterRestore)
	return nil
}

func fileAndDatabase(command string, args, environ []string, t terminal) (file, path string, err error) {
	if len(args) == 0 || args[0] == "" || args[0][0] == '-' {
		return "", "", fmt.Errorf("usage: web %s FILE", command)
	}
	c, err := config.Parse(args[1:], environ, t.out)
	if err != nil {
		return "", "", err
	}
	if c.DatabaseURL.Set() {
		return "", "", errNotHere
	}
	return args[0], filepath.Join(c.Data, app.DatabaseFile), nil
}
