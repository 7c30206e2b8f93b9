package site

import (
	"net/http"
	"strings"
)

// Browsers accept cookies with these prefixes over TLS only, and with the first one only from the host itself for the
// path /.
const (
	hostPrefix   = "__Host-"
	securePrefix = "__Secure-"
)

// cookiePrefix is the strictest prefix that the public path allows.
func (s *Site) cookiePrefix() string {
	if s.base == "" {
		return hostPrefix
	}
	return securePrefix
}

// renameCookies removes the prefix from the names of a request's cookies, and drops cookies without it: a page without
// TLS, or a neighbouring host, may have set them.
func renameCookies(h http.Header, prefix string) {
	var plain []string
	for _, line := range h["Cookie"] {
		for part := range strings.SplitSeq(line, ";") {
			if name, found := strings.CutPrefix(strings.TrimSpace(part), prefix); found {
				plain = append(plain, name)
			}
		}
	}
	h.Del("Cookie")
	if len(plain) > 0 {
		h.Set("Cookie", strings.Join(plain, "; "))
	}
}

// publicCookie returns a Set-Cookie line with the public path and, over TLS, the prefix.
func (s *Site) publicCookie(line string, secure bool) string {
	c, err := http.ParseSetCookie(line)
	if err != nil {
		return line
	}
	if s.base != "" && isLocal(c.Path) {
		c.Path = s.base + strings.TrimSuffix(c.Path, "/")
	}
	if secure {
		c.Name, c.Secure = s.cookiePrefix()+c.Name, true
	}
	if public := c.String(); public != "" {
		return public
	}
	return line
}
