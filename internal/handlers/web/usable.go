package web

import (
	"snapdeck/internal/foreign"
	"snapdeck/internal/views"
)

// Usable disables the forms of a page, with the reason, while none can be sent; it also isolates foreign text and
// adds the public path to addresses.
func (s *Base) Usable(html []byte) []byte {
	if reason := s.Guard.Blocked(); reason != "" {
		html = views.DisableForms(html, reason)
	}
	return s.Site.HTML(foreign.HTML(html))
}
