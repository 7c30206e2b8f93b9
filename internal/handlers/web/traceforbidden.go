package web

import (
	"github.com/labstack/echo/v4"

	"snapdeck/internal/handlers/auditing"
	"snapdeck/internal/handlers/middleware"
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/rights"
	"snapdeck/internal/handlers/session"
)

// traceForbidden records a request for which the right is missing.
func (s *Base) traceForbidden(c echo.Context, f rights.Forbidden) {
	s.Audit.RecordRefusal(c.Request(), auditing.RefusedRequest{
		Reason: auditing.RefusedRight, Actor: session.UserOf(c), Addr: c.RealIP(), ID: middleware.RequestID(c), Route: paths.RouteKey(c.Request().Method, c.Path()),
		Detail: "Role " + string(f.Role) + " may not use " + c.Request().Method + " " + c.Request().URL.Path + ".",
	})
}
