package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// Document is what one replica made and others read, such as the view of the cloud.
type Document struct {
	Version int64 // newer ones are greater
	Data    []byte
}

// SaveDocument stores a document under a name in place of the older one, and reports false
// when the stored one is as new or newer. One that was never stored is older than version 1.
func (s *Store) SaveDocument(ctx context.Context, name string, d Document) (stored bool, err error) {
	data := d.Data
	if data == nil {
		data = []byte{}
	}
	done, err := s.rw.ExecContext(ctx, `INSERT INTO documents (name, version, data) VALUES ($1, $2, $3)
		ON CONFLICT (name) DO UPDATE SET version = excluded.version, data = excluded.data
		WHERE documents.version < excluded.version`, name, d.Version, data)
	if err != nil {
		return false, fmt.Errorf("store the document %s: %w", name, err)
	}
	changed, err := done.RowsAffected()
	if err != nil {
		return false, fmt.Errorf("store the document %s: %w", name, err)
	}
	return changed == 1, nil
}

// Document returns the document of a name if its version is greater than newerThan; found
// is false otherwise. Asking for what one has already reads no data.
func (s *Store) Document(ctx context.Context, name string, newerThan int64) (d Document, found bool, err error) {
	err = s.ro.QueryRowContext(ctx, `SELECT version, data FROM documents WHERE name = $1 AND version > $2`,
		name, newerThan).Scan(&d.Version, &d.Data)
	if errors.Is(err, sql.ErrNoRows) {
		return Document{}, false, nil
	}
	if err != nil {
		return Document{}, false, fmt.Errorf("read the document %s: %w", name, err)
	}
	return d, true, nil
}
