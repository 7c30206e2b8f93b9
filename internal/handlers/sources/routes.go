// Package sources holds the pages that confirm which volumes snapshots came from.
package sources

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"snapdeck/internal/handlers/forms"
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/sourceview"
	"snapdeck/internal/handlers/web"
)

// Handlers answers the requests of the area.
type Handlers struct {
	*web.Base
	*forms.Recorder
	inferred *sourceview.Presenter
}

// New returns the handlers of the area.
func New(base *web.Base, recorder *forms.Recorder) *Handlers {
	return &Handlers{Base: base, Recorder: recorder, inferred: sourceview.New(base)}
}

// Pages returns the routes of the pages of the area.
func (s *Handlers) Pages() []web.Route {
	return []web.Route{
		{Path: paths.SourcesPath, Show: s.sources},
		{Path: "/snapshots/:id/source", Show: s.sourceChoice},
	}
}

// Register adds the routes of the area that are not pages.
func (s *Handlers) Register(g *echo.Group) {
	g.POST(paths.SourcesPath+"/review", s.reviewSources)
	g.POST(paths.SourcesPath+"/confirm", s.confirmSources)
	for _, word := range []string{"/review", "/confirm"} {
		g.GET(paths.SourcesPath+word, func(c echo.Context) error { return c.Redirect(http.StatusSeeOther, paths.SourcesPath) })
	}
}
