package servers

import (
	"snapdeck/internal/handlers/web"
)

// Pages are the pages of the area.
func (s *Handlers) Pages() []web.Route {
	return []web.Route{
		{Path: web.ServersPath, Show: s.servers},
		{Path: web.ServerPath, Show: s.serverPage},
	}
}
