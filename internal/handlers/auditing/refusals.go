package auditing

import (
	"context"
	"fmt"
	"math"
	"net/http"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"snapdeck/internal/audit"
	"snapdeck/internal/auth"
	"snapdeck/internal/handlers/middleware"
	"snapdeck/internal/handlers/paths"
)

// ThrottledText describes how long to wait, and tells the browser in a header.
func ThrottledText(c echo.Context, throttled *auth.ThrottledError) string {
	wait := int(math.Ceil(throttled.Wait.Seconds()))
	c.Response().Header().Set("Retry-After", fmt.Sprint(wait))
	return "Too many failed logins. Try again in " + (time.Duration(wait) * time.Second).String() + "."
}

// RecordThrottled records a login that was refused because too many had failed.
func (s *Recorder) RecordThrottled(c echo.Context, name string) {
	s.RecordRefusal(c.Request(), RefusedRequest{
		Reason: refusedThrottled, Actor: name, Addr: c.RealIP(), ID: middleware.RequestID(c), Route: paths.RouteKey(c.Request().Method, c.Path()),
		Detail: "Too many failed logins from " + c.RealIP() + " or for this user.",
	})
}

// The reasons for refusals, as the log and the metrics name them.
const (
	RefusedRight     = "right"      // the role lacks the right
	RefusedCrossSite = "cross-site" // another site made the browser send it
	refusedThrottled = "throttled"  // login failed too often
	RefusedProof     = "proof"      // the last proof of identity is too old
)

// RefusedRequest is a request that was refused for security.
type RefusedRequest struct {
	Reason, Actor, Addr, ID, Route, Detail string
}

// The limits of refusals in the audit log: the interval between entries of one kind, address and user, and the total
// number.
const (
	refusalEvery = time.Minute
	maxRefusals  = 200
)

// refusalLimiter keeps refusals from flooding the audit log, and is safe for concurrent use.
type refusalLimiter struct {
	mu   sync.Mutex
	last map[[4]string]time.Time
}

// Due reports whether a refusal gets an entry in the audit log.
func (t *refusalLimiter) Due(r RefusedRequest, now time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	for key, at := range t.last {
		if now.Sub(at) >= refusalEvery {
			delete(t.last, key)
		}
	}
	key := [4]string{r.Reason, r.Actor, r.Addr, r.Route}
	if _, recent := t.last[key]; recent || len(t.last) >= maxRefusals {
		return false
	}
	if t.last == nil {
		t.last = map[[4]string]time.Time{}
	}
	t.last[key] = now
	return true
}

// Due reports whether a refusal gets an entry in the audit log, where no similar one is.
func (s *Recorder) Due(refused RefusedRequest) bool { return s.refusals.Due(refused, s.Now()) }

// RecordRefusal counts and logs a refusal, and adds it to the audit log unless a similar one is there.
func (s *Recorder) RecordRefusal(r *http.Request, refused RefusedRequest) {
	s.Observer.ObserveRefusal(refused.Reason)
	s.Log.Warn("refuse request", "reason", refused.Reason, "id", refused.ID, "user", refused.Actor, "from", refused.Addr,
		"method", r.Method, "path", r.URL.Path)
	if !s.Due(refused) {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), auditTimeout)
	defer cancel()
	err := s.AuditLog.AppendAudit(ctx, audit.Entry{
		At: s.Now().UTC(), Actor: audit.Actor(refused.Actor), ActorAddr: refused.Addr, Action: audit.Refuse, Outcome: audit.Refused,
		Detail: refused.Detail + " Request " + refused.ID + ".",
	})
	if err != nil {
		s.Log.Error("append audit entry", "id", refused.ID, "action", audit.Refuse, "error", err.Error())
	}
}
