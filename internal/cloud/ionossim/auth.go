package ionossim

import (
	"crypto/subtle"
	"net/http"
	"strings"
)

// authenticate checks the bearer token, or user name and password.
func (s *Sim) authenticate(r *http.Request) error {
	header := r.Header.Get("Authorization")
	if scheme, token, found := strings.Cut(header, " "); found && strings.EqualFold(scheme, "Bearer") {
		return allow(constantTimeEqual(token, s.token))
	}
	user, password, basic := r.BasicAuth()
	if !basic || s.cfg.Username == "" {
		return unauthorized()
	}
	return allow(constantTimeEqual(user, s.cfg.Username) && constantTimeEqual(password, s.cfg.Password))
}

func allow(yes bool) error {
	if !yes {
		return unauthorized()
	}
	return nil
}

func constantTimeEqual(a, b string) bool {
	return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1
}
