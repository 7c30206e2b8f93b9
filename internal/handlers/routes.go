package handlers

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/selection"
	"snapdeck/internal/handlers/session"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
)

// maxBody limits the size of a request; the create form is the largest.
const maxBody = 64 << 10

// maxBulkBody limits the size of a form that names up to MaxSelected resources.
const maxBulkBody = 512 << 10

func isStatic(path string) bool { return strings.HasPrefix(path, paths.StaticPrefix) }

// limitBody limits the size of request bodies, with a higher limit for batches.
func limitBody(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		most := int64(maxBody)
		if path := c.Request().URL.Path; strings.HasPrefix(path, paths.BulkPath) || strings.HasPrefix(path, paths.SourcesPath) {
			most = maxBulkBody
		}
		c.Request().Body = http.MaxBytesReader(c.Response(), c.Request().Body, most)
		return next(c)
	}
}

// publicRoutes adds the routes that need no login.
func (s *Server) publicRoutes(e *echo.Echo) {
	e.GET(healthPath, s.healthz)
	e.GET(readyPath, s.readyz)
	e.GET(metricsPath, s.metrics)
	e.GET(paths.StaticPrefix+"*", echo.WrapHandler(http.StripPrefix(paths.StaticPrefix[:len(paths.StaticPrefix)-1], s.Assets)))
	e.GET("/favicon.ico", func(c echo.Context) error {
		return c.Redirect(http.StatusFound, s.Assets.URL("favicon.svg"))
	})
	e.GET("/login", s.login.LoginPage)
	e.POST("/login", s.login.LogIn)
	e.POST("/login/factor", s.login.LoginFactor)
	e.POST("/login/passkey", s.login.LoginPasskey)
	e.GET(paths.OidcPath, s.login.ToProvider)
	e.GET(paths.OidcCallback, s.login.FromProvider)
	e.POST(paths.ThemePath, web.Theme)
}

// privateRoutes adds the routes that need a login: the pages and forms of the areas, and the shared ones.
func (s *Server) privateRoutes(e *echo.Echo) {
	g := e.Group("", session.RequireLogin(s.Sessions), s.people.RequireOwnPassword, s.Rights.Require, s.people.RequireProof)
	for _, r := range s.Pages {
		g.GET(r.Path, s.ServePage(r))
	}
	for _, area := range s.areas {
		area.Register(g)
	}
	g.POST(paths.EventsPath, s.Subscribe)
	g.POST(paths.BulkPath+"/existing", selection.Existing(func() *inventory.View { return s.Mirror.View() }))
	g.POST(paths.ContinuePath, s.Guard.ContinueAll)
	g.RouteNotFound("/*", func(echo.Context) error { return echo.ErrNotFound })
}
