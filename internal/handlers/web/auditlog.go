package web

import (
	"context"
	"time"

	"github.com/labstack/echo/v4"

	"snapdeck/internal/audit"
)

// auditTimeout limits the time to write an entry to the audit log.
const auditTimeout = 5 * time.Second

// AuditAppender adds entries to the audit log.
type AuditAppender interface {
	AppendAudit(ctx context.Context, entry audit.Entry) error
}

// AuditLog stores and returns the entries of the audit log.
type AuditLog interface {
	AuditAppender
	// Audit returns a page of the entries that the filter matches, newest first, and their total number.
	Audit(ctx context.Context, filter audit.Filter) (page []audit.Entry, total int, err error)
	// EachAudit calls see, which may take its time, with every entry that the filter matches, newest first, and stops
	// at its first error, which it returns.
	EachAudit(ctx context.Context, filter audit.Filter, see func(audit.Entry) error) error
	// AuditActors lists the users with entries, and AuditActions their actions, by name.
	AuditActors(ctx context.Context) ([]string, error)
	AuditActions(ctx context.Context) ([]string, error)
}

// RecordAudit adds a user's action on Snapdeck itself to the audit log, even if the client no longer waits; a failure
// is logged but does not stop the user.
func (s *Base) RecordAudit(c echo.Context, action, outcome, actor, detail string) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(c.Request().Context()), auditTimeout)
	defer cancel()
	entry := audit.Entry{
		At: s.Now().UTC(), Actor: audit.Actor(actor), ActorAddr: c.RealIP(), Action: action, Outcome: outcome, Detail: detail,
	}
	if err := s.AuditLog.AppendAudit(ctx, entry); err != nil {
		s.Log.Error("append audit entry", "id", RequestID(c), "action", action,
			"outcome", outcome, "actor", entry.Actor, "from", entry.ActorAddr, "error", err)
		return
	}
	s.Hub.Changed()
}
