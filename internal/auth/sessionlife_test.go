package auth_test

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/auth"
)

// found reports whether a request belongs to a session, in the memory of this process or in the database.
func (b testEnv) found(t *testing.T, r *http.Request) bool {
	t.Helper()
	_, _, err := b.sessions.Lookup(r, cookie)
	if err != nil {
		require.ErrorIs(t, err, auth.ErrNoSession)
	}
	return err == nil
}

// A session ends after an hour without use, and after a day in any case.
func TestSessions_EndToTheSecond(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ada := b.addUser(t, "ada")
	idle := b.login(t, ada)
	b.clock.move(time.Hour - time.Second)
	require.True(t, b.found(t, idle()), "it is used in its last second")
	b.clock.move(time.Hour - time.Second)
	require.True(t, b.found(t, idle()))
	b.clock.move(time.Hour)
	require.False(t, b.found(t, idle()))

	used := b.login(t, ada)
	for range 47 {
		b.clock.move(30 * time.Minute)
		require.True(t, b.found(t, used()))
	}
	b.clock.move(30*time.Minute - time.Second)
	require.True(t, b.found(t, used()))
	b.clock.move(time.Second)
	require.False(t, b.found(t, used()), "use does not help any more")
}

// The limits are those of the settings at the time of the login.
func TestSessions_RotateStoresLimits(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ada := b.addUser(t, "ada")
	now := b.clock.Now()
	row, _, err := b.sessions.Lookup(b.login(t, ada)(), cookie)
	require.NoError(t, err)
	require.Equal(t, []time.Time{now, now, now.Add(time.Hour), now.Add(24 * time.Hour), now}, []time.Time{row.CreatedAt, row.SeenAt, row.ExpiresAt, row.EndsAt, row.ProvedAt})

	b.clock.move(23*time.Hour + 30*time.Minute)
	short := auth.NewSessionStore(b.store, make([]byte, 32), auth.SessionOptions{Idle: 2 * time.Hour, Max: time.Hour, Now: b.clock.Now})
	r, response := request(t, nil), httptest.NewRecorder()
	session, err := short.Get(r, cookie)
	require.NoError(t, err)
	require.NoError(t, short.Rotate(r, response, session, ada))
	row, _, err = short.Lookup(request(t, response), cookie)
	require.NoError(t, err)
	require.Equal(t, row.EndsAt, row.ExpiresAt, "nothing outlasts the maximum")
}

func TestChangeOwnPassword_EndsOtherSessions(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ada, bob := b.addUser(t, "ada"), b.addUser(t, "bob")
	here, there, bobs := b.login(t, ada), b.login(t, ada), b.login(t, bob)
	current, _, err := b.sessions.Lookup(here(), cookie)
	require.NoError(t, err)
	change := func(old, fresh string) error {
		return b.authenticator.ChangeOwnPassword(t.Context(), ada, current.IDHash, old, fresh, "192.0.2.1")
	}
	require.ErrorIs(t, change("wrong horse", "another horse"), auth.ErrBadCredentials)
	require.ErrorIs(t, change(password, password), auth.ErrBadPassword, "the new password equals the old one")
	require.ErrorIs(t, change(password, "short"), auth.ErrBadPassword)
	require.ErrorIs(t, change(password, "ada and her horse"), auth.ErrBadPassword, "the new password contains the user's name")
	require.True(t, b.found(t, there()), "nothing was changed")

	require.NoError(t, change(password, "another horse"))
	b.sessions.Forget(ada.ID)
	require.True(t, b.found(t, here()))
	require.False(t, b.found(t, there()))
	require.True(t, b.found(t, bobs()))
	_, err = b.authenticator.Login(t.Context(), "ada", password, "")
	require.ErrorIs(t, err, auth.ErrBadCredentials)
	_, err = b.authenticator.Login(t.Context(), "ada", "another horse", "")
	require.NoError(t, err)
}

// An open session must not allow guessing its user's password.
func TestChangeOwnPassword_IsThrottled(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ada := b.addUser(t, "ada")
	for range 5 {
		require.ErrorIs(t, b.authenticator.Prove(t.Context(), ada, "wrong horse", ""), auth.ErrBadCredentials)
	}
	require.Equal(t, time.Second, waitOf(t, b.authenticator.ChangeOwnPassword(t.Context(), ada, "", password, "another horse", "")))
	require.Equal(t, time.Second, waitOf(t, b.authenticator.Prove(t.Context(), ada, password, "")))
}

