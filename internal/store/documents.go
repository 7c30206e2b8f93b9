package store

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// SaveDocument stores or replaces a document, with the time.
func (s *Store) SaveDocument(ctx context.Context, name string, data []byte) error {
	now, err := s.Now(ctx)
	if err != nil {
		return err
	}
	if data == nil {
		data = []byte{}
	}
	_, err = s.rw.ExecContext(ctx, `INSERT INTO documents (name, saved_at, data) VALUES ($1, $2, $3)
		ON CONFLICT (name) DO UPDATE SET saved_at = excluded.saved_at, data = excluded.data`, name, millis(now), data)
	return wrap(err, "store document %s", name)
}

// Document returns a document and its age, which is negative when the clock was set back since; found is false
// when there is none.
func (s *Store) Document(ctx context.Context, name string) (data []byte, age time.Duration, found bool, err error) {
	now, err := s.Now(ctx)
	if err != nil {
		return nil, 0, false, err
	}
	var saved int64
	err = s.ro.QueryRowContext(ctx, `SELECT saved_at, data FROM documents WHERE name = $1`, name).Scan(&saved, &data)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, 0, false, nil
	}
	return data, now.Sub(fromMillis(saved)), err == nil, wrap(err, "read document %s", name)
}
