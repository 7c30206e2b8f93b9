package stream

import (
	"bytes"
	"log/slog"

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
