package site

import (
	"net/http"
	"net/url"
	"strings"
)

// Edge passes requests to next as if Snapdeck were at the root of its host: without the public path, whether a proxy has
// removed it or not, with the host that browsers use, and with plain names of cookies. It translates the responses back.
// Requests for a host that is not ours go to refuse, unless their path is exempt.
func (s *Site) Edge(next, refuse http.Handler, exempt func(path string) bool) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.noteUntrusted(r)
		accepted := s.AcceptsHost(r)
		r = s.inward(r)
		out := &outward{ResponseWriter: w, site: s, secure: s.Scheme(r) == "https"}
		if !accepted && !exempt(r.URL.Path) {
			refuse.ServeHTTP(out, r)
			return
		}
		next.ServeHTTP(out, r)
	})
}

// inward returns a request as the rest of the code sees it.
func (s *Site) inward(r *http.Request) *http.Request {
	in := r.WithContext(r.Context())
	in.URL, in.Host = s.withoutBase(r.URL), s.inwardHost(r)
	secure := s.Scheme(r) == "https"
	if secure || s.base != "" {
		in.Header = r.Header.Clone()
	}
	if secure {
		renameCookies(in.Header, s.cookiePrefix())
	}
	if referer, err := url.Parse(r.Referer()); err == nil && referer.Host != "" && s.base != "" {
		below := s.withoutBase(referer)
		in.Header.Set("Referer", (&url.URL{Scheme: below.Scheme, Host: below.Host, Path: below.Path, RawPath: below.RawPath, RawQuery: below.RawQuery}).String())
	}
	return in
}

// inwardHost returns the host that browsers use: the public one, or that of the request for a page that was reached past
// the public address, such as through a tunnel.
func (s *Site) inwardHost(r *http.Request) string {
	if s.public == nil || s.fromProxy(r) || !s.isOwn(hostOf(r.Host)) {
		return s.Host(r)
	}
	for _, from := range []string{r.Header.Get("Origin"), r.Referer()} {
		if u, err := url.Parse(from); err == nil && strings.EqualFold(u.Host, r.Host) {
			return r.Host
		}
	}
	return s.Host(r)
}

// withoutBase removes the public path from an address. It leaves other addresses, from which a proxy has removed it.
func (s *Site) withoutBase(u *url.URL) *url.URL {
	if s.base == "" {
		return u
	}
	below := *u
	below.Path, below.RawPath = s.WithoutBase(u.Path), s.WithoutBase(u.RawPath)
	return &below
}

// WithoutBase removes the public path from a path, which may have a query.
func (s *Site) WithoutBase(path string) string {
	rest, found := strings.CutPrefix(path, s.base)
	switch {
	case !found || s.base == "":
		return path
	case rest == "" || rest[0] == '?':
		return "/" + rest
	case rest[0] == '/':
		return rest
	default:
		return path // the first segment only begins like the public path
	}
}

// outward translates the headers of a response to the public address.
type outward struct {
	http.ResponseWriter
	site    *Site
	secure  bool
	written bool
}

// Unwrap lets http.ResponseController reach the connection.
func (o *outward) Unwrap() http.ResponseWriter { return o.ResponseWriter }

// WriteHeader translates the headers and sends them.
func (o *outward) WriteHeader(status int) {
	if !o.written {
		o.written = status >= http.StatusOK
		o.site.translate(o.Header(), o.secure)
	}
	o.ResponseWriter.WriteHeader(status)
}

// Write sends a part of the body, and the headers before the first one.
func (o *outward) Write(b []byte) (int, error) {
	if !o.written {
		o.WriteHeader(http.StatusOK)
	}
	return o.ResponseWriter.Write(b)
}

// Flush sends what was written so far.
func (o *outward) Flush() { _ = http.NewResponseController(o.ResponseWriter).Flush() } // the next write fails if the connection is lost

// translate adds the public path to redirects and cookies, and the prefix to the names of cookies.
func (s *Site) translate(h http.Header, secure bool) {
	if to := h.Get("Location"); s.base != "" && isLocal(to) {
		h.Set("Location", s.base+to)
	}
	for i, line := range h["Set-Cookie"] {
		h["Set-Cookie"][i] = s.publicCookie(line, secure)
	}
}

// isLocal reports whether an address is a path on this host.
func isLocal(address string) bool {
	return strings.HasPrefix(address, "/") && !strings.HasPrefix(address, "//")
}
