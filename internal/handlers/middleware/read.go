package middleware

import (
	"net/http"

	"snapdeck/internal/handlers/paths"
)

// IsRead reports whether a request changes nothing.
func IsRead(r *http.Request) bool { return r.Method == http.MethodGet || r.Method == http.MethodHead }

// IsStream reports whether a request opens an event stream.
func IsStream(r *http.Request) bool {
	return r.URL.Path == paths.EventsPath && r.Method == http.MethodGet
}
