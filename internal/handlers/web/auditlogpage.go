package web

import (
	"context"

	"snapdeck/internal/audit"
	"snapdeck/internal/handlers/auditing"
)

// AuditLog stores and returns the entries of the audit log.
type AuditLog interface {
	auditing.Appender
	// Audit returns a page of the entries that the filter matches, newest first, and their total number.
	Audit(ctx context.Context, filter audit.Filter) (page []audit.Entry, total int, err error)
	// EachAudit calls see, which may take its time, with every entry that the filter matches, newest first, and stops
	// at its first error, which it returns.
	EachAudit(ctx context.Context, filter audit.Filter, see func(audit.Entry) error) error
	// AuditActors lists the users with entries, and AuditActions their actions, by name.
	AuditActors(ctx context.Context) ([]string, error)
	AuditActions(ctx context.Context) ([]string, error)
}
