package handlers

import (
	"errors"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"snapdeck/internal/inventory"
)

// maxReadAge is the age of IONOS Cloud's last good response above which Snapdeck is not ready.
const maxReadAge = 3 * time.Minute

// healthz reports whether the process is up or shutting down.
func (s *Server) healthz(c echo.Context) error {
	if s.draining.Load() {
		return c.String(http.StatusServiceUnavailable, "stopping\n")
	}
	return c.String(http.StatusOK, "ok\n")
}

// Drain makes /healthz and /readyz fail before a shutdown so that proxies stop sending requests, while everything
// else is still answered.
func (s *Server) Drain() { s.draining.Store(true) }

// readyz reports whether the database can be written to and IONOS Cloud has answered recently.
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

// notReady returns why Snapdeck cannot work now; empty if it can.
func (s *Server) notReady() string {
	if _, failing := s.Database.FailingSince(); failing {
		return "the database cannot be written to"
	}
	if !s.cloudReachable() {
		return "IONOS Cloud cannot be read"
	}
	return ""
}

// cloudReachable reports whether IONOS Cloud answered recently, where a request to slow down counts as a response.
func (s *Server) cloudReachable() bool {
	health := s.Mirror.Health()
	failure, away := health.ContractFailure()
	if away && errors.Is(failure.Err, inventory.ErrRateLimited) {
		return true
	}
	return !away && s.Now().Sub(health.ReadAt) <= maxReadAge
}
