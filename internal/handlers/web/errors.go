package web

import (
	"context"
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"snapdeck/internal/handlers/auditing"
	"snapdeck/internal/handlers/middleware"
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/problem"
	"snapdeck/internal/handlers/rights"
	"snapdeck/internal/handlers/session"
	"snapdeck/internal/views"
)

// HandleError turns every error into a response.
func (s *Base) HandleError(err error, c echo.Context) {
	if c.Response().Committed {
		return
	}
	if errors.Is(c.Request().Context().Err(), context.Canceled) {
		s.Log.Debug("drop response", "reason", "client disconnected", "id", middleware.RequestID(c), "error", err)
		c.Response().WriteHeader(statusClientDisconnected)
		return
	}
	if other, is := errors.AsType[problem.Elsewhere](err); is {
		if err := c.Redirect(http.StatusSeeOther, other.Href); err != nil {
			s.Log.Error("redirect", "id", middleware.RequestID(c), "error", err)
		}
		return
	}
	if refused, is := errors.AsType[rights.Forbidden](err); is {
		s.recordForbidden(c, refused)
	}
	p := problem.Of(err, c.Request(), middleware.RequestID(c))
	if p.Status == http.StatusInternalServerError {
		err = s.Guard.Blame(err, c)
		p = problem.Of(err, c.Request(), middleware.RequestID(c))
	}
	if p.Status >= http.StatusInternalServerError && p.Status != http.StatusServiceUnavailable {
		s.Log.Error("handle request", "id", middleware.RequestID(c), "path", c.Request().URL.Path, "error", err)
	}
	req := s.NewRequest(c.Request().URL, nil, session.UserOf(c))
	layout := s.Layout(c, Page{Title: p.Title, Static: true}, req)
	if p.Status == http.StatusServiceUnavailable {
		c.Response().Header().Set("Retry-After", "2")
		if c.Request().Method == http.MethodGet {
			layout.Refresh = reloadEvery
		}
	}
	component := views.ProblemView(layout, p)
	if req.User == "" {
		component = views.BareProblem(layout, p)
	}
	if err := s.Send(c, p.Status, component); err != nil {
		s.Log.Error("render problem page", "id", middleware.RequestID(c), "error", err)
		http.Error(c.Response(), "Internal error. See Snapdeck's log for request "+middleware.RequestID(c)+".", http.StatusInternalServerError)
	}
}

// statusClientDisconnected is the status that is logged when the client did not wait for the response.
const statusClientDisconnected = 499

func (s *Base) recordForbidden(c echo.Context, f rights.Forbidden) {
	s.Audit.RecordRefusal(c.Request(), auditing.RefusedRequest{
		Reason: auditing.RefusedRight, Actor: session.UserOf(c), Addr: c.RealIP(), ID: middleware.RequestID(c), Route: paths.RouteKey(c.Request().Method, c.Path()),
		Detail: "Role " + string(f.Role) + " may not use " + c.Request().Method + " " + c.Request().URL.Path + ".",
	})
}
