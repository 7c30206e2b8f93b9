package store

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// ShelfChannel is where the name of each reading is told that was put on the shelf and is
// not what lay there before.
const ShelfChannel = "snapdeck_shelf"

// shelfPrefix begins the names of the documents that are readings of the cloud.
const shelfPrefix = "reading of "

// Shelf is where the replica that watches the cloud leaves what it read for the others. It
// implements inventory.Shelf.
type Shelf struct{ store *Store }

// Shelf returns the shelf of the database.
func (s *Store) Shelf() *Shelf { return &Shelf{s} }

// errNewer says that a reading was not stored.
var errNewer = errors.New("another replica put a newer reading there, or none is there whose time it could be")

// Put stores what was read, or its time alone when text is nil. Older readings never replace
// newer ones: what is not stored for that reason is an error too.
func (f *Shelf) Put(ctx context.Context, name string, text []byte, at time.Time) error {
	if text == nil {
		return f.date(ctx, name, at)
	}
	stored, err := f.store.SaveDocument(ctx, shelfPrefix+name, Document{Version: millis(at), Data: text})
	switch {
	case err != nil:
		return err
	case !stored:
		return fmt.Errorf("store the %s: %w", name, errNewer)
	}
	return f.store.Notify(ctx, ShelfChannel, name)
}

// date stores when a reading was made that is as the one before.
func (f *Shelf) date(ctx context.Context, name string, at time.Time) error {
	done, err := f.store.rw.ExecContext(ctx, `UPDATE documents SET version = $1 WHERE name = $2 AND version < $1`, millis(at), shelfPrefix+name)
	if err != nil {
		return fmt.Errorf("note when the %s were read: %w", name, err)
	}
	dated, err := done.RowsAffected()
	switch {
	case err != nil:
		return fmt.Errorf("note when the %s were read: %w", name, err)
	case dated == 0:
		return fmt.Errorf("note when the %s were read: %w", name, errNewer)
	}
	return nil
}

// Get returns what was put there last and when it was read; no text if nothing ever was.
func (f *Shelf) Get(ctx context.Context, name string) (text []byte, at time.Time, err error) {
	d, found, err := f.store.Document(ctx, shelfPrefix+name, 0)
	if err != nil || !found {
		return nil, time.Time{}, err
	}
	return d.Data, moment(d.Version), nil
}

// SettingOr returns the value of a setting, which is made the given one when there is none,
// also when several processes ask at once.
func (s *Store) SettingOr(ctx context.Context, key, value string, at time.Time) (string, error) {
	_, err := s.rw.ExecContext(ctx, `INSERT INTO settings (setting_key, value, updated_at) VALUES ($1, $2, $3)
		ON CONFLICT (setting_key) DO NOTHING`, key, value, millis(at))
	if err != nil {
		return "", fmt.Errorf("store setting %s: %w", key, err)
	}
	stored, ok, err := s.Setting(ctx, key)
	if err == nil && !ok {
		err = fmt.Errorf("read setting %s: it is gone again", key)
	}
	return stored, err
}
