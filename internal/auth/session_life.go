package auth

import (
	"context"
	"fmt"
	"net/http"

	"github.com/gorilla/sessions"
)

// Rotate starts the session of a user who has just logged in, with a new id and cookie. The request's earlier session,
// if any, ends; its values stay.
func (s *SessionStore) Rotate(r *http.Request, w http.ResponseWriter, session *sessions.Session, user User) error {
	data, err := encodeValues(session.Values)
	if err != nil {
		return fmt.Errorf("begin a session: %w", err)
	}
	if err := s.end(r.Context(), session.ID); err != nil {
		return fmt.Errorf("begin a session: %w", err)
	}
	id := newID()
	value, err := s.codec.Encode(session.Name(), []byte(id))
	if err != nil {
		return fmt.Errorf("begin a session: %w", err)
	}
	now := s.o.Now().UTC()
	row := Session{
		IDHash: hashID(id), UserID: user.ID, CreatedAt: now, SeenAt: now, EndsAt: now.Add(s.o.Max), ProvedAt: now,
		Data: data, Addr: s.o.Addr(r), UserAgent: shorten(r.UserAgent(), maxUserAgent),
	}
	if user.Issuer != "" {
		row.EndsAt = now.Add(min(s.o.Max, MaxProviderSession))
	}
	row.ExpiresAt = s.idleEnd(now, row.EndsAt)
	if err := s.sessions.InsertSession(r.Context(), row); err != nil {
		return fmt.Errorf("begin a session: %w", err)
	}
	session.ID, session.IsNew, session.Options = row.IDHash, false, s.options(r)
	http.SetCookie(w, sessions.NewCookie(session.Name(), value, session.Options))
	return nil
}

// Destroy ends a session and deletes its values and its cookie.
func (s *SessionStore) Destroy(r *http.Request, w http.ResponseWriter, session *sessions.Session) error {
	if err := s.end(r.Context(), session.ID); err != nil {
		return fmt.Errorf("end the session: %w", err)
	}
	session.ID, session.IsNew = "", true
	clear(session.Values)
	expired := s.options(r)
	expired.MaxAge = -1
	http.SetCookie(w, sessions.NewCookie(session.Name(), "", expired))
	return nil
}

// Forget drops a user's sessions from the cache of this process, after a change. Other processes notice the change
// within a few seconds.
func (s *SessionStore) Forget(userID string) {
	s.cache.forget(func(c cachedSession) bool { return c.user.ID == userID })
}

func (s *SessionStore) end(ctx context.Context, idHash string) error {
	if idHash == "" {
		return nil
	}
	err := s.sessions.DeleteSession(ctx, idHash)
	s.cache.forget(func(c cachedSession) bool { return c.session.IDHash == idHash })
	return err
}

func (s *SessionStore) options(r *http.Request) *sessions.Options {
	return &sessions.Options{
		Path: "/", MaxAge: int(s.o.Max.Seconds()), HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: s.o.Secure(r),
	}
}
