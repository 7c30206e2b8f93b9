package web

import (
	"errors"
	"net/http"
	"net/url"

	"snapdeck/internal/auth"
	"snapdeck/internal/live"
)

// StreamSink writes a stream to a connection.
type StreamSink struct {
	http.ResponseWriter
	*http.ResponseController
}

// IsStream reports whether a request opens an event stream.
func IsStream(r *http.Request) bool {
	return r.URL.Path == EventsPath && r.Method == http.MethodGet
}

// OpenStream begins an answer, and returns whom to stream to, if anybody. A page whose user or
// files are no longer those of now is told so and let go.
func (s *Base) OpenStream(w http.ResponseWriter, r *http.Request) (who *live.Subscriber, leave func(), status int) {
	session, user, err := s.Sessions.Lookup(r, SessionCookie)
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
		if leave, err = s.Hub.Admit(session.IDHash); err != nil {
			h := w.Header()
			h.Set("Retry-After", "60")
			if r.ProtoMajor == 1 { // an HTTP/2 connection carries others too
				h.Set("Connection", "close")
			}
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
func (s *Base) endOf(query url.Values, user auth.User, known bool) string {
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
func (s *Base) streamAddress(user string) string {
	return EventsPath + "?" + url.Values{"as": {user}, "v": {s.Assets.Version()}}.Encode()
}

func refuse(w http.ResponseWriter, status int) int {
	http.Error(w, http.StatusText(status), status)
	return status
}

// sessionAlive reports whether the session of a request still holds, and its user has the same role. A
// store that fails for a moment ends nobody's session.
func (s *Base) sessionAlive(r *http.Request, role auth.Role) bool {
	_, user, err := s.Sessions.Lookup(r, SessionCookie)
	return !errors.Is(err, auth.ErrNoSession) && (err != nil || user.Role == role)
}
