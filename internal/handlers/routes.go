package handlers

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"
)

// The addresses that are named in more than one place.
const (
	eventsPath   = "/events"
	staticPrefix = "/static/"
	themePath    = "/theme"
	volumePath   = "/datacenters/:dc/volumes/:vol"
)

// maxBody bounds what a request may send; the largest form is the create form.
const maxBody = 64 << 10

// maxBulkBody bounds a form that names up to maxSelected things.
const maxBulkBody = 512 << 10

// route is a page: its address and what shows it.
type route struct {
	path string
	show func(pageRequest) (page, error)
	once bool // holds a form whose key is good for one sending, so that it is never remembered
}

// routes are the pages of somebody who is logged in.
func (s *Server) routes() []route {
	return []route{
		{"/", s.overview, false},
		{"/datacenters", s.datacenters, false},
		{"/datacenters/:dc", s.datacenter, false},
		{"/volumes", s.volumes, false},
		{volumePath, s.volume, true},
		{volumePath + "/create", s.createPage, true},
		{"/snapshots", s.snapshots, false},
		{volumePath + "/restore", s.restoreChoice, false},
		{sourcesPath, s.sources, false},
		{"/snapshots/:id", s.snapshot, true},
		{"/snapshots/:id/source", s.sourceChoice, false},
		{"/snapshots/:id/edit", s.editPage, true},
		{"/snapshots/:id/delete", s.deletePage, true},
		{"/snapshots/:id/restore", s.restorePage, true},
		{"/operations", s.operations, false},
		{"/operations/:id", s.operation, false},
		{"/operations/:id/again", s.retryPage, true},
		{"/batches/:id", s.batch, false},
		{"/batches/:id/restore", s.setPage(s.batchSet), true},
		{serversPath, s.servers, false},
		{serverPath, s.serverPage, false},
		{setPath, s.setPage(s.serverSet), true},
		{"/find", s.find, false},
		{auditPath, s.audit, false},
		{settingsPath, s.settings, false},
		{helpPath, s.help, false},
		{helpPath + "/:name", s.help, false},
		{helpPath + "/decisions/:decision", s.help, false},
		{viewsPath, s.savedViews, false},
		{peoplePath, s.people, true},
		{claimsPath, s.claims, true},
	}
}

// publicRoutes are the addresses for everybody.
func (s *Server) publicRoutes(e *echo.Echo) {
	e.GET(healthPath, s.healthz)
	e.GET(readyPath, s.readyz)
	e.GET(metricsPath, s.metrics)
	files := echo.WrapHandler(http.StripPrefix(staticPrefix[:len(staticPrefix)-1], s.Assets))
	e.GET(staticPrefix+"*", files)
	e.HEAD(staticPrefix+"*", files)
	e.GET("/favicon.ico", func(c echo.Context) error {
		return c.Redirect(http.StatusFound, s.Assets.URL("favicon.svg"))
	})
	e.GET("/login", s.loginPage)
	e.POST("/login", s.login)
	e.POST("/login/factor", s.loginFactor)
	e.POST("/login/passkey", s.loginPasskey)
	e.GET(oidcPath, s.toProvider)
	e.GET(oidcCallback, s.fromProvider)
	e.POST(themePath, s.theme)
}

