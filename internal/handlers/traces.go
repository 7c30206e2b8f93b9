package handlers

import (
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/google/uuid"

	"snapdeck/internal/audit"
)

// Why requests are refused, as it stands in the log and the metrics.
const (
	refusedRight     = "right"      // the role lacks the right
	refusedCrossSite = "cross-site" // another site made the browser send it
	refusedThrottled = "throttled"  // login failed too often
	refusedProof     = "proof"      // the last proof of who it is is too old
)

// refusedRequest is a request that was refused for the sake of safety.
type refusedRequest struct {
	reason, actor, addr, id, route, detail string
}

// The bounds of the refusals in the audit log: a refusal of one kind, from one address and user, has a line
// every so often, and no more lines than that are written in all.
const (
	traceEvery = time.Minute
	maxTraces  = 200
)

// traces keeps refusals from flooding the audit log. It may be used concurrently.
type traces struct {
	mu   sync.Mutex
	last map[[4]string]time.Time
}

// due reports whether a refusal gets a line in the audit log.
func (t *traces) due(r refusedRequest, now time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	for key, at := range t.last {
		if now.Sub(at) >= traceEvery {
			delete(t.last, key)
		}
	}
	key := [4]string{r.reason, r.actor, r.addr, r.route}
	if _, recent := t.last[key]; recent || len(t.last) >= maxTraces {
		return false
	}
	if t.last == nil {
		t.last = map[[4]string]time.Time{}
	}
	t.last[key] = now
	return true
}

// traceRefusal counts and logs a refusal, and adds it to the audit log unless that has one like it.
func (s *Server) traceRefusal(r *http.Request, refused refusedRequest) {
	s.Observer.ObserveRefusal(refused.reason)
	s.Log.Warn("refuse request", "reason", refused.reason, "id", refused.id, "user", refused.actor, "from", refused.addr,
		"method", r.Method, "path", r.URL.Path)
	if !s.traces.due(refused, s.Now()) {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), auditTimeout)
	defer cancel()
	err := s.AuditLog.AppendAudit(ctx, audit.Entry{
		At: s.Now().UTC(), Actor: audit.Actor(refused.actor), ActorAddr: refused.addr, Action: audit.Refuse, Outcome: audit.Refused,
		Detail: refused.detail + " Request " + refused.id + ".",
	})
	if err != nil {
		s.Log.Error("append audit entry", "id", refused.id, "action", audit.Refuse, "error", err.Error())
	}
}

// refuseCrossSite answers an unsafe request that another site made a browser send.
func (s *Server) refuseCrossSite(w http.ResponseWriter, r *http.Request) {
	id := uuid.NewString()
	s.traceRefusal(r, refusedRequest{
		reason: refusedCrossSite, actor: unknownName, addr: s.Address(r), id: id, route: r.Method,
		detail: "Another site made a browser send " + r.Method + " " + audit.Actor(r.URL.Path) + ".",
	})
	w.Header().Set("X-Request-Id", id)
	s.refuseAtEdge(w, r, httpProblem(http.StatusForbidden))
}
