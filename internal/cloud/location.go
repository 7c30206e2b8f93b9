package cloud

import (
	"net/http"
	"strings"
)

// acceptedRequestOf returns the id of the request by which the API accepted a change, or "". The Location of a 202 is
// https://host/cloudapi/v6/requests/<id>/status (docs/ionos-api.md 3). It is never called: Snapdeck reads requests
// by id at the configured endpoint.
func acceptedRequestOf(h http.Header) string { return requestIDIn(h.Get("Location")) }

// requestIDOf returns the id by which the support of IONOS Cloud finds a call, or "". Without a Location it may be that of
// a gateway, which proves nothing.
func requestIDOf(h http.Header) string {
	if id := acceptedRequestOf(h); id != "" {
		return id
	}
	for _, name := range []string{"X-Request-Id", "Request-Id", "X-Correlation-Id"} {
		if id := h.Get(name); isRequestID(id) {
			return id
		}
	}
	return ""
}

// requestIDIn parses the id from a Location, absolute or not, with any host and port.
func requestIDIn(location string) string {
	path, _, _ := strings.Cut(location, "?")
	_, rest, _ := strings.Cut(path, "/requests/")
	id, _, _ := strings.Cut(rest, "/")
	if !isRequestID(id) {
		return ""
	}
	return id
}

const maxRequestID = 64

func isRequestID(id string) bool {
	return id != "" && len(id) <= maxRequestID && !strings.ContainsFunc(id, func(r rune) bool {
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
		return !letter && (r < '0' || r > '9') && r != '-' && r != '_'
	})
}
