package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"snapdeck/internal/app"
	"snapdeck/internal/config"
	"snapdeck/internal/store"
)

var errArchiveUsage = errors.New("usage: web archive --before 2025-01-31 FILE")

// archive moves old operations and audit entries out of the database. It may run beside the dashboard.
func archive(ctx context.Context, args, environ []string, t terminal) error {
	day, file, rest, err := archiveArgs(args)
	if err != nil {
		return err
	}
	c, err := config.Parse(rest, environ, t.out)
	if err != nil {
		return err
	}
	before, err := time.ParseInLocation(time.DateOnly, day, c.TimeZone.Location())
	if err != nil {
		return fmt.Errorf("%q is not a day such as 2025-01-31: %w", day, errArchiveUsage)
	}
	db, err := store.Open(ctx, store.Options{URL: c.DatabaseURL.Reveal(), Path: filepath.Join(c.Data, app.DatabaseFile)})
	if err != nil {
		return err
	}
	done, err := db.Archive(ctx, before, file)
	if err = errors.Join(err, db.Close()); err != nil {
		return err
	}
	fmt.Fprintf(t.out, "%s contains %d operations and %d audit entries from before %s. They were removed from the database.\nSHA-256 %s\n",
		file, done.Operations, done.Entries, day, done.Sum)
	return nil
}

// archiveArgs extracts the day and the file; rest are the flags.
func archiveArgs(args []string) (day, file string, rest []string, err error) {
	for i := 0; i < len(args); i++ {
		name, value, joined := strings.Cut(args[i], "=")
		switch {
		case name == "--before" || name == "-before":
			if !joined {
				if i++; i == len(args) {
					return "", "", nil, errArchiveUsage
				}
				value = args[i]
			}
			day = value
		case file == "" && len(rest) == 0 && !strings.HasPrefix(args[i], "-"):
			file = args[i]
		default:
			rest = append(rest, args[i])
		}
	}
	if day == "" || file == "" {
		return "", "", nil, errArchiveUsage
	}
	return day, file, rest, nil
}
