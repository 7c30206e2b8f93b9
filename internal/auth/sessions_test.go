package auth_test

import (
	"crypto/tls"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/auth"
)

func TestSessions_AnonymousLeavesNothing(t *testing.T) {
	t.Parallel()
	b := setup(t)
	r, answer := request(t, nil), httptest.NewRecorder()
	session, err := b.sessions.Get(r, cookie)
	require.NoError(t, err)
	require.True(t, session.IsNew)
	session.Values["a"] = "b"
	require.NoError(t, session.Save(r, answer))
	require.Empty(t, answer.Header())
	_, _, err = b.sessions.Lookup(request(t, nil), cookie)
	require.ErrorIs(t, err, auth.ErrNoSession)
}

func TestSessions_User(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ada := b.addUser(t, "ada")
	next := b.login(t, ada)

	r := next()
	session, err := b.sessions.Get(r, cookie)
	require.NoError(t, err)
	require.False(t, session.IsNew)
	_, user, err := b.sessions.Lookup(r, cookie)
	require.NoError(t, err)
	require.Equal(t, ada, user)
	session.AddFlash("Saved.")
	require.NoError(t, session.Save(r, httptest.NewRecorder()))

	session, err = b.sessions.Get(next(), cookie)
	require.NoError(t, err)
	require.Equal(t, []any{"Saved."}, session.Flashes())

	row, _, err := b.sessions.Lookup(next(), cookie)
	require.NoError(t, err)
	require.Equal(t, "192.0.2.1", row.Addr)
	require.Equal(t, "browser", row.UserAgent)
}

func TestSessions_Cookie(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ada := b.addUser(t, "ada")
	for _, secure := range []bool{false, true} {
		r, answer := request(t, nil), httptest.NewRecorder()
		if secure {
			r.TLS = &tls.ConnectionState{}
		}
		session, err := b.sessions.Get(r, cookie)
		require.NoError(t, err)
		require.NoError(t, b.sessions.Rotate(r, answer, session, ada))
		c := answer.Result().Cookies()[0]
		require.Equal(t, cookie, c.Name)
		require.Equal(t, "/", c.Path)
		require.True(t, c.HttpOnly)
		require.Equal(t, http.SameSiteLaxMode, c.SameSite)
		require.Equal(t, secure, c.Secure)
		require.NotContains(t, c.Value, session.ID) // what is stored must not work as a cookie
		require.NotContains(t, c.Value, "ada")
	}
}

func TestSessions_ForgedCookieCostsNoQuery(t *testing.T) {
	t.Parallel()
	b := setup(t)
	good, err := b.login(t, b.addUser(t, "ada"))().Cookie(cookie)
	require.NoError(t, err)
	for _, value := range []string{"", "junk", good.Value + "x", strings.ToUpper(good.Value), good.Value[:len(good.Value)-2]} {
		r := request(t, nil)
		r.AddCookie(&http.Cookie{Name: cookie, Value: value})
		_, _, err := b.sessions.Lookup(r, cookie)
		require.ErrorIs(t, err, auth.ErrNoSession)
	}
	r := request(t, nil)
	r.AddCookie(&http.Cookie{Name: "other", Value: good.Value})
	_, _, err = b.sessions.Lookup(r, "other")
	require.ErrorIs(t, err, auth.ErrNoSession)
	require.Zero(t, b.rows.reads)
}

func TestSessions_RotationEndsOldID(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ada := b.addUser(t, "ada")
	old := b.login(t, ada)
	r, answer := old(), httptest.NewRecorder()
	session, err := b.sessions.Get(r, cookie)
	require.NoError(t, err)
	session.Values["kept"] = "yes"
	require.NoError(t, b.sessions.Rotate(r, answer, session, ada))

	_, _, err = b.sessions.Lookup(old(), cookie)
	require.ErrorIs(t, err, auth.ErrNoSession)
	session, err = b.sessions.Get(request(t, answer), cookie)
	require.NoError(t, err)
	require.Equal(t, "yes", session.Values["kept"])
}

func TestSessions_Logout(t *testing.T) {
	t.Parallel()
	b := setup(t)
	next := b.login(t, b.addUser(t, "ada"))
	_, _, err := b.sessions.Lookup(next(), cookie) // load it into memory
	require.NoError(t, err)
	r, answer := next(), httptest.NewRecorder()
	session, err := b.sessions.Get(r, cookie)
	require.NoError(t, err)
	require.NoError(t, b.sessions.Destroy(r, answer, session))
	require.Negative(t, answer.Result().Cookies()[0].MaxAge)
	_, _, err = b.sessions.Lookup(next(), cookie)
	require.ErrorIs(t, err, auth.ErrNoSession)
}

