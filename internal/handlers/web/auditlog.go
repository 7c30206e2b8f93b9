package web

import (
	"context"
	"time"

	"github.com/labstack/echo/v4"

	"snapdeck/internal/audit"
)

// auditTimeout is how long the writing of a line of the audit log may take.
const auditTimeout = 5 * time.Second

// AuditAppender adds lines to the audit log.
type AuditAppender interface {
	AppendAudit(ctx context.Context, entry audit.Entry) error
}

// AuditLog is the audit log.
type AuditLog interface {
	AuditAppender
	// Audit returns a page of the entries that the filter chooses, newest first, and how many
	// it chooses in all.
	Audit(ctx context.Context, filter audit.Filter) (page []audit.Entry, total int, err error)
	// EachAudit calls see with every entry that the filter chooses, newest first, until see
	// returns an error, which it returns. see may take its time.
	EachAudit(ctx context.Context, filter audit.Filter, see func(audit.Entry) error) error
	// AuditActors lists who did something, and AuditActions what was done, by name.
	AuditActors(ctx context.Context) ([]string, error)
	AuditActions(ctx context.Context) ([]string, error)
}

// RecordAudit adds what somebody did to Snapdeck itself to the audit log. The line is written
// also when the client does not wait for the answer. A line that cannot be written stops
// nobody, but the log tells it.
func (s *Base) RecordAudit(c echo.Context, action, outcome, actor, detail string) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(c.Request().Context()), auditTimeout)
	defer cancel()
	entry := audit.Entry{
		At: s.Now().UTC(), Actor: audit.Actor(actor), ActorAddr: c.RealIP(), Action: action, Outcome: outcome, Detail: detail,
	}
	if err := s.AuditLog.AppendAudit(ctx, entry); err != nil {
		s.Log.Error("append audit entry", "id", RequestID(c), "action", action,
			"outcome", outcome, "actor", entry.Actor, "from", entry.ActorAddr, "error", err.Error())
		return
	}
	s.Hub.Changed()
}
