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

// HandleError turns every error into an answer.
func (s *Base) HandleError(err error, c echo.Context) {
	if c.Response().Committed {
		return
	}
	if isClientGone(c) {
		s.Log.Debug("client gone", "id", middleware.RequestID(c), "error", err.Error())
		c.Response().WriteHeader(statusClientGone)
		return
	}
	var other problem.Elsewhere
	if errors.As(err, &other) {
		if err := c.Redirect(http.StatusSeeOther, other.Href); err != nil {
			s.Log.Error("redirect", "id", middleware.RequestID(c), "error", err.Error())
		}
		return
	}
	var refused rights.Forbidden
	if errors.As(err, &refused) {
		s.traceForbidden(c, refused)
	}
	p := problem.Of(err, c.Request(), middleware.RequestID(c))
	if p.Status == http.StatusInternalServerError {
		err = s.Guard.Blame(err, c)
		p = problem.Of(err, c.Request(), middleware.RequestID(c))
	}
	if p.Status >= http.StatusInternalServerError && p.Status != http.StatusServiceUnavailable {
		s.Log.Error("handle request", "id", middleware.RequestID(c), "path", c.Request().URL.Path, "error", err.Error())
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
		s.Log.Error("render problem page", "id", middleware.RequestID(c), "error", err.Error())
		http.Error(c.Response(), "Internal error. See Snapdeck's log for request "+middleware.RequestID(c)+".", http.StatusInternalServerError)
	}
}

// statusClientGone is the status that is logged when the client did not wait for the answer.
const statusClientGone = 499

// isClientGone reports whether the client has closed the connection.
func isClientGone(c echo.Context) bool {
	return errors.Is(c.Request().Context().Err(), context.Canceled)
}

// traceForbidden records a request for which the right is missing.
func (s *Base) traceForbidden(c echo.Context, f rights.Forbidden) {
	s.Audit.RecordRefusal(c.Request(), auditing.RefusedRequest{
		Reason: auditing.RefusedRight, Actor: session.UserOf(c), Addr: c.RealIP(), ID: middleware.RequestID(c), Route: paths.RouteKey(c.Request().Method, c.Path()),
		Detail: "Role " + string(f.Role) + " may not use " + c.Request().Method + " " + c.Request().URL.Path + ".",
	})
}
