package handlers

import (
	"context"
	"errors"
	"net"
	"net/http"

	"github.com/labstack/echo/v4"
)

// statusClientGone is what the log says of a request whose client did not wait for the answer.
const statusClientGone = 499

// fieldsFromBody reads the form of a request that changes something. Its fields come from the body only: an
// address ends up in logs and histories, and may have been made by somebody else.
func fieldsFromBody(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if isRead(c.Request()) {
			return next(c)
		}
		if err := parseForm(c.Request()); err != nil {
			return err
		}
		return next(c)
	}
}

// parseForm reads a posted form, or says why it cannot be read.
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

// isClientGone reports whether the client has closed the connection, so that nobody can read an answer.
func isClientGone(c echo.Context) bool {
	return errors.Is(c.Request().Context().Err(), context.Canceled)
}
