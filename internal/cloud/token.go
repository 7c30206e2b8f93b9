package cloud

import (
	"encoding/base64"
	"encoding/json"
	"strconv"
	"strings"

	"snapdeck/internal/secret"
)

// ContractFromToken returns the contract number in a bearer token without a call: a token is a JWT with the
// number at identity.contractNumber (API reference 1). The signature is not checked, so the number is good for
// display only.
func ContractFromToken(token secret.Value) (number int64, ok bool) {
	parts := strings.Split(token.Reveal(), ".")
	if len(parts) != 3 {
		return 0, false
	}
	payload, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(parts[1], "="))
	if err != nil {
		return 0, false
	}
	var claims struct {
		Identity struct {
			ContractNumber json.RawMessage `json:"contractNumber"`
		} `json:"identity"`
	}
	if json.Unmarshal(payload, &claims) != nil {
		return 0, false
	}
	number, err = strconv.ParseInt(scalar(claims.Identity.ContractNumber), 10, 64)
	return number, err == nil && number > 0
}

// contractOf returns the requested contract's number if it is known without a call; 0 otherwise.
func contractOf(cfg Config) int64 {
	if n, err := strconv.ParseInt(cfg.ContractNumber, 10, 64); err == nil {
		return n
	}
	n, _ := ContractFromToken(cfg.Token)
	return n
}
