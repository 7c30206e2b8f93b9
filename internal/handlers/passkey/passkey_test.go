package passkey

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/go-webauthn/webauthn/webauthn"
	"github.com/stretchr/testify/require"

	"snapdeck/internal/auth"
	"snapdeck/internal/handlers/webtest"
)

// newPasskeys returns the passkeys of a dashboard without TLS.
func newPasskeys(people passkeyPeople) *Passkeys {
	return &Passkeys{
		Sessions: &webtest.Sessions{}, People: people, Scheme: func(*http.Request) string { return "http" },
		Now: func() time.Time { return webtest.Noon }, Log: slog.New(slog.DiscardHandler),
	}
}

// The name comes from the public URL; without one it is localhost.
func TestRelyingParty_NeedsTrustedName(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		public, scheme, host string
		want                 string // the name; empty: none
	}{
		"public URL":                 {"https://Snapdeck.example.org/below", "http", "10.0.0.1", "snapdeck.example.org"},
		"public URL with a port":     {"https://snapdeck.example.org:8443", "https", "x", "snapdeck.example.org"},
		"public URL without TLS":     {"http://snapdeck.example.org", "http", "x", ""},
		"public URL of an address":   {"https://192.0.2.1", "https", "x", ""},
		"localhost":                  {"", "http", "localhost:8080", "localhost"},
		"loopback address":           {"", "http", "127.0.0.1:8080", ""},
		"IPv6 address":               {"", "https", "[::1]:8080", ""},
		"any host without a URL":     {"", "https", "snapdeck.example.org", ""},
		"host that cannot be parsed": {"", "http", "a b", ""},
	} {
		b := &Passkeys{PublicURL: c.public, Scheme: func(*http.Request) string { return c.scheme }}
		r := httptest.NewRequest(http.MethodGet, "/login", nil)
		r.Host = c.host
		party, err := b.RelyingParty(r)
		if c.want == "" {
			require.ErrorIs(t, err, errNoPasskeys, name)
			continue
		}
		require.NoError(t, err, name)
		require.Equal(t, c.want, party.Config.RPID, name)
		require.NotContains(t, party.Config.RPOrigins[0], "/below", "%s: an origin has no path", name)
	}
}

// passkeyPeople holds users with passkeys.
type passkeyPeople struct {
	auth.People
	keys  []auth.Passkey
	err   error
	users map[string]auth.User
}

func (p passkeyPeople) Passkeys(context.Context, string) ([]auth.Passkey, error) {
	return p.keys, p.err
}

func (p passkeyPeople) UserByID(_ context.Context, id string) (auth.User, error) {
	u, found := p.users[id]
	if !found {
		return auth.User{}, auth.ErrNoUser
	}
	return u, nil
}

func (p passkeyPeople) UsePasskey(context.Context, string, []byte, time.Time) error { return p.err }

// The error of an unreadable key has its id.
func TestPasskeyUserOf_ReadsItsKeys(t *testing.T) {
	t.Parallel()
	stored, err := json.Marshal(webauthn.Credential{ID: []byte("key")})
	require.NoError(t, err)
	f := newPasskeys(passkeyPeople{keys: []auth.Passkey{{ID: "1", Credential: stored}}})
	u, err := f.UserOf(t.Context(), auth.User{ID: "u", Name: "ada"})
	require.NoError(t, err)
	require.Equal(t, []byte("key"), u.WebAuthnCredentials()[0].ID)
	require.Equal(t, "u", string(u.WebAuthnID()))
	broken := newPasskeys(passkeyPeople{keys: []auth.Passkey{{ID: "broken-1", Credential: []byte("{")}}})
	_, err = broken.UserOf(t.Context(), auth.User{ID: "u"})
	require.ErrorContains(t, err, "broken-1")
	require.NotContains(t, ID([]byte{0xfb, 0xff}), "/", "ids are parts of addresses")
}

// Where passkeys are impossible, the login page does not ask for one.
func TestAskPasskey_SealsChallenge(t *testing.T) {
	t.Parallel()
	f := newPasskeys(passkeyPeople{})
	r := httptest.NewRequest(http.MethodGet, "/login", nil)
	require.Nil(t, f.Ask(r), "example.com has no TLS")
	r.Host = "localhost:8080"
	ask := f.Ask(r)
	var options struct{ Challenge, UserVerification, RPID string }
	require.NoError(t, json.Unmarshal([]byte(ask.Options), &options))
	require.Equal(t, "required", options.UserVerification)
	var state webauthn.SessionData
	require.NoError(t, f.Sessions.Open(usePurpose, ask.State, &state))
	require.Equal(t, options.Challenge, state.Challenge)
	require.Error(t, f.Sessions.Open(AddPurpose, ask.State, &state))
}

// All of them look like wrong credentials, which reveals nothing.
func TestUsePasskey_RefusesInvalidAnswers(t *testing.T) {
	t.Parallel()
	f := newPasskeys(passkeyPeople{})
	local := httptest.NewRequest(http.MethodGet, "/login", nil)
	local.Host = "localhost:8080"
	ask := f.Ask(local)
	forged := strings.Replace(ask.State, usePurpose, AddPurpose, 1)
	for name, form := range map[string]url.Values{
		"no state":            {"credential": {"{}"}},
		"of another ceremony": {"state": {forged}, "credential": {"{}"}},
		"no credential":       {"state": {ask.State}},
	} {
		c, _ := webtest.Request(http.MethodPost, "/login/passkey", form)
		c.Request().Host = "localhost:8080"
		_, err := f.Use(c)
		require.ErrorIs(t, err, auth.ErrBadCredentials, name)
	}
	c, _ := webtest.Request(http.MethodPost, "/login/passkey", url.Values{"state": {ask.State}})
	_, err := f.Use(c)
	require.ErrorIs(t, err, auth.ErrBadCredentials, "a host without passkeys")
}

// An invalid answer uses up the challenge too.
func TestUsePasskey_AnyAnswerUsesUpChallenge(t *testing.T) {
	t.Parallel()
	f := newPasskeys(passkeyPeople{})
	local := httptest.NewRequest(http.MethodGet, "/login", nil)
	local.Host = "localhost:8080"
	ask := f.Ask(local)
	c, _ := webtest.Request(http.MethodPost, "/login/passkey", url.Values{"state": {ask.State}, "credential": {"{}"}})
	c.Request().Host = "localhost:8080"
	_, err := f.Use(c)
	require.Error(t, err)
	var state webauthn.SessionData
	require.NoError(t, f.Sessions.Open(usePurpose, ask.State, &state))
	require.False(t, f.FirstResponse(state.Challenge))
}
