package web

import (
	"snapdeck/internal/site"
	"snapdeck/internal/views/ui"
)

// EncryptionNotice warns on every page while the connection of browsers is not encrypted.
func EncryptionNotice(s *site.Site) []ui.Notice {
	if !s.Unencrypted() {
		return nil
	}
	return []ui.Notice{{Code: "unencrypted", Tone: "warn", Text: "This connection is not encrypted: others on the network can read passwords. Set SNAPDECK_TLS_CERT and SNAPDECK_TLS_KEY, or use a proxy with TLS and set SNAPDECK_PUBLIC_URL."}}
}
