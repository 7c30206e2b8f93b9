package auth_test

import (
	"context"
	"time"

	"snapdeck/internal/auth"
)

func (c *countingSessions) Session(ctx context.Context, idHash string) (auth.Session, auth.User, error) {
	c.mu.Lock()
	c.reads++
	c.mu.Unlock()
	return c.Sessions.Session(ctx, idHash)
}

func (c *countingSessions) TouchSession(ctx context.Context, idHash string, seen, expires time.Time) error {
	c.mu.Lock()
	c.touches++
	c.mu.Unlock()
	return c.Sessions.TouchSession(ctx, idHash, seen, expires)
}

// slowSessions calls a function between reading a session and returning it.
type slowSessions struct {
	auth.Sessions
	duringRead func()
}

func (s *slowSessions) Session(ctx context.Context, idHash string) (auth.Session, auth.User, error) {
	session, user, err := s.Sessions.Session(ctx, idHash)
	s.duringRead()
	return session, user, err
}