// It ends a lockout, and replaces a password that is forgotten or must be changed.
func TestSetPassword_EndsLockout(t *testing.T) {
	t.Parallel()
	b := setup(t)
	require.NoError(t, b.authenticator.AddUser(t.Context(), "Ada", password, auth.RoleOperator, true))
	require.True(t, b.userNamed(t, "ada").MustChangePassword)
	require.ErrorIs(t, b.authenticator.AddUser(t.Context(), "aDA", password, auth.RoleViewer, false), auth.ErrUserExists)
	for range 6 {
		_, _ = b.authenticator.Login(t.Context(), "ada", "wrong horse", "")
	}
	_, err := b.authenticator.Login(t.Context(), "ada", password, "")
	require.Positive(t, waitOf(t, err))
	_, err = b.authenticator.SetPassword(t.Context(), "ada", "another horse")
	require.NoError(t, err)
	user, err := b.authenticator.Login(t.Context(), "ada", "another horse", "")
	require.NoError(t, err)
	require.Equal(t, auth.RoleOperator, user.Role, "the role stays")
}

// The sessions in the memory of this process end at once too.
func TestSessions_EndAllOfOneUser(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ada, bob := b.addUser(t, "ada"), b.addUser(t, "bob")
	adas := []func() *http.Request{b.login(t, ada), b.login(t, ada)}
	bobs := b.login(t, bob)
	for _, next := range append(adas, bobs) {
		require.True(t, b.found(t, next()))
	}
	require.NoError(t, b.store.EndSessionsOf(t.Context(), ada.ID, ""))
	b.sessions.Forget(ada.ID)
	for _, next := range adas {
		require.False(t, b.found(t, next()))
	}
	require.True(t, b.found(t, bobs()))
}

// There is no error, since the user has logged out elsewhere.
func TestSessions_ValuesOfEndedOneAreDropped(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ada := b.addUser(t, "ada")
	next := b.login(t, ada)
	r := next()
	session, err := b.sessions.Get(r, cookie)
	require.NoError(t, err)
	require.NoError(t, b.store.EndSessionsOf(t.Context(), ada.ID, ""))
	session.AddFlash("Saved.")
	require.NoError(t, session.Save(r, httptest.NewRecorder()))
	require.False(t, b.found(t, next()))

	again := b.login(t, ada)
	r, response := again(), httptest.NewRecorder()
	session, err = b.sessions.Get(r, cookie)
	require.NoError(t, err)
	session.Options.MaxAge = -1
	require.NoError(t, session.Save(r, response))
	require.Negative(t, response.Result().Cookies()[0].MaxAge)
	require.False(t, b.found(t, again()), "a negative age ends it, as gorilla/sessions says")
}

func TestSessions_SaveWritesOnlyChanges(t *testing.T) {
	t.Parallel()
	b := setup(t)
	rows := &updates{Sessions: b.store}
	b.sessions = auth.NewSessionStore(rows, make([]byte, 32), auth.SessionOptions{Idle: time.Hour, Max: time.Hour, Now: b.clock.Now})
	next := b.login(t, b.addUser(t, "ada"))
	for i, value := range []string{"", "a", "a", "b"} {
		r := next()
		session, err := b.sessions.Get(r, cookie)
		require.NoError(t, err)
		if value != "" {
			session.Values["key"] = value
		}
		require.NoError(t, session.Save(r, httptest.NewRecorder()))
		require.Equal(t, []int{0, 1, 1, 2}[i], rows.n)
	}
}

type updates struct {
	auth.Sessions
	n int
}

func (u *updates) UpdateSession(ctx context.Context, idHash string, data []byte) error {
	u.n++
	return u.Sessions.UpdateSession(ctx, idHash, data)
}

// failingSessions is a database that fails once err is set.
type failingSessions struct {
	auth.Sessions
	err error
}

