package ionossim

import (
	"crypto/subtle"
	"net/http"
	"strings"
)

// authenticated reports whether a call has the bearer token, or the user name and password.
func (s *Sim) authenticated(r *http.Request) bool {
	header := r.Header.Get("Authorization")
	if scheme, token, found := strings.Cut(header, " "); found && strings.EqualFold(scheme, "Bearer") {
		return constantTimeEqual(token, s.token)
	}
	user, password, basic := r.BasicAuth()
	return basic && s.cfg.Username != "" && constantTimeEqual(user, s.cfg.Username) && constantTimeEqual(password, s.cfg.Password)
}

func constantTimeEqual(a, b string) bool {
	return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1
}
