package ionossim

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
)

// The validity of a generated token. It is fixed, which keeps the token of a seed constant.
const (
	tokenIssued  = 1767225600 // 2026-01-01
	tokenExpires = 2082758400 // 2036-01-01
)

// generateToken returns a token like a real one: a JWT with the contract number in its payload. Its signature
// is random.
func generateToken(seed, contract int64) (string, error) {
	header := map[string]any{"typ": "JWT", "kid": uuidOf(seed, "token", "key"), "alg": "RS256"}
	payload := map[string]any{
		"iss": "ionoscloud",
		"iat": tokenIssued,
		"exp": tokenExpires,
		"identity": map[string]any{
			"role":           "owner",
			"contractNumber": contract,
			"isParent":       false,
			"privileges":     []string{"DATA_CENTER_CREATE", "SNAPSHOT_CREATE", "IP_BLOCK_RESERVE"},
			"uuid":           userID(operator),
			"resellerId":     1,
			"regDomain":      regDomain,
		},
	}
	return signed(seed, header, payload)
}

// signed encodes header and payload as a JWT with a random signature.
func signed(seed int64, header, payload map[string]any) (string, error) {
	var parts [2]string
	for i, part := range []any{header, payload} {
		text, err := json.Marshal(part)
		if err != nil {
			return "", fmt.Errorf("generate token: %w", err)
		}
		parts[i] = base64.RawURLEncoding.EncodeToString(text)
	}
	signature := digest(seed, "token", "signature")
	return parts[0] + "." + parts[1] + "." + base64.RawURLEncoding.EncodeToString(signature[:]), nil
}

func getServerToken(c *call, d *datacenter, s *server) (*response, error) {
	text, err := signed(c.view.Seed, map[string]any{"typ": "JWT", "alg": "RS256"},
		map[string]any{"iss": "ionoscloud", "iat": tokenIssued, "exp": tokenExpires, "datacenter": d.ID, "server": s.ID})
	if err != nil {
		return nil, err
	}
	return ok(map[string]string{"token": text}), nil
}
