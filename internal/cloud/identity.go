package cloud

import (
	"encoding/base64"
	"net/http"

	"snapdeck/internal/inventory"
	"snapdeck/internal/secret"
)

// identity is what requests say of who asks. It is added here and not by the SDK, so that
// the SDK never holds the credentials and can neither log them nor send them elsewhere.
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

// sign sets the headers of a call that is made for an operation; an empty id: for none in particular.
// The contract number that the SDK takes from the process's environment, set or set but empty, is
// dropped (API reference 9.13).
func (id identity) sign(h http.Header, operationID string) {
	h.Set("Authorization", id.authorization.Reveal())
	h.Set("User-Agent", inventory.UserAgent(id.version, operationID))
	h.Del("X-Contract-Number")
	if id.contractNumber != "" {
		h.Set("X-Contract-Number", id.contractNumber)
	}
}
