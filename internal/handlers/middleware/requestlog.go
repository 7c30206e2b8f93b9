package middleware

import (
	"log/slog"
	"net/http"
	"time"

	"github.com/google/uuid"
	"github.com/labstack/echo/v4"
)

const requestIDKey = "snapdeck.request"

// Observer measures requests.
type Observer interface {
	ObserveHTTP(route, method string, status int, took time.Duration)
}

// AssignRequestIDs gives each request an ID for its log line, its response's header and problem pages.
func AssignRequestIDs(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		id := uuid.NewString()
		c.Set(requestIDKey, id)
		c.Response().Header().Set("X-Request-Id", id)
		return next(c)
	}
}

// RequestID returns the ID of a request.
func RequestID(c echo.Context) string {
	id, _ := c.Get(requestIDKey).(string)
	return id
}

// LogRequests logs and measures each request, without the query, because a search may contain anything.
func LogRequests(log *slog.Logger, observer Observer, now func() time.Time) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			start := now()
			if err := next(c); err != nil {
				c.Error(err)
			}
			took := now().Sub(start)
			route, status := c.Path(), c.Response().Status
			observer.ObserveHTTP(route, c.Request().Method, status, took)
			level := slog.LevelDebug
			if status >= http.StatusInternalServerError && status != http.StatusServiceUnavailable {
				level = slog.LevelError
			}
			log.Log(c.Request().Context(), level, "request",
				"id", RequestID(c), "method", c.Request().Method, "path", c.Request().URL.Path,
				"status", status, "took", took.Round(time.Microsecond), "from", c.RealIP())
			return nil
		}
	}
}
