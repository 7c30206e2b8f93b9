package store

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"
)

const archiveFormat = 1

// archiveFile is a file of JSON lines: a header, operations with their stages, audit entries, and the counts.
// Rows use the column names; times are Unix ms.
type archiveFile struct {
	path   string
	file   *os.File
	out    *bufio.Writer
	sum    hash.Hash
	counts Archived
}

// createArchive creates a file with mode 0600, and never replaces one.
func createArchive(path string) (*archiveFile, error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("create archive: %w", err)
	}
	a := &archiveFile{path: path, file: file, sum: sha256.New()}
	a.out = bufio.NewWriter(io.MultiWriter(file, a.sum))
	return a, nil
}

// line is a row of a table, the header or the footer.
type line map[string]any

func (a *archiveFile) add(kind string, l line) error {
	l["type"] = kind
	text, err := json.Marshal(l)
	if err != nil {
		return fmt.Errorf("write archive: %w", err)
	}
	if _, err := a.out.Write(append(text, '\n')); err != nil {
		return fmt.Errorf("write archive: %w", err)
	}
	return nil
}

// write writes all rows that can be archived and returns their ids.
func (a *archiveFile) write(ctx context.Context, q querier, before, now time.Time) (ids archivedIDs, err error) {
	var stay map[string]bool
	if ids.operations, stay, err = archivable(ctx, q, before); err != nil {
		return ids, fmt.Errorf("select what to archive: %w", err)
	}
	err = a.add("archive", line{"format": archiveFormat, "of": "Snapdeck", "before": before.UTC().Format(time.RFC3339), "made": now.Format(time.RFC3339)})
	if err != nil {
		return ids, err
	}
	for some := range slices.Chunk(ids.operations, maxRowsPerStatement) {
		if err := a.writeOperations(ctx, q, some); err != nil {
			return ids, err
		}
	}
	if ids.entries, err = a.writeEntries(ctx, q, before, stay); err != nil {
		return ids, err
	}
	return ids, a.add("end", line{"operations": a.counts.Operations, "stages": a.counts.Stages, "audit": a.counts.Entries})
}

func (a *archiveFile) writeOperations(ctx context.Context, q querier, ids []string) error {
	in := `IN (` + placeholders(1, len(ids)) + `)`
	stages := map[any][]line{}
	err := eachLine(ctx, q, `SELECT * FROM operation_stages WHERE operation_id `+in+` ORDER BY operation_id, seq`, toArgs(ids), func(l line) error {
		stages[l["operation_id"]] = append(stages[l["operation_id"]], l)
		return nil
	})
	if err != nil {
		return fmt.Errorf("read stages: %w", err)
	}
	err = eachLine(ctx, q, `SELECT * FROM operations WHERE id `+in+` ORDER BY created_at, id`, toArgs(ids), func(l line) error {
		own := stages[l["id"]]
		l["stages"] = own
		a.counts.Operations++
		a.counts.Stages += len(own)
		return a.add("operation", l)
	})
	return wrap(err, "read operations")
}

// writeEntries writes the audit entries, except for those of operations that stay.
func (a *archiveFile) writeEntries(ctx context.Context, q querier, before time.Time, stay map[string]bool) (ids []string, err error) {
	err = eachLine(ctx, q, `SELECT * FROM audit WHERE at < $1 ORDER BY at, id`, []any{millis(before)}, func(l line) error {
		if of, _ := l["operation_id"].(string); stay[of] {
			return nil
		}
		id, _ := l["id"].(string)
		ids = append(ids, id)
		a.counts.Entries++
		return a.add("audit", l)
	})
	return ids, wrap(err, "read audit log")
}

func eachLine(ctx context.Context, q querier, query string, args []any, see func(line) error) error {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	columns, err := rows.ColumnTypes()
	if err != nil {
		return err
	}
	for rows.Next() {
		values, targets := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			targets[i] = &values[i]
		}
		if err := rows.Scan(targets...); err != nil {
			return err
		}
		l := line{}
		for i, c := range columns {
			l[c.Name()] = plainValue(values[i], c.DatabaseTypeName())
		}
		if err := see(l); err != nil {
			return err
		}
	}
	return rows.Err()
}

// plainValue converts a column's value to the same JSON value for both databases.
func plainValue(v any, kind string) any {
	switch v := v.(type) {
	case []byte:
		return string(v)
	case int64:
		if kind == "BOOLEAN" {
			return v != 0 // SQLite stores booleans as numbers
		}
	}
	return v
}

// close syncs the file and its directory to disk.
func (a *archiveFile) close() error {
	err := errors.Join(a.out.Flush(), a.file.Sync(), a.file.Close())
	a.counts.Sum = hex.EncodeToString(a.sum.Sum(nil))
	folder, openErr := os.Open(filepath.Dir(a.path))
	if openErr != nil {
		return errors.Join(err, openErr)
	}
	if err = errors.Join(err, folder.Sync(), folder.Close()); err != nil {
		return fmt.Errorf("sync archive to disk: %w", err)
	}
	return nil
}
