package web

import (
	"net/http"
	"net/url"
)

// ClearsSite reports whether a logout may clear the browser's data of the whole origin, which must be secure and used
// by the dashboard alone; cookies are kept, because other programs on the host may have set them.
func (s *Base) ClearsSite(r *http.Request) bool {
	if s.PublicURL == "" {
		return s.Scheme(r) == "https"
	}
	public, err := url.Parse(s.PublicURL)
	return err == nil && public.Scheme == "https" && (public.Path == "" || public.Path == "/")
}
