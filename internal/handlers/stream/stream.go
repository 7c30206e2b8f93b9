package stream

import (
	"cmp"
	"errors"
	"net/http"
	"net/url"

	"snapdeck/internal/auth"
	"snapdeck/internal/handlers/session"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/live"
)

// Streams serves the event streams of all browsers.
type Streams struct {
	*web.Base
	progress *notifications
}

// New returns the streams of a dashboard, which still needs its pages and a hub.
func New(base *web.Base) *Streams {
	return &Streams{Base: base, progress: newNotifications()}
}

// Sink writes a stream to a connection.
type Sink struct {
	http.ResponseWriter
	*http.ResponseController
}

// OpenStream starts a stream and returns its subscriber, or tells a page whose user or files have changed to end for
// good.
func (s *Streams) OpenStream(w http.ResponseWriter, r *http.Request) (who *live.Subscriber, leave func(), status int) {
	current, user, err := s.Sessions.Lookup(r, session.Cookie)
	known := err == nil
	if err != nil && !errors.Is(err, auth.ErrNoSession) {
		s.Log.Error("open stream", "error", err)
		return nil, nil, refuse(w, http.StatusServiceUnavailable)
	}
	query := r.URL.Query()
	pages := s.pagesOf(query, user)
	if known && len(pages) == 0 {
		return nil, nil, refuse(w, http.StatusNotFound)
	}
	reason := s.endOf(query, user, known)
	if reason == "" {
		if leave, err = s.Hub.Admit(current.IDHash); err != nil {
			h := w.Header()
			h.Set("Retry-After", "60")
			if r.ProtoMajor == 1 { // an HTTP/2 connection carries other requests too
				h.Set("Connection", "close")
			}
			return nil, nil, refuse(w, http.StatusTooManyRequests)
		}
	}
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store, no-transform") // a proxy that compresses a stream delays it
	h.Set("Content-Encoding", "identity")            // for proxies that compress it anyway, such as Caddy 2.6
	h.Set("X-Accel-Buffering", "no")
	w.WriteHeader(http.StatusOK)
	if reason != "" {
		_, _ = w.Write([]byte("event: end\ndata: " + reason + "\n\n")) // a lost client needs no message
		return nil, nil, http.StatusOK
	}
	lastID := cmp.Or(r.Header.Get("Last-Event-ID"), query.Get("last")) // when the browser reconnects by itself, or the script does
	return &live.Subscriber{
		Pages: pages, Stream: streamName(query), User: user.Name, LastID: lastID, Alive: func() bool { return s.sessionAlive(r, user.Role) },
	}, leave, http.StatusOK
}

// The reasons why a stream ends for good.
const (
	endSession = "session" // no user is logged in, or another one
	endVersion = "version" // the page was loaded with other styles and scripts
)

// endOf returns why a stream must not start, or "", comparing only what the address names.
func (s *Streams) endOf(query url.Values, user auth.User, known bool) string {
	switch as, version := query.Get("as"), query.Get("v"); {
	case !known || as != "" && as != user.Name:
		return endSession
	case version != "" && version != s.Assets.Version():
		return endVersion
	default:
		return ""
	}
}

func refuse(w http.ResponseWriter, status int) int {
	http.Error(w, http.StatusText(status), status)
	return status
}

// sessionAlive reports whether the session of a request is valid and its user still has the role; a temporary failure
// of the store ends no session.
func (s *Streams) sessionAlive(r *http.Request, role auth.Role) bool {
	_, user, err := s.Sessions.Lookup(r, session.Cookie)
	return !errors.Is(err, auth.ErrNoSession) && (err != nil || user.Role == role)
}
