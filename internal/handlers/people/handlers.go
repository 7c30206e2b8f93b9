package people

import (
	"snapdeck/internal/handlers/passkey"
	"snapdeck/internal/handlers/web"
)

// Handlers answers the requests of the area.
type Handlers struct {
	*web.Base
	passkeys *passkey.Passkeys
}

// New returns the handlers of the area.
func New(base *web.Base, passkeys *passkey.Passkeys) *Handlers {
	return &Handlers{Base: base, passkeys: passkeys}
}
