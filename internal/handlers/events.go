package handlers

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"github.com/labstack/echo/v4"

	"snapdeck/internal/auth"
	"snapdeck/internal/live"
)

// streamSink writes a stream to a connection.
type streamSink struct {
	http.ResponseWriter
	control *http.ResponseController
}

// Flush sends what was written.
func (s streamSink) Flush() error { return s.control.Flush() }

// SetWriteDeadline bounds how long the viewer may take to read.
func (s streamSink) SetWriteDeadline(t time.Time) error { return s.control.SetWriteDeadline(t) }

// events streams the changes of a page. Who is not logged in is told so and let go.
func (s *Server) events(c echo.Context) error {
	user, known, err := s.whoIs(c.Request())
	if err != nil {
		return err
	}
	address := c.QueryParam("page")
	if parsed, err := url.ParseRequestURI(address); err != nil || known && !s.streams(parsed) {
		return echo.ErrNotFound
	}
	w := c.Response().Writer
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no")
	c.Response().WriteHeader(http.StatusOK)
	sink := streamSink{w, http.NewResponseController(w)}
	if !known {
		_, err := sink.Write([]byte("event: end\ndata: session\n\n"))
		return err
	}
	ctx, cancel := context.WithCancel(c.Request().Context())
	defer cancel()
	go func() {
		select {
		case <-ctx.Done():
		case <-s.ends:
			cancel()
		}
	}()
	err = s.hub.Serve(ctx, sink, live.Viewer{
		Page: address, User: user.Name, LastID: lastID(c.Request()),
		Alive: func() bool {
			session, err := s.Sessions.New(c.Request(), sessionCookie)
			if err != nil {
				return true // a store that fails for a moment ends nobody's session
			}
			_, ok := auth.UserOf(session)
			return ok
		},
	})
	if err != nil {
		s.Log.Debug("a stream ended", "id", requestID(c), "error", err.Error())
	}
	return nil
}

// streams reports whether an address is a page that changes.
func (s *Server) streams(address *url.URL) bool {
	_, _, ok := s.match(address)
	return ok
}

// lastID is the last event that a browser saw: the header when it reconnects by itself, the
// parameter when the script does.
func lastID(r *http.Request) string {
	if id := r.Header.Get("Last-Event-ID"); id != "" {
		return id
	}
	return r.URL.Query().Get("last")
}
