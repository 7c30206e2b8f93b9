package web

import (
	"errors"
	"maps"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"snapdeck/internal/views/ui"
)

// NormalizeNewlines reverts the line ends that browsers send.
func NormalizeNewlines(text string) string { return strings.ReplaceAll(text, "\r\n", "\n") }

// HiddenFields returns the fields of a form, except some, so that it can be sent again.
func HiddenFields(form url.Values, except ...string) []ui.HiddenField {
	var fields []ui.HiddenField
	for _, name := range slices.Sorted(maps.Keys(form)) {
		for _, value := range form[name] {
			if !slices.Contains(except, name) {
				fields = append(fields, ui.HiddenField{Name: name, Value: value})
			}
		}
	}
	return fields
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
