package cloud

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"time"

	"snapdeck/internal/secret"
)

// TokenExpiry returns when a bearer token expires, from its claim exp; ok is false without one. The signature
// is not checked, so the time is good for display only.
func TokenExpiry(token secret.Value) (at time.Time, ok bool) {
	parts := strings.Split(token.Reveal(), ".")
	if len(parts) != 3 {
		return time.Time{}, false
	}
	payload, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(parts[1], "="))
	if err != nil {
		return time.Time{}, false
	}
	var claims struct {
		Exp float64 `json:"exp"` // seconds since 1970
	}
	if json.Unmarshal(payload, &claims) != nil || claims.Exp <= 0 || claims.Exp > 1e11 {
		return time.Time{}, false
	}
	return time.Unix(int64(claims.Exp), 0).UTC(), true
}
