package handlers

import (
	"net/http"

	"github.com/klauspost/compress/gzhttp"
	"github.com/labstack/echo/v4"

	"snapdeck/internal/handlers/middleware"
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/problem"
	"snapdeck/internal/live"
)

// UseHub sets the hub that renders through the server.
func (s *Server) UseHub(h *live.Hub) { s.Hub = h }

// CloseStreams ends all event streams so that a shutdown need not wait for them.
func (s *Server) CloseStreams() { s.Hub.End() }

// Handler returns the whole dashboard with its checks, headers and compression, or an error when the public path
// cannot be distinguished from the addresses of pages.
func (s *Server) Handler() (http.Handler, error) {
	compress, err := gzhttp.NewWrapper(gzhttp.MinSize(1400))
	if err != nil {
		return nil, err
	}
	e := s.echo()
	small := compress(e)
	routed := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case middleware.IsStream(r):
			s.events(w, r)
		case isStatic(r.URL.Path):
			e.ServeHTTP(w, r)
		default:
			small.ServeHTTP(w, r)
		}
	})
	if err := s.checkBase(e); err != nil {
		return nil, err
	}
	return s.edge(s.onlyMethods(routed)), nil
}

// onlyMethods refuses methods that no route accepts, and answers HEAD like GET.
func (s *Server) onlyMethods(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.Method == http.MethodGet, r.Method == http.MethodPost:
			next.ServeHTTP(w, r)
		case r.Method == http.MethodHead && r.URL.Path != paths.EventsPath:
			asked := *r
			asked.Method = http.MethodGet
			next.ServeHTTP(w, &asked)
		default:
			w.Header().Set(echo.HeaderAllow, "GET, HEAD, POST")
			s.refuseAtEdge(w, r, problem.OfStatus(http.StatusMethodNotAllowed))
		}
	})
}

func (s *Server) echo() *echo.Echo {
	e := echo.New()
	e.HideBanner, e.HidePort = true, true
	e.IPExtractor = s.Address
	e.SchemeExtractor = s.Scheme
	e.HTTPErrorHandler = s.HandleError
	e.Use(middleware.AssignRequestIDs, middleware.LogRequests(s.Log, s.Observer, s.Now), middleware.RecoverPanics(s.Log), middleware.UnescapeParams, limitBody, middleware.FieldsFromBody, s.Guard.Writes)
	s.publicRoutes(e)
	s.privateRoutes(e)
	return e
}