func TestSessions_PasswordChangeEndsAll(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ada := b.addUser(t, "ada")
	here, there := b.login(t, ada), b.login(t, ada)
	for _, next := range []func() *http.Request{here, there} {
		_, _, err := b.sessions.Lookup(next(), cookie)
		require.NoError(t, err)
	}
	_, err := b.authenticator.SetPassword(t.Context(), "ada", "another horse")
	require.NoError(t, err)
	b.sessions.Forget(ada.ID)
	_, _, err = b.sessions.Lookup(here(), cookie)
	require.ErrorIs(t, err, auth.ErrNoSession)
	b.clock.move(5 * time.Second) // another process notices without being told
	_, _, err = b.sessions.Lookup(there(), cookie)
	require.ErrorIs(t, err, auth.ErrNoSession)
}

func TestSessions_Expire(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ada := b.addUser(t, "ada")
	idle, busy := b.login(t, ada), b.login(t, ada)
	for range 47 { // used every half hour
		b.clock.move(30 * time.Minute)
		_, _, err := b.sessions.Lookup(busy(), cookie)
		require.NoError(t, err)
	}
	_, _, err := b.sessions.Lookup(idle(), cookie)
	require.ErrorIs(t, err, auth.ErrNoSession)
	b.clock.move(30 * time.Minute) // a day has passed
	session, err := b.sessions.Get(busy(), cookie)
	require.NoError(t, err)
	require.True(t, session.IsNew)
	b.clock.move(time.Second)
	n, err := b.sessions.Purge(t.Context())
	require.NoError(t, err)
	require.Equal(t, int64(2), n)
}

func TestSessions_LookupIsCached(t *testing.T) {
	t.Parallel()
	b := setup(t)
	next := b.login(t, b.addUser(t, "ada"))
	for range 600 { // a request a second for ten minutes
		_, _, err := b.sessions.Lookup(next(), cookie)
		require.NoError(t, err)
		b.clock.move(time.Second)
	}
	require.LessOrEqual(t, b.rows.reads, 121)  // every five seconds
	require.LessOrEqual(t, b.rows.touches, 10) // every minute
}

func TestSessions_LateReadIsNotCached(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ada := b.addUser(t, "ada")
	next := b.login(t, ada)
	rows := &slowSessions{Sessions: b.store}
	late := auth.NewSessionStore(rows, make([]byte, 32), auth.SessionOptions{Idle: time.Hour, Max: time.Hour, Now: b.clock.Now})
	rows.duringRead = func() {
		require.NoError(t, b.store.EndSessionsOf(t.Context(), ada.ID, ""))
		late.Forget(ada.ID)
	}
	_, _, err := late.Lookup(next(), cookie) // it was valid when it was read
	require.NoError(t, err)
	_, _, err = late.Lookup(next(), cookie)
	require.ErrorIs(t, err, auth.ErrNoSession)
}

func BenchmarkSessions_Lookup(b *testing.B) {
	bundle := setup(b)
	r := bundle.login(b, bundle.addUser(b, "ada"))()
	for b.Loop() {
		if _, _, err := bundle.sessions.Lookup(r, cookie); err != nil {
			b.Fatal(err)
		}
	}
}

// A user whom the identity provider has removed keeps a session for at most eight hours.
func TestSessions_ProviderUser(t *testing.T) {
	t.Parallel()
	b := setup(t)
	user := auth.User{ID: "p", Name: "pat", Role: auth.RoleViewer, Issuer: "https://id.example.com", Subject: "7"}
	require.NoError(t, b.store.InsertUser(t.Context(), user))
	next := b.login(t, user)
	for range 15 {
		b.clock.move(30 * time.Minute)
		_, _, err := b.sessions.Current(next(), cookie)
		require.NoError(t, err)
	}
	b.clock.move(30 * time.Minute)
	_, _, err := b.sessions.Current(next(), cookie)
	require.ErrorIs(t, err, auth.ErrNoSession)
	_, err = b.authenticator.Login(t.Context(), "pat", "", "")
	require.ErrorIs(t, err, auth.ErrBadCredentials, "there is no password")
	_, err = b.authenticator.SetPassword(t.Context(), "pat", "correct horse")
	require.ErrorIs(t, err, auth.ErrBadPassword)
}

func BenchmarkSessions_Current(b *testing.B) {
	bundle := setup(b)
	r := bundle.login(b, bundle.addUser(b, "ada"))()
	for b.Loop() {
		if _, _, err := bundle.sessions.Current(r, cookie); err != nil {
			b.Fatal(err)
		}
	}
}
