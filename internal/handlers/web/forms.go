package web

import (
	"errors"
	"net"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"
)

// SamePhrase reports whether the typed text is the phrase, ignoring case and spaces.
func SamePhrase(typed, phrase string) bool {
	return strings.EqualFold(strings.Join(strings.Fields(typed), " "), phrase)
}

// NormalizeNewlines reverts the line ends that browsers send.
func NormalizeNewlines(text string) string { return strings.ReplaceAll(text, "\r\n", "\n") }

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
