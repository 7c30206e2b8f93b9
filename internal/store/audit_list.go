package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"unicode"

	"snapdeck/internal/audit"
)

const (
	auditBatch   = 500 // entries per query when all are read
	auditChoices = 200 // values that are listed for a filter
)

// auditText is the text that audit.Filter.Query searches.
const auditText = `lower(actor || ' ' || actor_addr || ' ' || operation_id || ' ' || datacenter_id || ' ' || datacenter_name || ' ' ||
	volume_id || ' ' || volume_name || ' ' || snapshot_id || ' ' || snapshot_name || ' ' || request_id || ' ' || detail)`

// Audit returns a page of the matching entries, newest first, and the number of all matches.
func (s *Store) Audit(ctx context.Context, f audit.Filter) (page []audit.Entry, total int, err error) {
	where := auditWhere(f)
	limit, offset := f.Limit, max(0, f.Offset)
	if limit <= 0 {
		limit = pageSize
	}
	err = s.read(ctx, func(tx *sql.Tx) error {
		if err := tx.QueryRowContext(ctx, `SELECT COUNT(*) FROM audit `+where.text(), where.args...).Scan(&total); err != nil || total <= offset {
			return err
		}
		tail := fmt.Sprintf(` ORDER BY at DESC, id DESC LIMIT $%d OFFSET $%d`, len(where.args)+1, len(where.args)+2)
		page, err = selectAudit(ctx, tx, where.text()+tail, append(where.args, limit, offset)...)
		return err
	})
	return page, total, wrap(err, "list audit log")
}

// EachAudit calls see with every matching entry, newest first, until see returns an error, which it returns. It
// ignores Offset and Limit. It reads in batches and holds no connection while see runs, so see may be slow.
func (s *Store) EachAudit(ctx context.Context, f audit.Filter, see func(audit.Entry) error) error {
	where := auditWhere(f)
	for batch := where; ; {
		tail := fmt.Sprintf(` ORDER BY at DESC, id DESC LIMIT %d`, auditBatch)
		entries, err := selectAudit(ctx, s.ro, batch.text()+tail, batch.args...)
		if err != nil {
			return fmt.Errorf("read audit log: %w", err)
		}
		for _, e := range entries {
			if err := see(e); err != nil {
				return err
			}
		}
		if len(entries) < auditBatch {
			return nil
		}
		last := entries[len(entries)-1]
		batch = where.and(`(at, id) < ($%d, $%d)`, millis(last.At), last.ID)
	}
}

// AuditActors lists the actors by name. Names that occur only in refusals are left out: anyone can type one
// into the login form.
func (s *Store) AuditActors(ctx context.Context) ([]string, error) {
	return s.auditValues(ctx, "actor", `WHERE outcome <> '`+audit.Refused+`' AND actor <> ''`)
}

// AuditActions lists the actions by name.
func (s *Store) AuditActions(ctx context.Context) ([]string, error) {
	return s.auditValues(ctx, "action", ``)
}

func (s *Store) auditValues(ctx context.Context, column, where string) ([]string, error) {
	query := fmt.Sprintf(`SELECT DISTINCT %s FROM audit %s ORDER BY %s LIMIT %d`, column, where, column, auditChoices)
	values, err := queryAll(ctx, s.ro, scanText, query)
	return values, wrap(err, "list values of %s in audit log", column)
}

func selectAudit(ctx context.Context, q querier, tail string, args ...any) ([]audit.Entry, error) {
	return queryAll(ctx, q, scanAudit, `SELECT `+auditColumns+` FROM audit `+tail, args...)
}

func auditWhere(f audit.Filter) (c clauses) {
	for _, equal := range [][2]string{
		{"actor", f.Actor}, {"action", f.Action}, {"outcome", f.Outcome}, {"volume_id", f.VolumeID}, {"snapshot_id", f.SnapshotID},
	} {
		if equal[1] != "" {
			c = c.and(equal[0]+` = $%d`, equal[1])
		}
	}
	if !f.Since.IsZero() {
		c = c.and(`at >= $%d`, millis(f.Since))
	}
	if !f.Until.IsZero() {
		c = c.and(`at < $%d`, millis(f.Until))
	}
	if query := strings.TrimSpace(f.Query); query != "" {
		c = c.contains(query)
	}
	return c
}

// contains searches for a text. SQLite's lower() converts ASCII only, so a text with other letters is searched
// in both cases.
func (c clauses) contains(query string) clauses {
	like := auditText + ` LIKE lower($%d) ESCAPE '\'`
	lower, upper := "%"+escapeLike(strings.ToLower(query))+"%", "%"+escapeLike(strings.ToUpper(query))+"%"
	if isASCII(query) {
		return c.and(like, lower)
	}
	return c.and(`(`+like+` OR `+like+`)`, lower, upper)
}

func isASCII(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r > unicode.MaxASCII })
}
