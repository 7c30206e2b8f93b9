package auth_test

import (
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"snapdeck/internal/auth"
	"snapdeck/internal/store"
	"snapdeck/internal/store/storetest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	cookie   = "snapdeck"
	password = "correct horse"
)

// cheapParams makes hashes that a test can afford.
func cheapParams() auth.Params { return auth.Params{MemoryKiB: 64, Passes: 1, Lanes: 1} }

// clock is a clock that only moves when a test moves it.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) move(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// testEnv holds what tests of login and sessions need, with its own database.
type testEnv struct {
	store         *store.Store
	clock         *clock
	authenticator *auth.Authenticator
	sessions      *auth.SessionStore
	rows          *countingSessions
}

// countingSessions counts the queries for sessions.
type countingSessions struct {
	auth.Sessions
	mu             sync.Mutex
	reads, touches int
}

func setup(t testing.TB) testEnv {
	t.Helper()
	s := storetest.OpenMigrated(t)
	c := &clock{now: time.Date(2026, time.March, 29, 12, 0, 0, 0, time.UTC)}
	rows := &countingSessions{Sessions: s}
	authenticator, err := auth.NewAuthenticator(s, s, auth.NewHasherWith(cheapParams(), 2), c.Now).WithSessionKey(make([]byte, 32))
	require.NoError(t, err)
	return testEnv{
		store: s, clock: c, rows: rows,
		authenticator: authenticator,
		sessions: auth.NewSessionStore(rows, make([]byte, 32), auth.SessionOptions{
			Idle: time.Hour, Max: 24 * time.Hour, Now: c.Now,
			Secure: func(r *http.Request) bool { return r.TLS != nil },
			Addr:   func(*http.Request) string { return "192.0.2.1" },
		}),
	}
}

// addUser creates a user and returns it.
func (b testEnv) addUser(t testing.TB, name string) auth.User {
	t.Helper()
	_, err := b.authenticator.SetPassword(t.Context(), name, password)
	require.NoError(t, err)
	user, err := b.store.UserByName(t.Context(), name)
	require.NoError(t, err)
	return user
}

// request returns a request with the cookies that a response set.
func request(t testing.TB, response *httptest.ResponseRecorder) *http.Request {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)
	r.Header.Set("User-Agent", "browser")
	if response != nil {
		for _, c := range response.Result().Cookies() {
			r.AddCookie(c)
		}
	}
	return r
}

// login starts a session for a user and returns a function that creates requests in it.
func (b testEnv) login(t testing.TB, user auth.User) func() *http.Request {
	t.Helper()
	r, response := request(t, nil), httptest.NewRecorder()
	session, err := b.sessions.Get(r, cookie)
	require.NoError(t, err)
	require.NoError(t, b.sessions.Rotate(r, response, session, user))
	return func() *http.Request { return request(t, response) }
}
