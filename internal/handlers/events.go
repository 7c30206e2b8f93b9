package handlers

import (
	"errors"
	"net/http"
	"net/url"

	"snapdeck/internal/auth"
	"snapdeck/internal/live"
)

// streamSink writes a stream to a connection.
type streamSink struct {
	http.ResponseWriter
	*http.ResponseController
}

// isStream reports whether a request opens an event stream.
func isStream(r *http.Request) bool {
	return r.URL.Path == eventsPath && r.Method == http.MethodGet
}

// events streams the changes of a page. It stands beside echo and its middleware, and opens the
// stream in a call that returns: what lies on the stack here lies there for hours, once for
// each viewer.
func (s *Server) events(w http.ResponseWriter, r *http.Request) {
	start := s.Now()
	who, leave, status := s.openStream(w, r)
	s.Observer.ObserveHTTP(eventsPath, r.Method, status, s.Now().Sub(start))
	if who == nil {
		return
	}
	defer leave()
	if err := s.hub.Serve(r.Context(), streamSink{w, http.NewResponseController(w)}, *who); err != nil {
		s.Log.Debug("a stream ended", "error", err.Error())
	}
}

// openStream begins an answer, and returns whom to stream to, if anybody. A page whose user or
// files are no longer those of now is told so and let go.
func (s *Server) openStream(w http.ResponseWriter, r *http.Request) (who *live.Subscriber, leave func(), status int) {
	session, user, err := s.Sessions.Lookup(r, sessionCookie)
	known := err == nil
	if err != nil && !errors.Is(err, auth.ErrNoSession) {
		s.Log.Error("open a stream", "error", err.Error())
		return nil, nil, refuse(w, http.StatusServiceUnavailable)
	}
	query := r.URL.Query()
	pages := s.pagesOf(query, user)
	if known && len(pages) == 0 {
		return nil, nil, refuse(w, http.StatusNotFound)
	}
	reason := s.endOf(query, user, known)
	if reason == "" {
		if leave, err = s.hub.Admit(session.IDHash); err != nil {
			h := w.Header()
			h.Set("Retry-After", "60")
			return nil, nil, refuse(w, http.StatusTooManyRequests)
		}
	}
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store, no-transform") // a proxy that compresses a stream holds it back
	h.Set("Content-Encoding", "identity")            // for proxies that compress all the same, such as Caddy 2.6
	h.Set("X-Accel-Buffering", "no")
	w.WriteHeader(http.StatusOK)
	if reason != "" {
		_, _ = w.Write([]byte("event: end\ndata: " + reason + "\n\n")) // who has gone need not be told
		return nil, nil, http.StatusOK
	}
	lastID := r.Header.Get("Last-Event-ID") // when the browser reconnects by itself
	if lastID == "" {
		lastID = query.Get("last") // when the script does
	}
	return &live.Subscriber{
		Pages: pages, Stream: streamName(query), User: user.Name, LastID: lastID, Alive: func() bool { return s.sessionAlive(r, user.Role) },
	}, leave, http.StatusOK
}

// The reasons for which a stream ends for good.
const (
	endSession = "session" // nobody is logged in, or someone else
	endVersion = "version" // the page was loaded with other styles and scripts
)

// endOf is why a stream must not begin, or empty. What an address does not name is not compared.
func (s *Server) endOf(query url.Values, user auth.User, known bool) string {
	switch as, version := query.Get("as"), query.Get("v"); {
	case !known || as != "" && as != user.Name:
		return endSession
	case version != "" && version != s.Assets.Version():
		return endVersion
	default:
		return ""
	}
}

// streamAddress is where the pages of a user ask for their stream.
func (s *Server) streamAddress(user string) string {
	return eventsPath + "?" + url.Values{"as": {user}, "v": {s.Assets.Version()}}.Encode()
}

func refuse(w http.ResponseWriter, status int) int {
	http.Error(w, http.StatusText(status), status)
	return status
}

// sessionAlive reports whether the session of a request still holds, and its user has the same role. A
// store that fails for a moment ends nobody's session.
func (s *Server) sessionAlive(r *http.Request, role auth.Role) bool {
	_, user, err := s.Sessions.Lookup(r, sessionCookie)
	return !errors.Is(err, auth.ErrNoSession) && (err != nil || user.Role == role)
}
