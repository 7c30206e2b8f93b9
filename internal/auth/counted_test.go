package auth_test

import (
	"context"
	"time"

	"snapdeck/internal/auth"
)

func (c *counted) Session(ctx context.Context, idHash string) (auth.Session, auth.User, error) {
	c.mu.Lock()
	c.reads++
	c.mu.Unlock()
	return c.Sessions.Session(ctx, idHash)
}

func (c *counted) TouchSession(ctx context.Context, idHash string, seen, expires time.Time) error {
	c.mu.Lock()
	c.touches++
	c.mu.Unlock()
	return c.Sessions.TouchSession(ctx, idHash, seen, expires)
}

// slow lets something happen between the reading of a session and the answer.
type slow struct {
	auth.Sessions
	meanwhile func()
}

func (s *slow) Session(ctx context.Context, idHash string) (auth.Session, auth.User, error) {
	session, user, err := s.Sessions.Session(ctx, idHash)
	s.meanwhile()
	return session, user, err
}
