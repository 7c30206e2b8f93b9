package web

import (
	"context"
	"errors"

	"github.com/labstack/echo/v4"
)

// statusClientDisconnected is the status that is logged when the client did not wait for the response.
const statusClientDisconnected = 499

// FieldsFromBody reads the form of a request that changes something, for its handler, from the body alone, because an
// address ends up in logs and histories, and may be a forged link.
func FieldsFromBody(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if IsRead(c.Request()) {
			return next(c)
		}
		if err := parseForm(c.Request()); err != nil {
			return err
		}
		return next(c)
	}
}

// clientDisconnected reports whether the client has closed the connection.
func clientDisconnected(c echo.Context) bool {
	return errors.Is(c.Request().Context().Err(), context.Canceled)
}
