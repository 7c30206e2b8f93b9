package passkey

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
	"github.com/labstack/echo/v4"

	"snapdeck/internal/auth"
	"snapdeck/internal/handlers/session"
	"snapdeck/internal/views"
)

// The purposes for which the state of a passkey ceremony is sealed.
const (
	AddPurpose = "snapdeck-passkey-add"
	usePurpose = "snapdeck-passkey-use"
)

// errNoPasskeys is the error of a dashboard without a domain name for passkeys.
var errNoPasskeys = errors.New("passkeys need a public URL")

// RelyingParty returns the party that passkeys are created for: the public URL or localhost, since an IP address is
// not allowed.
func (s *Passkeys) RelyingParty(r *http.Request) (*webauthn.WebAuthn, error) {
	origin := s.Scheme(r) + "://" + r.Host
	if s.PublicURL != "" {
		public, err := url.Parse(s.PublicURL)
		if err != nil {
			return nil, fmt.Errorf("read the public URL: %w", err)
		}
		origin = public.Scheme + "://" + public.Host
	}
	parsed, err := url.Parse(origin)
	if err != nil {
		return nil, errNoPasskeys
	}
	host := strings.ToLower(parsed.Hostname())
	if net.ParseIP(host) != nil || host == "" || s.PublicURL == "" && host != "localhost" || parsed.Scheme != "https" && host != "localhost" {
		return nil, errNoPasskeys
	}
	party, err := webauthn.New(&webauthn.Config{RPID: host, RPDisplayName: "Snapdeck", RPOrigins: []string{origin}})
	if err != nil {
		return nil, fmt.Errorf("prepare passkeys: %w", err)
	}
	return party, nil
}

// Passkeys prepares and checks the ceremonies of passkeys, of which the areas share one, so that no response counts
// twice.
type Passkeys struct {
	Sessions  session.Store
	People    auth.People
	PublicURL string                     // at which browsers reach the dashboard; empty: unknown
	Scheme    func(*http.Request) string // that the client uses
	Now       func() time.Time
	Log       *slog.Logger

	answered challenges
}

// FirstResponse reports whether a challenge is answered for the first time.
func (s *Passkeys) FirstResponse(challenge string) bool { return s.answered.Use(challenge, s.Now()) }

// User is a user in the form of the WebAuthn library.
type User struct {
	auth.User
	Keys []webauthn.Credential
}

// WebAuthnID returns the ID by which a passkey finds its user.
func (u User) WebAuthnID() []byte { return []byte(u.ID) }

// WebAuthnName returns the name that a device shows.
func (u User) WebAuthnName() string { return u.Name }

// WebAuthnDisplayName returns the name that a device shows.
func (u User) WebAuthnDisplayName() string { return u.Name }

// WebAuthnCredentials returns the user's passkeys.
func (u User) WebAuthnCredentials() []webauthn.Credential { return u.Keys }

// UserOf reads a user's passkeys.
func (s *Passkeys) UserOf(ctx context.Context, user auth.User) (User, error) {
	stored, err := s.People.Passkeys(ctx, user.ID)
	if err != nil {
		return User{}, err
	}
	u := User{User: user}
	for _, p := range stored {
		var key webauthn.Credential
		if err := json.Unmarshal(p.Credential, &key); err != nil {
			return User{}, fmt.Errorf("read passkey %s: %w", p.ID, err)
		}
		u.Keys = append(u.Keys, key)
	}
	return u, nil
}

// ID returns the ID under which a passkey is stored.
func ID(raw []byte) string { return base64.RawURLEncoding.EncodeToString(raw) }

// Ceremony returns what a page needs to ask the browser for a passkey: its options and the signed state.
func (s *Passkeys) Ceremony(purpose string, options any, state *webauthn.SessionData) (*views.Passkey, error) {
	text, err := json.Marshal(options)
	if err != nil {
		return nil, fmt.Errorf("encode the options: %w", err)
	}
	sealed, err := s.Sessions.Seal(purpose, state)
	if err != nil {
		return nil, err
	}
	return &views.Passkey{Options: string(text), State: sealed}, nil
}

// Ask returns what a login page needs to ask for a passkey, or nil when there are none.
func (s *Passkeys) Ask(r *http.Request) *views.Passkey {
	party, err := s.RelyingParty(r)
	if err != nil {
		return nil
	}
	options, state, err := party.BeginDiscoverableLogin(webauthn.WithUserVerification(protocol.VerificationRequired))
	if err != nil {
		s.Log.Warn("prepare passkey login", "error", err)
		return nil
	}
	ask, err := s.Ceremony(usePurpose, options.Response, state)
	if err != nil {
		s.Log.Warn("prepare passkey login", "error", err)
		return nil
	}
	return ask
}

// Use returns the user whose passkey the browser answered with; an invalid response gives
// auth.ErrBadCredentials.
func (s *Passkeys) Use(c echo.Context) (auth.User, error) {
	ctx, form := c.Request().Context(), c.Request().PostForm
	party, err := s.RelyingParty(c.Request())
	if err != nil {
		return auth.User{}, auth.ErrBadCredentials
	}
	var state webauthn.SessionData
	if err := s.Sessions.Open(usePurpose, form.Get("state"), &state); err != nil || !s.FirstResponse(state.Challenge) {
		return auth.User{}, auth.ErrBadCredentials
	}
	response, err := protocol.ParseCredentialRequestResponseBytes([]byte(form.Get("credential")))
	if err != nil {
		return auth.User{}, auth.ErrBadCredentials
	}
	var user User
	var failed error
	key, err := party.ValidateDiscoverableLogin(func(_, handle []byte) (webauthn.User, error) {
		found, err := s.People.UserByID(ctx, string(handle))
		if err == nil {
			user, err = s.UserOf(ctx, found)
		}
		if err != nil && !errors.Is(err, auth.ErrNoUser) {
			failed = err
		}
		return user, err
	}, state, response)
	switch {
	case failed != nil:
		return auth.User{}, failed
	case err != nil || key.Authenticator.CloneWarning || user.Disabled():
		return user.User, auth.ErrBadCredentials
	}
	stored, err := json.Marshal(key)
	if err != nil {
		return auth.User{}, fmt.Errorf("encode the passkey: %w", err)
	}
	return user.User, s.People.UsePasskey(ctx, ID(key.ID), stored, s.Now().UTC())
}
