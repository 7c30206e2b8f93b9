package servers

import (
	"snapdeck/internal/handlers/web"
)

// Pages returns the routes of the pages of the area.
func (s *Handlers) Pages() []web.Route {
	return []web.Route{
		{Path: web.ServersPath, Show: s.servers},
		{Path: web.ServerPath, Show: s.serverPage},
	}
}
