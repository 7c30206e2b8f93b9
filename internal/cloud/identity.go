package cloud

import (
	"encoding/base64"
	"net/http"

	"snapdeck/internal/inventory"
	"snapdeck/internal/secret"
)

// identity sets the headers that identify the client. The SDK never holds the credentials, and so can neither
// log them nor send them elsewhere.
type identity struct {
	authorization  secret.Value
	contractNumber string
	version        string
}

func newIdentity(cfg Config) identity {
	id := identity{contractNumber: cfg.ContractNumber, version: cfg.Version}
	if cfg.Token.Set() {
		id.authorization = secret.New("Bearer " + cfg.Token.Reveal())
		return id
	}
	pair := cfg.Username + ":" + cfg.Password.Reveal()
	id.authorization = secret.New("Basic " + base64.StdEncoding.EncodeToString([]byte(pair)))
	return id
}

// setHeaders sets the headers of a call for an operation, or of a call for none if the id is empty. It removes the
// contract number that the SDK takes from the environment, even from an empty variable (docs/ionos-api.md 9.13).
func (id identity) setHeaders(h http.Header, operationID string) {
	h.Set("Authorization", id.authorization.Reveal())
	h.Set("User-Agent", inventory.UserAgent(id.version, operationID))
	h.Del("X-Contract-Number")
	if id.contractNumber != "" {
		h.Set("X-Contract-Number", id.contractNumber)
	}
}
