package stream

import (
	"bytes"
	"context"
	"io"
	"log/slog"

	"github.com/a-h/templ"

	"snapdeck/internal/auth"
	"snapdeck/internal/handlers/areatest"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/handlers/webtest"
	"snapdeck/internal/live"
)

// fixture holds the streams of an empty contract and what their tests check.
type fixture struct {
	*Streams
	sessions *webtest.Sessions
	log      *bytes.Buffer
}

// newFixture returns streams with ada logged in as an admin, of which each session may have one.
func newFixture(change ...func(*web.Deps)) fixture {
	f := fixture{sessions: &webtest.Sessions{User: auth.User{ID: "u", Name: "ada", Role: auth.RoleAdmin}}, log: &bytes.Buffer{}}
	f.Streams = New(areatest.NewContract().Base(append([]func(*web.Deps){func(d *web.Deps) {
		d.Sessions, d.Log = f.sessions, slog.New(slog.NewTextHandler(f.log, nil))
	}}, change...)...))
	f.Hub = live.NewHub(live.Config{Render: f.Fragments, PerSession: 1, Log: slog.New(slog.DiscardHandler)})
	return f
}

// text returns a component that renders a text.
func text(s string) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		_, err := io.WriteString(w, s)
		return err
	})
}

// broken returns a component that fails to render.
func broken() templ.Component {
	return templ.ComponentFunc(func(context.Context, io.Writer) error { return webtest.ErrAway })
}
