package handlers

import (
	"net/http"

	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/stream"
)

// events streams the changes of a page. It stands beside echo and its middleware, and opens the
// stream in a call that returns: what lies on the stack here lies there for hours, once for
// each viewer.
func (s *Server) events(w http.ResponseWriter, r *http.Request) {
	start := s.Now()
	who, leave, status := s.OpenStream(w, r)
	s.Observer.ObserveHTTP(paths.EventsPath, r.Method, status, s.Now().Sub(start))
	if who == nil {
		return
	}
	defer leave()
	if err := s.Hub.Serve(r.Context(), stream.Sink{ResponseWriter: w, ResponseController: http.NewResponseController(w)}, *who); err != nil {
		s.Log.Debug("a stream ended", "error", err.Error())
	}
}
