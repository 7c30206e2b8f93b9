package site

import (
	"net/http"
	"strings"
)

// The beginnings of a cookie's name by which a browser takes it only from the host itself by TLS, at the root
// or below it.
const (
	hostPrefix   = "__Host-"
	securePrefix = "__Secure-"
)

// cookiePrefix is the strictest beginning that the public path allows.
func (s *Site) cookiePrefix() string {
	if s.base == "" {
		return hostPrefix
	}
	return securePrefix
}

// renameCookies gives the cookies of a request that came by TLS their plain names, and drops those without
// the prefix: a page that came without TLS, or a neighbouring host, may have set them.
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

// publicCookie is a Set-Cookie line as browsers get it.
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
