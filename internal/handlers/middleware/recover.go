package middleware

import (
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"

	"github.com/labstack/echo/v4"
)

// RecoverPanics turns a panic into an error, and logs its stack.
func RecoverPanics(log *slog.Logger) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) (err error) {
			defer func() {
				cause := recover()
				if cause == nil {
					return
				}
				if cause == http.ErrAbortHandler { //nolint:errorlint // compared as net/http does
					panic(cause)
				}
				log.Error("handler panic", "id", RequestID(c), "cause", fmt.Sprint(cause), "stack", string(debug.Stack()))
				err = fmt.Errorf("panic: %v", cause)
			}()
			return next(c)
		}
	}
}
