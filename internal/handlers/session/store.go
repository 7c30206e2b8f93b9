package session

import (
	"net/http"

	"github.com/gorilla/sessions"

	"snapdeck/internal/auth"
)

// Store manages the sessions of logged-in users.
type Store interface {
	sessions.Store
	// Lookup returns the session and user of a request, which may be slightly outdated, or auth.ErrNoSession.
	Lookup(r *http.Request, cookie string) (auth.Session, auth.User, error)
	// Current returns the same as Lookup, but up to date, for every request.
	Current(r *http.Request, cookie string) (auth.Session, auth.User, error)
	Rotate(r *http.Request, w http.ResponseWriter, session *sessions.Session, user auth.User) error
	Destroy(r *http.Request, w http.ResponseWriter, session *sessions.Session) error
	// Forget removes the cached data of a user after a change.
	Forget(userID string)
	// Seal signs a value for a purpose, and Open reads it again within a few minutes.
	Seal(purpose string, value any) (string, error)
	Open(purpose, text string, value any) error
}
