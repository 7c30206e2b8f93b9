package cloud

import (
	"encoding/base64"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"snapdeck/internal/secret"
)

// ContractFromToken returns the contract number in a bearer token without a call: a token is a JWT with the
// number at identity.contractNumber (docs/ionos-api.md 1). The signature is not checked, so the number is good for
// display only.
func ContractFromToken(token secret.Value) (number int64, ok bool) {
	var claims struct {
		Identity struct {
			ContractNumber json.RawMessage `json:"contractNumber"`
		} `json:"identity"`
	}
	if !readClaims(token, &claims) {
		return 0, false
	}
	number, err := strconv.ParseInt(scalar(claims.Identity.ContractNumber), 10, 64)
	return number, err == nil && number > 0
}

// TokenExpiry returns when a bearer token expires, from its claim exp; ok is false without one. The signature
// is not checked, so the time is good for display only.
func TokenExpiry(token secret.Value) (at time.Time, ok bool) {
	var claims struct {
		Exp float64 `json:"exp"` // seconds since 1970
	}
	if !readClaims(token, &claims) || claims.Exp <= 0 || claims.Exp > 1e11 {
		return time.Time{}, false
	}
	return time.Unix(int64(claims.Exp), 0).UTC(), true
}

// readClaims decodes the claims of a token, and reports whether the token is a JWT.
func readClaims(token secret.Value, claims any) bool {
	parts := strings.Split(token.Reveal(), ".")
	if len(parts) != 3 {
		return false
	}
	payload, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(parts[1], "="))
	return err == nil && json.Unmarshal(payload, claims) == nil
}

// contractOf returns the requested contract's number if it is known without a call; 0 otherwise.
func contractOf(cfg Config) int64 {
	if n, err := strconv.ParseInt(cfg.ContractNumber, 10, 64); err == nil {
		return n
	}
	n, _ := ContractFromToken(cfg.Token)
	return n
}
