package auth

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/gorilla/securecookie"
	"github.com/gorilla/sessions"
)

// touchEvery is the precision of a session's last use, since not every request shall write.
const touchEvery = time.Minute

const maxUserAgent = 200 // stored bytes

// SessionOptions are the settings of a SessionStore.
type SessionOptions struct {
	Idle   time.Duration              // a session ends after this time without use
	Max    time.Duration              // and after this time in any case
	Secure func(*http.Request) bool   // whether the browser uses TLS; nil: never
	Addr   func(*http.Request) string // the client's address; nil: RemoteAddr
	Now    func() time.Time           // nil: time.Now
	Log    *slog.Logger               // nil: none
}

// SessionStore stores sessions in the database and implements sessions.Store. The cookie holds a random id with a
// signature, so a forged cookie costs no query. Visitors who are not logged in have no row and no cookie. It is safe for
// concurrent use.
type SessionStore struct {
	sessions Sessions
	codec    *securecookie.SecureCookie
	seals    *securecookie.SecureCookie
	cache    *sessionCache
	o        SessionOptions
}

var _ sessions.Store = (*SessionStore)(nil)

// NewSessionStore returns a store with the given rows. key signs the cookies and has at least 32 bytes.
func NewSessionStore(rows Sessions, key []byte, o SessionOptions) *SessionStore {
	if o.Secure == nil {
		o.Secure = func(*http.Request) bool { return false }
	}
	if o.Addr == nil {
		o.Addr = func(r *http.Request) string { return r.RemoteAddr }
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	o.Log = cmp.Or(o.Log, slog.New(slog.DiscardHandler))
	codec := securecookie.New(key, nil).SetSerializer(securecookie.NopEncoder{}).MaxAge(0)
	seals := securecookie.New(key, nil).SetSerializer(securecookie.JSONEncoder{}).MaxAge(sealSeconds)
	return &SessionStore{sessions: rows, codec: codec, seals: seals, cache: newSessionCache(), o: o}
}

const sealSeconds = 10 * 60 // a sealed value can be opened for this time

// Seal signs a value, which can then be sent to the browser and opened for the same purpose within ten minutes. It does
// not encrypt.
func (s *SessionStore) Seal(purpose string, value any) (string, error) {
	text, err := s.seals.Encode(purpose, value)
	if err != nil {
		return "", fmt.Errorf("seal %s: %w", purpose, err)
	}
	return text, nil
}

// Open reads a value of Seal, or returns ErrNoSession.
func (s *SessionStore) Open(purpose, text string, value any) error {
	if err := s.seals.Decode(purpose, text, value); err != nil {
		return ErrNoSession
	}
	return nil
}

// Lookup returns the session and the user of a request, or ErrNoSession. For a few seconds it answers from memory, which
// makes it cheap enough for every request.
func (s *SessionStore) Lookup(r *http.Request, cookie string) (Session, User, error) {
	c, err := r.Cookie(cookie)
	if err != nil {
		return Session{}, User{}, ErrNoSession
	}
	found, generation, err := s.find(r.Context(), cookie, c.Value)
	if err != nil {
		return Session{}, User{}, err
	}
	now := s.o.Now().UTC()
	if !now.Before(found.session.ExpiresAt) || !now.Before(found.session.EndsAt) {
		return Session{}, User{}, ErrNoSession
	}
	if now.Sub(found.session.SeenAt) >= touchEvery {
		found = s.touch(r.Context(), found, now)
		s.cache.put(c.Value, found, generation)
	}
	return found.session, found.user, nil
}

// Current is Lookup without the cache, so that a role that was taken away no longer counts. The cache still answers
// while the database cannot be read.
func (s *SessionStore) Current(r *http.Request, cookie string) (Session, User, error) {
	c, err := r.Cookie(cookie)
	if err != nil {
		return Session{}, User{}, ErrNoSession
	}
	id, err := s.decode(cookie, c.Value)
	if err != nil {
		return Session{}, User{}, err
	}
	now := s.o.Now()
	_, generation, cached := s.cache.get(c.Value, now)
	session, user, err := s.sessions.Session(r.Context(), hashID(id))
	switch {
	case errors.Is(err, ErrNoSession):
		if cached {
			s.cache.forget(func(c cachedSession) bool { return c.session.IDHash == hashID(id) })
		}
		return Session{}, User{}, err
	case err == nil:
		s.cache.put(c.Value, cachedSession{session, user, now}, generation)
	}
	return s.Lookup(r, cookie)
}

func (s *SessionStore) find(ctx context.Context, cookie, value string) (found cachedSession, generation uint64, err error) {
	now := s.o.Now()
	hit, generation, ok := s.cache.get(value, now)
	if ok {
		return hit, generation, nil
	}
	id, err := s.decode(cookie, value)
	if err != nil {
		return cachedSession{}, 0, err
	}
	session, user, err := s.sessions.Session(ctx, hashID(id))
	if err != nil {
		return cachedSession{}, 0, err
	}
	found = cachedSession{session, user, now}
	s.cache.put(value, found, generation)
	return found, generation, nil
}

// touch stores the use of a session. If that fails, the user stays logged in.
func (s *SessionStore) touch(ctx context.Context, found cachedSession, now time.Time) cachedSession {
	found.session.SeenAt, found.session.ExpiresAt = now, s.idleEnd(now, found.session.EndsAt)
	err := s.sessions.TouchSession(ctx, found.session.IDHash, found.session.SeenAt, found.session.ExpiresAt)
	if err != nil && ctx.Err() == nil {
		s.o.Log.WarnContext(ctx, "touch session", "error", err)
	}
	return found
}

func (s *SessionStore) idleEnd(now, end time.Time) time.Time {
	if idle := now.Add(s.o.Idle); idle.Before(end) {
		return idle
	}
	return end
}

// Get returns the session of a request, the same one for all calls during the request.
func (s *SessionStore) Get(r *http.Request, name string) (*sessions.Session, error) {
	return sessions.GetRegistry(r).Get(s, name)
}

// New returns the session of a request, or a new anonymous one if it has no valid session. An invalid or expired cookie
// is no error.
func (s *SessionStore) New(r *http.Request, name string) (*sessions.Session, error) {
	session := sessions.NewSession(s, name)
	session.Options = s.options(r)
	session.IsNew = true
	row, _, err := s.Lookup(r, name)
	if errors.Is(err, ErrNoSession) {
		return session, nil
	}
	if err != nil {
		return session, fmt.Errorf("read the session: %w", err)
	}
	session.IsNew = false
	session.ID = row.IDHash
	if err := decodeValues(row.Data, session.Values); err != nil {
		s.o.Log.WarnContext(r.Context(), "decode session values", "error", err)
	}
	return session, nil
}

// Save stores the values of a session if they changed, unless it is anonymous. With a negative Options.MaxAge it ends
// the session.
func (s *SessionStore) Save(r *http.Request, w http.ResponseWriter, session *sessions.Session) error {
	if session.Options != nil && session.Options.MaxAge < 0 {
		return s.Destroy(r, w, session)
	}
	if session.ID == "" {
		return nil
	}
	data, err := encodeValues(session.Values)
	if err != nil {
		return fmt.Errorf("store the session: %w", err)
	}
	if row, _, err := s.Lookup(r, session.Name()); err == nil && bytes.Equal(row.Data, data) {
		return nil
	}
	err = s.sessions.UpdateSession(r.Context(), session.ID, data)
	s.cache.forget(func(c cachedSession) bool { return c.session.IDHash == session.ID })
	if err != nil && !errors.Is(err, ErrNoSession) { // the values of an ended session are lost
		return fmt.Errorf("store the session: %w", err)
	}
	return nil
}

// Purge deletes the expired sessions and returns their number.
func (s *SessionStore) Purge(ctx context.Context) (int64, error) {
	return s.sessions.PurgeSessions(ctx, s.o.Now().UTC())
}
