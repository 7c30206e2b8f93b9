package login

import (
	"net/url"
)

// clearsSite reports whether a logout may clear the browser's data of the whole origin, which must be secure and used
// by the dashboard alone; cookies are kept, because other programs on the host may have set them.
func clearsSite(publicURL, scheme string) bool {
	if publicURL == "" {
		return scheme == "https"
	}
	public, err := url.Parse(publicURL)
	return err == nil && public.Scheme == "https" && (public.Path == "" || public.Path == "/")
}
