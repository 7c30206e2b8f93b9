package web

import (
	"context"
	"errors"

	"github.com/labstack/echo/v4"
)

// statusClientGone is what the log says of a request whose client did not wait for the answer.
const statusClientGone = 499

// FieldsFromBody reads the form of a request that changes something. Its fields come from the body only: an
// address ends up in logs and histories, and may have been made by somebody else.
func FieldsFromBody(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if IsRead(c.Request()) {
			return next(c)
		}
		if err := ParseForm(c.Request()); err != nil {
			return err
		}
		return next(c)
	}
}

// isClientGone reports whether the client has closed the connection, so that nobody can read an answer.
func isClientGone(c echo.Context) bool {
	return errors.Is(c.Request().Context().Err(), context.Canceled)
}
