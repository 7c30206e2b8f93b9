package handlers

import (
	"bytes"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"snapdeck/internal/audit"
	"snapdeck/internal/handlers/auditing"
	"snapdeck/internal/handlers/middleware"
	"snapdeck/internal/handlers/problem"
	"snapdeck/internal/views"
)

// edge wraps the checks and headers that apply to every answer.
func (s *Server) edge(next http.Handler) http.Handler {
	guard := http.NewCrossOriginProtection()
	guard.SetDenyHandler(http.HandlerFunc(s.refuseCrossSite))
	guarded := guard.Handler(next)
	inside := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !middleware.IsRead(r) && r.Header.Get("Sec-Fetch-Site") == "" && !s.Site.AcceptsOrigin(r) {
			s.refuseCrossSite(w, r)
			return
		}
		guarded.ServeHTTP(w, r)
	})
	return s.Site.Edge(middleware.LimitReading(securityHeaders(inside, s.Scheme), s.ReadTimeout), securityHeaders(http.HandlerFunc(s.refuseHost), s.Scheme), isForProbes)
}

// isForProbes reports whether an address is for monitoring programs, which reach Snapdeck by any name, or is a public
// file.
func isForProbes(path string) bool {
	return path == healthPath || path == readyPath || path == metricsPath || isStatic(path)
}

// checkBase refuses a public path that starts like one of our own addresses, because nobody could tell whether a
// proxy has already stripped it.
func (s *Server) checkBase(e *echo.Echo) error {
	base := s.Site.Base()
	if base == "" {
		return nil
	}
	first := firstSegment(base)
	clash := slices.ContainsFunc(e.Routes(), func(r *echo.Route) bool { return firstSegment(r.Path) == first })
	if clash {
		return fmt.Errorf("SNAPDECK_PUBLIC_URL: Snapdeck has pages of its own below /%s; choose another path", first)
	}
	return nil
}

func firstSegment(path string) string {
	first, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	return first
}

// refuseHost answers a request for an unknown host, and names the setting that allows it.
func (s *Server) refuseHost(w http.ResponseWriter, r *http.Request) {
	p := problem.Plain(http.StatusMisdirectedRequest, "Unknown host name", "Snapdeck does not know the host name in this address.",
		"If it is right, set SNAPDECK_PUBLIC_URL to the address that browsers use and restart Snapdeck.",
		"Behind a proxy, SNAPDECK_TRUSTED_PROXIES is another way.")
	p.Links = nil
	s.refuseAtEdge(w, r, p)
}

// refuseAtEdge answers with a problem before anything else looks at a request.
func (s *Server) refuseAtEdge(w http.ResponseWriter, r *http.Request, p views.ProblemPage) {
	layout := s.CommonLayout(r.Context(), s.NewRequest(r.URL, nil, ""))
	layout.Title = p.Title
	var page bytes.Buffer
	if err := views.BareProblem(layout, p).Render(r.Context(), &page); err != nil {
		s.Log.Error("render refusal", "error", err.Error())
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(p.Status)
	_, _ = w.Write(s.Usable(page.Bytes())) // a browser that has gone away needs nothing
}

// refuseCrossSite answers an unsafe request that another site made a browser send.
func (s *Server) refuseCrossSite(w http.ResponseWriter, r *http.Request) {
	id := uuid.NewString()
	s.Audit.RecordRefusal(r, auditing.RefusedRequest{
		Reason: auditing.RefusedCrossSite, Actor: auditing.UnknownName, Addr: s.Address(r), ID: id, Route: r.Method,
		Detail: "Another site made a browser send " + r.Method + " " + audit.Actor(r.URL.Path) + ".",
	})
	w.Header().Set("X-Request-Id", id)
	s.refuseAtEdge(w, r, problem.OfStatus(http.StatusForbidden))
}
