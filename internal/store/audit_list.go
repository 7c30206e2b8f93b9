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
	// auditBatch is how many entries are read at once when all are asked for.
	auditBatch = 500
	// auditChoices is how many different values are listed.
	auditChoices = 200
)

// AuditFilter chooses entries of the audit log.
type AuditFilter = audit.Filter

// auditText is what AuditFilter.Query looks in.
const auditText = `lower(actor || ' ' || actor_addr || ' ' || operation_id || ' ' || datacenter_id || ' ' || datacenter_name || ' ' ||
	volume_id || ' ' || volume_name || ' ' || snapshot_id || ' ' || snapshot_name || ' ' || request_id || ' ' || detail)`

// Audit returns a page of the entries that the filter chooses, newest first, and how many it
// chooses in all.
func (s *Store) Audit(ctx context.Context, f AuditFilter) (page []AuditEntry, total int, err error) {
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
	if err != nil {
		return nil, 0, fmt.Errorf("list the audit trail: %w", err)
	}
	return page, total, nil
}

// EachAudit calls see with every entry that the filter chooses, newest first, until see
// returns an error, which it returns. Offset and Limit do not count. It reads in batches and
// holds nothing of the database while see runs, so that see may take its time.
func (s *Store) EachAudit(ctx context.Context, f AuditFilter, see func(AuditEntry) error) error {
	where := auditWhere(f)
	for batch := where; ; {
		tail := fmt.Sprintf(` ORDER BY at DESC, id DESC LIMIT %d`, auditBatch)
		entries, err := selectAudit(ctx, s.ro, batch.text()+tail, batch.args...)
		if err != nil {
			return fmt.Errorf("read the audit trail: %w", err)
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

// AuditActors lists who did something, by name. Names that were only ever refused are left
// out: anybody can type one.
func (s *Store) AuditActors(ctx context.Context) ([]string, error) {
	return s.auditValues(ctx, "actor", `WHERE outcome <> '`+audit.Refused+`' AND actor <> ''`)
}

// AuditActions lists what was done, by name.
func (s *Store) AuditActions(ctx context.Context) ([]string, error) {
	return s.auditValues(ctx, "action", ``)
}

func (s *Store) auditValues(ctx context.Context, column, where string) ([]string, error) {
	query := fmt.Sprintf(`SELECT DISTINCT %s FROM audit %s ORDER BY %s LIMIT %d`, column, where, column, auditChoices)
	rows, err := s.ro.QueryContext(ctx, query)
	values, err := collect(rows, err, func(r row) (value string, err error) { return value, r.Scan(&value) })
	if err != nil {
		return nil, fmt.Errorf("list the values of %s in the audit trail: %w", column, err)
	}
	return values, nil
}

func selectAudit(ctx context.Context, q querier, tail string, args ...any) ([]AuditEntry, error) {
	rows, err := q.QueryContext(ctx, `SELECT `+auditColumns+` FROM audit `+tail, args...)
	return collect(rows, err, scanAudit)
}

func auditWhere(f AuditFilter) (c clauses) {
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

// contains looks for a text. SQLite lowers the letters of ASCII only, so that a text with
// others is looked for in both cases.
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
