package handlers

import (
	"slices"
	"sync/atomic"

	"github.com/labstack/echo/v4"

	"snapdeck/internal/handlers/auditlog"
	"snapdeck/internal/handlers/bulk"
	"snapdeck/internal/handlers/creates"
	"snapdeck/internal/handlers/forms"
	"snapdeck/internal/handlers/login"
	"snapdeck/internal/handlers/operations"
	"snapdeck/internal/handlers/overview"
	"snapdeck/internal/handlers/passkey"
	"snapdeck/internal/handlers/people"
	"snapdeck/internal/handlers/restores"
	"snapdeck/internal/handlers/savedviews"
	"snapdeck/internal/handlers/search"
	"snapdeck/internal/handlers/servers"
	"snapdeck/internal/handlers/settings"
	"snapdeck/internal/handlers/snapshots"
	"snapdeck/internal/handlers/sources"
	"snapdeck/internal/handlers/stream"
	"snapdeck/internal/handlers/volumes"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/operation"
)

// Server answers the dashboard's requests. Use UseHub before Handler.
type Server struct {
	*web.Base
	*stream.Streams
	recorder *forms.Recorder
	areas    []registrar
	login    *login.Handlers
	people   *people.Handlers
	draining atomic.Bool
}

// OperationChanged tells of a recorded or changed operation: the requests that wait for it, and its user's browsers.
func (s *Server) OperationChanged(op operation.Operation) {
	s.recorder.OperationChanged(op)
	s.NotifyUser(op)
}

// registrar is an area that has routes beside its pages.
type registrar interface{ Register(g *echo.Group) }

// New returns a server of all areas, in which the first page that matches an address answers it.
func New(d web.Deps) *Server {
	base := web.NewBase(d)
	passkeys := &passkey.Passkeys{Sessions: d.Sessions, People: d.People, PublicURL: d.PublicURL, Scheme: d.Scheme, Now: d.Now, Log: d.Log}
	operationPage := operations.NewPage(base)
	recorder := forms.NewRecorder(base, operationPage.ShowAgain)
	var (
		overviewArea   = overview.New(base)
		volumesArea    = volumes.New(base, recorder)
		createsArea    = creates.New(base, recorder)
		serversArea    = servers.New(base)
		sourcesArea    = sources.New(base, recorder)
		snapshotsArea  = snapshots.New(base, recorder)
		bulkArea       = bulk.New(base, recorder)
		restoresArea   = restores.New(base, recorder)
		operationsArea = operations.New(operationPage, recorder, bulkArea.ShowDeletions)
		auditlogArea   = auditlog.New(base)
		searchArea     = search.New(base)
		savedviewsArea = savedviews.New(base)
		loginArea      = login.New(base, passkeys)
		settingsArea   = settings.New(base)
		peopleArea     = people.New(base, passkeys)
	)
	base.Pages = slices.Concat(
		overviewArea.Pages(),
		volumesArea.Pages(),
		createsArea.Pages(),
		serversArea.Pages(),
		sourcesArea.Pages(),
		snapshotsArea.Pages(),
		restoresArea.Pages(),
		operationsArea.Pages(),
		auditlogArea.Pages(),
		searchArea.Pages(),
		savedviewsArea.Pages(),
		settingsArea.Pages(),
		peopleArea.Pages(),
	)
	return &Server{
		Base:     base,
		Streams:  stream.New(base),
		recorder: recorder,
		areas:    []registrar{overviewArea, volumesArea, createsArea, sourcesArea, snapshotsArea, bulkArea, restoresArea, operationsArea, auditlogArea, savedviewsArea, loginArea, settingsArea, peopleArea},
		login:    loginArea,
		people:   peopleArea,
	}
}
