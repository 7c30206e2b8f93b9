package search

import (
	"snapdeck/internal/handlers/web"
)

// Pages are the pages of the area.
func (s *Handlers) Pages() []web.Route {
	return []web.Route{
		{Path: "/find", Show: s.find},
	}
}
