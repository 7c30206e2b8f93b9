package paths

import (
	"net/http"
	"net/url"
	"strings"
)

// Referer returns the page of this site that a request came from, or "/".
func Referer(r *http.Request) string {
	referer, err := url.Parse(r.Referer())
	if err != nil || referer.Host != r.Host {
		return "/"
	}
	return referer.RequestURI()
}

// Local returns a path of this site, or "/" for any address that could lead elsewhere.
func Local(path string) string {
	parsed, err := url.Parse(path)
	if err != nil || parsed.IsAbs() || parsed.Host != "" || !strings.HasPrefix(path, "/") ||
		strings.HasPrefix(path, "//") || strings.ContainsAny(path, "\\\r\n\t") {
		return "/"
	}
	return path
}

// Match returns the parameters of a path that matches a pattern such as "/snapshots/:id".
func Match(pattern, path string) (map[string]string, bool) {
	want, have := strings.Split(pattern, "/"), strings.Split(path, "/")
	if len(want) != len(have) {
		return nil, false
	}
	params := map[string]string{}
	for i, segment := range want {
		name, isParam := strings.CutPrefix(segment, ":")
		value, err := url.PathUnescape(have[i])
		switch {
		case err != nil || isParam && value == "":
			return nil, false
		case isParam:
			params[name] = IDOf(value)
		case value != segment:
			return nil, false
		}
	}
	return params, true
}
