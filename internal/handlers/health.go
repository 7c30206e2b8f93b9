package handlers

import (
	"errors"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"snapdeck/internal/inventory"
)

// maxReadAge is how old IONOS Cloud's last good answer may be for Snapdeck to be ready.
const maxReadAge = 3 * time.Minute

// healthz says that the process is up, or that it is about to end.
func (s *Server) healthz(c echo.Context) error {
	if s.draining.Load() {
		return c.String(http.StatusServiceUnavailable, "stopping\n")
	}
	return c.String(http.StatusOK, "ok\n")
}

// Drain makes /healthz and /readyz say that the process is about to end, so that proxies
// turn elsewhere. Everything else is still answered.
func (s *Server) Drain() { s.draining.Store(true) }

// readyz says whether the last sign of life could be written into the database, and whether
// IONOS Cloud answered not long ago.
func (s *Server) readyz(c echo.Context) error {
	if s.draining.Load() {
		return c.String(http.StatusServiceUnavailable, "stopping\n")
	}
	cause := s.notReady()
	switch {
	case cause == "":
		return c.String(http.StatusOK, "ready\n")
	case !s.mayProbe(c.Request()):
		return c.String(http.StatusServiceUnavailable, "not ready\n")
	default:
		return c.String(http.StatusServiceUnavailable, cause+"\n")
	}
}

// notReady is why Snapdeck cannot do its work now, or empty.
func (s *Server) notReady() string {
	if _, failing := s.Database.FailingSince(); failing {
		return "the database cannot be written to"
	}
	if !s.cloudReachable() {
		return "IONOS Cloud cannot be read"
	}
	return ""
}

// cloudReachable reports whether IONOS Cloud answered not long ago. A cloud that asks for
// fewer calls answers.
func (s *Server) cloudReachable() bool {
	health := s.Mirror.Health()
	failure, away := health.ContractFailure()
	if away && errors.Is(failure.Err, inventory.ErrRateLimited) {
		return true
	}
	return !away && s.Now().Sub(health.ReadAt) <= maxReadAge
}