func (f *failingSessions) Session(ctx context.Context, idHash string) (auth.Session, auth.User, error) {
	if f.err != nil {
		return auth.Session{}, auth.User{}, f.err
	}
	return f.Sessions.Session(ctx, idHash)
}

func (f *failingSessions) TouchSession(ctx context.Context, idHash string, seen, expires time.Time) error {
	if f.err != nil {
		return f.err
	}
	return f.Sessions.TouchSession(ctx, idHash, seen, expires)
}

// The cache answers for a few seconds; after that the error must not look like a session that has ended.
func TestSessions_DatabaseFailureLogsNoUserOut(t *testing.T) {
	t.Parallel()
	b := setup(t)
	var log strings.Builder
	rows := &failingSessions{Sessions: b.store}
	b.sessions = auth.NewSessionStore(rows, make([]byte, 32), auth.SessionOptions{Idle: time.Hour, Max: 24 * time.Hour, Now: b.clock.Now, Log: slog.New(slog.NewTextHandler(&log, nil))})
	next := b.login(t, b.addUser(t, "ada"))
	b.clock.move(2 * time.Minute)
	require.True(t, b.found(t, next()))
	rows.err = errors.New("the disk is full")
	_, _, err := b.sessions.Current(next(), cookie)
	require.NoError(t, err, "the cache answers")
	b.clock.move(5 * time.Second)
	_, _, err = b.sessions.Current(next(), cookie)
	require.ErrorIs(t, err, rows.err)
	require.NotErrorIs(t, err, auth.ErrNoSession, "a page says that the database is away, not that the session has ended")
	_, err = b.sessions.New(next(), cookie)
	require.ErrorIs(t, err, rows.err)
	require.Empty(t, log.String())

	rows.err = nil
	require.True(t, b.found(t, next()))
}

// The failure is logged, and the request succeeds.
func TestSessions_FailedTouchIsLogged(t *testing.T) {
	t.Parallel()
	b := setup(t)
	var log strings.Builder
	rows := &failingSessions{Sessions: b.store}
	b.sessions = auth.NewSessionStore(failingTouch{rows}, make([]byte, 32), auth.SessionOptions{Idle: time.Hour, Max: 24 * time.Hour, Now: b.clock.Now, Log: slog.New(slog.NewTextHandler(&log, nil))})
	next := b.login(t, b.addUser(t, "ada"))
	b.clock.move(time.Minute)
	row, _, err := b.sessions.Lookup(next(), cookie)
	require.NoError(t, err)
	require.Equal(t, b.clock.Now(), row.SeenAt)
	require.Contains(t, log.String(), "touch session")
}

type failingTouch struct{ auth.Sessions }

func (failingTouch) TouchSession(context.Context, string, time.Time, time.Time) error {
	return errors.New("the disk is full")
}

// Sealed text opens only for its purpose, unchanged, and within ten minutes.
func TestSeal_OpensForSamePurposeOnly(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := auth.NewSessionStore(nil, make([]byte, 32), auth.SessionOptions{})
		other := auth.NewSessionStore(nil, []byte(strings.Repeat("k", 32)), auth.SessionOptions{})
		text, err := s.Seal("add a passkey", auth.Ceremony{State: "s", Next: "/volumes"})
		require.NoError(t, err)
		var got auth.Ceremony
		require.NoError(t, s.Open("add a passkey", text, &got))
		require.Equal(t, auth.Ceremony{State: "s", Next: "/volumes"}, got)
		for name, err := range map[string]error{
			"for another purpose": s.Open("log in", text, &got), "with another key": other.Open("add a passkey", text, &got),
			"changed": s.Open("add a passkey", text[:len(text)-4]+"AAA=", &got), "empty": s.Open("add a passkey", "", &got), "of another form": s.Open("add a passkey", text, new(int)),
		} {
			require.ErrorIs(t, err, auth.ErrNoSession, name)
		}
		time.Sleep(10 * time.Minute)
		require.NoError(t, s.Open("add a passkey", text, &got))
		time.Sleep(2 * time.Second)
		require.ErrorIs(t, s.Open("add a passkey", text, &got), auth.ErrNoSession)
		_, err = s.Seal("add a passkey", func() {})
		require.Error(t, err)
	})
}
