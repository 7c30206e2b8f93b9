package handlers

import (
	"crypto/subtle"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"snapdeck/internal/site"
)

// The addresses for monitoring programs.
const (
	healthPath  = "/healthz"
	readyPath   = "/readyz"
	metricsPath = "/metrics"
)

// mayProbe reports whether a program may see figures and causes: it has the token, or runs on this machine and does
// not come through a proxy.
func (s *Server) mayProbe(r *http.Request) bool {
	token, found := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if found && s.MetricsToken != "" && subtle.ConstantTimeCompare([]byte(token), []byte(s.MetricsToken)) == 1 {
		return true
	}
	return site.Local(r)
}

// metrics answers with the metrics.
func (s *Server) metrics(c echo.Context) error {
	if !s.mayProbe(c.Request()) {
		c.Response().Header().Set(echo.HeaderWWWAuthenticate, `Bearer realm="metrics"`)
		return c.String(http.StatusUnauthorized, "set SNAPDECK_METRICS_TOKEN and send it as a bearer token\n")
	}
	s.Metrics.ServeHTTP(c.Response(), c.Request())
	return nil
}
