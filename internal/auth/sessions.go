package auth

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/gorilla/securecookie"
	"github.com/gorilla/sessions"
)

// touchEvery is how exactly the last use of a session is kept, so that reading a page
// seldom writes.
const touchEvery = time.Minute

// maxUserAgent bounds how much of a User-Agent header is stored, in bytes.
const maxUserAgent = 200

// SessionOptions are the settings of a SessionStore.
type SessionOptions struct {
	Idle   time.Duration              // a session ends when it was not used for so long
	Max    time.Duration              // and after so long even when it was
	Secure func(*http.Request) bool   // whether the browser came by TLS; nil: never
	Addr   func(*http.Request) string // from where a request comes; nil: RemoteAddr
	Now    func() time.Time           // the clock; nil: time.Now
	Log    *slog.Logger               // nil: nowhere
}

// SessionStore keeps sessions in the database and implements sessions.Store. The cookie
// holds a random id, signed; a stolen database yields no usable cookie, and a forged cookie
// costs no query. Visitors who are not logged in have no row and no cookie. It may be used
// concurrently.
type SessionStore struct {
	sessions Sessions
	codec    *securecookie.SecureCookie
	seals    *securecookie.SecureCookie
	cache    *sessionCache
	o        SessionOptions
}

var _ sessions.Store = (*SessionStore)(nil)

// NewSessionStore returns a store on the given rows. key, 32 bytes or more, signs the cookies.
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
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	codec := securecookie.New(key, nil).SetSerializer(securecookie.NopEncoder{}).MaxAge(0)
	seals := securecookie.New(key, nil).SetSerializer(securecookie.JSONEncoder{}).MaxAge(sealSeconds)
	return &SessionStore{sessions: rows, codec: codec, seals: seals, cache: newSessionCache(), o: o}
}

// sealSeconds is how long what was sealed can be opened.
const sealSeconds = 10 * 60

// Seal signs a value for one purpose, so that a page can carry it; it holds nothing secret. Open reads it again
// within ten minutes, or returns ErrNoSession.
func (s *SessionStore) Seal(purpose string, value any) (string, error) {
	text, err := s.seals.Encode(purpose, value)
	if err != nil {
		return "", fmt.Errorf("seal %s: %w", purpose, err)
	}
	return text, nil
}

// Open reads what Seal signed for the same purpose.
func (s *SessionStore) Open(purpose, text string, value any) error {
	if err := s.seals.Decode(purpose, text, value); err != nil {
		return ErrNoSession
	}
	return nil
}

// Lookup returns the session and the user of a request, or ErrNoSession. It is cheap enough
// for every request: within a few seconds it answers from memory.
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

// Current is Lookup as the database has it now, so that a role that was taken away no longer counts. While
// the database cannot be read, what was read a moment ago holds.
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

// touch notes the use of a session. That it could not be noted is no reason to turn the user away.
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

// Get returns the session of a request, the same one for the length of the request.
func (s *SessionStore) Get(r *http.Request, name string) (*sessions.Session, error) {
	return sessions.GetRegistry(r).Get(s, name)
}

// New returns the session of a request, or a new anonymous one when there is none that
// holds. The error is that of the database; a bad or expired cookie is none.
func (s *SessionStore) New(r *http.Request, name string) (*sessions.Session, error) {
	session := sessions.NewSession(s, name)
	session.Options = s.options(r)
	session.IsNew = true
	row, user, err := s.Lookup(r, name)
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
	session.Values[userKey{}] = user
	return session, nil
}

// UserOf returns who is logged in, if anybody.
func UserOf(session *sessions.Session) (User, bool) {
	user, ok := session.Values[userKey{}].(User)
	return user, ok
}

// userKey is where a session's user stands among its values while a request lasts.
type userKey struct{}

// Save stores the values of a session if they changed. That of an anonymous visitor is not
// stored. With Options.MaxAge below zero it is ended.
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
	if err != nil && !errors.Is(err, ErrNoSession) { // values of an ended session have no place to go
		return fmt.Errorf("store the session: %w", err)
	}
	return nil
}

// Purge deletes the sessions that have run out and returns how many.
func (s *SessionStore) Purge(ctx context.Context) (int64, error) {
	return s.sessions.PurgeSessions(ctx, s.o.Now().UTC())
}
