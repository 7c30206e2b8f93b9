package web

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
	"github.com/labstack/echo/v4"

	"snapdeck/internal/auth"
	"snapdeck/internal/views"
)

// The purposes for which the state of a passkey ceremony is sealed.
const (
	AddPasskeyPurpose = "snapdeck-passkey-add"
	usePasskeyPurpose = "snapdeck-passkey-use"
)

// errNoPasskeys is the error of a dashboard without a domain name for passkeys.
var errNoPasskeys = errors.New("passkeys need a public URL")

// RelyingParty returns the party that passkeys are created for: the public URL or localhost, since an IP address is
// not allowed.
func (s *Base) RelyingParty(r *http.Request) (*webauthn.WebAuthn, error) {
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

// PasskeyUser is a user in the form of the WebAuthn library.
type PasskeyUser struct {
	auth.User
	Keys []webauthn.Credential
}

// WebAuthnID returns the ID by which a passkey finds its user.
func (u PasskeyUser) WebAuthnID() []byte { return []byte(u.ID) }

// WebAuthnName returns the name that a device shows.
func (u PasskeyUser) WebAuthnName() string { return u.Name }

// WebAuthnDisplayName returns the name that a device shows.
func (u PasskeyUser) WebAuthnDisplayName() string { return u.Name }

// WebAuthnCredentials returns the user's passkeys.
func (u PasskeyUser) WebAuthnCredentials() []webauthn.Credential { return u.Keys }

// PasskeyUserOf reads a user's passkeys.
func (s *Base) PasskeyUserOf(ctx context.Context, user auth.User) (PasskeyUser, error) {
	stored, err := s.People.Passkeys(ctx, user.ID)
	if err != nil {
		return PasskeyUser{}, err
	}
	u := PasskeyUser{User: user}
	for _, p := range stored {
		var key webauthn.Credential
		if err := json.Unmarshal(p.Credential, &key); err != nil {
			return PasskeyUser{}, fmt.Errorf("read passkey %s: %w", p.ID, err)
		}
		u.Keys = append(u.Keys, key)
	}
	return u, nil
}

// PasskeyID returns the ID under which a passkey is stored.
func PasskeyID(raw []byte) string { return base64.RawURLEncoding.EncodeToString(raw) }

// Ceremony returns what a page needs to ask the browser for a passkey: its options and the signed state.
func (s *Base) Ceremony(purpose string, options any, state *webauthn.SessionData) (*views.Passkey, error) {
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

// AskPasskey returns what a login page needs to ask for a passkey, or nil when there are none.
func (s *Base) AskPasskey(r *http.Request) *views.Passkey {
	party, err := s.RelyingParty(r)
	if err != nil {
		return nil
	}
	options, state, err := party.BeginDiscoverableLogin(webauthn.WithUserVerification(protocol.VerificationRequired))
	if err != nil {
		s.Log.Warn("prepare passkey login", "error", err)
		return nil
	}
	ask, err := s.Ceremony(usePasskeyPurpose, options.Response, state)
	if err != nil {
		s.Log.Warn("prepare passkey login", "error", err)
		return nil
	}
	return ask
}

// UsePasskey returns the user whose passkey the browser answered with; an invalid response gives
// auth.ErrBadCredentials.
func (s *Base) UsePasskey(c echo.Context) (auth.User, error) {
	ctx, form := c.Request().Context(), c.Request().PostForm
	party, err := s.RelyingParty(c.Request())
	if err != nil {
		return auth.User{}, auth.ErrBadCredentials
	}
	var state webauthn.SessionData
	if err := s.Sessions.Open(usePasskeyPurpose, form.Get("state"), &state); err != nil || !s.Challenges.Use(state.Challenge, s.Now()) {
		return auth.User{}, auth.ErrBadCredentials
	}
	response, err := protocol.ParseCredentialRequestResponseBytes([]byte(form.Get("credential")))
	if err != nil {
		return auth.User{}, auth.ErrBadCredentials
	}
	var user PasskeyUser
	var failed error
	key, err := party.ValidateDiscoverableLogin(func(_, handle []byte) (webauthn.User, error) {
		found, err := s.People.UserByID(ctx, string(handle))
		if err == nil {
			user, err = s.PasskeyUserOf(ctx, found)
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
	return user.User, s.People.UsePasskey(ctx, PasskeyID(key.ID), stored, s.Now().UTC())
}
