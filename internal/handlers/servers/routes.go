// Package servers holds the pages of servers and their sets.
package servers

import (
	"snapdeck/internal/handlers/opview"
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/timelineview"
	"snapdeck/internal/handlers/volumelist"
	"snapdeck/internal/handlers/web"
)

// Handlers answers the requests of the area.
type Handlers struct {
	*web.Base
	ops        *opview.Presenter
	timeline   *timelineview.Presenter
	volumeList *volumelist.List
}

// New returns the handlers of the area.
func New(base *web.Base) *Handlers {
	return &Handlers{Base: base, ops: opview.New(base), timeline: timelineview.New(base), volumeList: volumelist.New(base)}
}

// Pages returns the routes of the pages of the area.
func (s *Handlers) Pages() []web.Route {
	return []web.Route{
		{Path: paths.ServersPath, Show: s.servers},
		{Path: paths.ServerPath, Show: s.serverPage},
	}
}
