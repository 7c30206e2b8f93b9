package servers

import (
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/web"
)

// Pages returns the routes of the pages of the area.
func (s *Handlers) Pages() []web.Route {
	return []web.Route{
		{Path: paths.ServersPath, Show: s.servers},
		{Path: paths.ServerPath, Show: s.serverPage},
	}
}
