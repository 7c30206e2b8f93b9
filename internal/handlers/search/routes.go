// Package search holds the search across pages, resources and commands.
package search

import "snapdeck/internal/handlers/web"

// Handlers answers the requests of the area.
type Handlers struct {
	*web.Base
}

// New returns the handlers of the area.
func New(base *web.Base) *Handlers {
	return &Handlers{Base: base}
}

// Pages returns the routes of the pages of the area.
func (s *Handlers) Pages() []web.Route {
	return []web.Route{
		{Path: "/find", Show: s.find},
	}
}
