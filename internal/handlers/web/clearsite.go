package web

import (
	"net/http"
	"net/url"
)

// ClearsSite reports whether a logout may have the browser forget everything of the origin: it is a secure one, and
// the dashboard has it for itself. Cookies stay, which other programs of the host may have set.
func (s *Base) ClearsSite(r *http.Request) bool {
	if s.PublicURL == "" {
		return s.Scheme(r) == "https"
	}
	public, err := url.Parse(s.PublicURL)
	return err == nil && public.Scheme == "https" && (public.Path == "" || public.Path == "/")
}
