package auditing

import (
	"context"
	"log/slog"
	"time"

	"github.com/labstack/echo/v4"

	"snapdeck/internal/audit"
	"snapdeck/internal/handlers/middleware"
)

const auditTimeout = 5 * time.Second

// UnknownName replaces unknown user names in the audit log, because they may be passwords typed into the wrong field.
const UnknownName = "unknown user"

// Appender adds entries to the audit log.
type Appender interface {
	AppendAudit(ctx context.Context, entry audit.Entry) error
}

// Recorder adds to the audit log what users do to Snapdeck itself, and what they are refused.
type Recorder struct {
	AuditLog Appender
	Observer RefusalObserver
	Now      func() time.Time
	Log      *slog.Logger
	Changed  func() // the pages that show the audit log

	refusals refusalLimiter
}

// RefusalObserver counts refusals.
type RefusalObserver interface {
	// ObserveRefusal counts a request that was refused for security, by its reason.
	ObserveRefusal(reason string)
}

// Record adds a user's action on Snapdeck itself to the audit log, even if the client no longer waits; a failure
// is logged but does not stop the user.
func (s *Recorder) Record(c echo.Context, action, outcome, actor, detail string) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(c.Request().Context()), auditTimeout)
	defer cancel()
	entry := audit.Entry{
		At: s.Now().UTC(), Actor: audit.Actor(actor), ActorAddr: c.RealIP(), Action: action, Outcome: outcome, Detail: detail,
	}
	if err := s.AuditLog.AppendAudit(ctx, entry); err != nil {
		s.Log.Error("append audit entry", "id", middleware.RequestID(c), "action", action,
			"outcome", outcome, "actor", entry.Actor, "from", entry.ActorAddr, "error", err)
		return
	}
	s.Changed()
}