// privateRoutes are the addresses for those who are logged in.
func (s *Server) privateRoutes(e *echo.Echo) {
	g := e.Group("", s.requireLogin, s.requireOwnPassword, s.requireRight, s.requireProof)
	for _, r := range s.pages {
		g.GET(r.path, s.servePage(r))
	}
	g.POST(eventsPath, s.subscribe)
	g.POST(volumePath+"/snapshots", s.create)
	g.GET(volumePath+"/snapshots", func(c echo.Context) error {
		return c.Redirect(http.StatusSeeOther, volumeHref(c.Param("dc"), c.Param("vol")))
	})
	g.POST(volumePath+"/target", s.changeTarget)
	g.GET(volumePath+"/target", func(c echo.Context) error {
		return c.Redirect(http.StatusSeeOther, volumeHref(c.Param("dc"), c.Param("vol")))
	})
	g.POST(bulkTarget, s.reviewTargets)
	g.POST(bulkTarget+"/record", s.recordTargets)
	g.GET(bulkTarget, func(c echo.Context) error { return c.Redirect(http.StatusSeeOther, "/volumes") })
	g.GET(bulkTarget+"/record", func(c echo.Context) error { return c.Redirect(http.StatusSeeOther, "/volumes") })
	g.POST(bulkPath, s.review)
	g.GET(bulkPath, s.reviewOfServer)
	g.POST(bulkPath+"/create", s.createAll)
	g.POST(bulkPath+"/existing", s.existing)
	s.bulkForms(g)
	g.POST("/batches/:id/retry", s.retryBatch)
	g.POST("/batches/:id/cancel", s.cancelBatch)
	g.POST("/batches/:id/restore", s.restoreSet(s.batchSet))
	g.POST(setPath, s.restoreSet(s.serverSet))
	s.snapshotRoutes(g)
	g.POST(sourcesPath+"/review", s.reviewSources)
	g.POST(sourcesPath+"/confirm", s.confirmSources)
	for _, word := range []string{"/review", "/confirm"} {
		g.GET(sourcesPath+word, func(c echo.Context) error { return c.Redirect(http.StatusSeeOther, sourcesPath) })
	}
	g.POST(viewsPath, s.saveView)
	g.POST(viewsPath+"/:id/rename", s.renameView)
	g.POST(viewsPath+"/:id/usual", s.setDefaultView)
	g.POST(viewsPath+"/:id/delete", s.deleteView)
	g.POST("/operations/:id/cancel", s.onOperation(s.cancelOperation))
	g.POST("/operations/:id/front", s.onOperation(s.moveToFront))
	g.POST("/operations/:id/now", s.onOperation(s.startNow))
	g.POST("/operations/:id/retry", s.onOperation(s.retryOperation))
	g.POST("/operations/:id/again", s.retryConfirmed)
	g.POST("/operations/:id/send-again", s.onOperation(s.sendAgain))
	g.POST("/operations/:id/leftover", s.onOperation(s.deleteOrphan))
	g.POST("/operations/:id/resolve", s.onOperation(s.resolveOperation))
	g.GET("/volumes.csv", s.exportCSV(s.volumeExport))
	g.GET("/volumes.json", s.exportJSON(s.volumeExport))
	g.GET("/snapshots.csv", s.exportCSV(s.snapshotExport))
	g.GET("/snapshots.json", s.exportJSON(s.snapshotExport))
	g.GET(auditPath+".csv", s.auditCSV)
	g.GET(auditPath+".json", s.auditJSON)
	g.POST(continuePath, s.continueAll)
	g.POST(settingsPath+"/target", s.setTarget)
	g.POST(settingsPath+"/prices", s.setPrices)
	g.POST(dismissPath, s.dismiss)
	g.POST("/logout", s.logout)
	s.peopleRoutes(g)
	s.accountRoutes(g)
	g.RouteNotFound("/*", func(echo.Context) error { return echo.ErrNotFound })
}

// snapshotRoutes are what people do to a snapshot.
func (s *Server) snapshotRoutes(g *echo.Group) {
	const one = "/snapshots/:id"
	g.POST(one+"/edit", s.edit)
	g.POST(one+"/labels", s.label)
	g.POST(one+"/lock", s.lock)
	g.POST(one+"/unlock", s.unlock)
	g.POST(one+"/delete", s.planDeletion)
	g.POST(one+"/volume", s.newVolume)
	g.POST(one+"/overwrite", s.overwrite)
	for _, word := range []string{"/labels", "/lock", "/unlock", "/volume", "/overwrite"} {
		g.GET(one+word, func(c echo.Context) error { return redirectToSnapshot(c, c.Param("id")) })
	}
}

// match finds the page at an address, for the event stream.
func (s *Server) match(address *url.URL) (route, map[string]string, bool) {
	for _, r := range s.pages {
		if params, ok := matchPath(r.path, address.EscapedPath()); ok {
			return r, params, true
		}
	}
	return route{}, nil, false
}

func matchPath(pattern, path string) (map[string]string, bool) {
	want, have := strings.Split(pattern, "/"), strings.Split(path, "/")
	if len(want) != len(have) {
		return nil, false
	}
	params := map[string]string{}
	for i, segment := range want {
		name, isParam := strings.CutPrefix(segment, ":")
		value, err := url.PathUnescape(have[i])
		switch {
		case err != nil || isParam && value == "":
			return nil, false
		case isParam:
			params[name] = value
		case value != segment:
			return nil, false
		}
	}
	return params, true
}

func isStatic(path string) bool { return strings.HasPrefix(path, staticPrefix) }

// limitBody bounds the bodies that are read. Batches name each of their things.
func limitBody(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		most := int64(maxBody)
		if path := c.Request().URL.Path; strings.HasPrefix(path, bulkPath) || strings.HasPrefix(path, sourcesPath) {
			most = maxBulkBody
		}
		c.Request().Body = http.MaxBytesReader(c.Response(), c.Request().Body, most)
		return next(c)
	}
}

func datacenterHref(id string) string { return "/datacenters/" + url.PathEscape(id) }

func volumeHref(datacenterID, volumeID string) string {
	return datacenterHref(datacenterID) + "/volumes/" + url.PathEscape(volumeID)
}

func snapshotHref(id string) string { return "/snapshots/" + url.PathEscape(id) }

func queryEscape(s string) string { return url.QueryEscape(s) }
