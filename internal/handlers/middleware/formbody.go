package middleware

import (
	"errors"
	"net"
	"net/http"

	"github.com/labstack/echo/v4"
)

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

// parseForm reads a posted form, or explains why it cannot be read.
func parseForm(r *http.Request) error {
	err := r.ParseForm()
	r.Form = r.PostForm
	var tooLarge *http.MaxBytesError
	if err == nil || errors.As(err, &tooLarge) {
		return err
	}
	if slow, isNet := errors.AsType[net.Error](err); isNet && slow.Timeout() {
		return echo.NewHTTPError(http.StatusRequestTimeout).SetInternal(err)
	}
	return echo.NewHTTPError(http.StatusBadRequest).SetInternal(err)
}
