package web

import (
	"context"
	"errors"

	"snapdeck/internal/saved"
)

// SavedViews stores the users' saved views.
type SavedViews interface {
	// SavedViews returns a user's views, ordered by list and name.
	SavedViews(ctx context.Context, userID string) ([]saved.View, error)
	// SaveView stores a view, and replaces one of the same name.
	SaveView(ctx context.Context, v saved.View) error
	RenameView(ctx context.Context, userID, id, name string) error
	SetDefaultView(ctx context.Context, userID, id string, isDefault bool) error
	DeleteView(ctx context.Context, userID, id string) error
}

// ViewsOf returns a user's saved views, which are read once per page, for its navigation and menu.
func (s *Base) ViewsOf(ctx context.Context, req Request, userID string) ([]saved.View, error) {
	if req.saved != nil {
		return req.saved()
	}
	return s.readViews(ctx, userID)
}

func (s *Base) readViews(ctx context.Context, userID string) ([]saved.View, error) {
	if userID == "" {
		return nil, nil
	}
	return s.SavedViews.SavedViews(ctx, userID)
}

// defaultViews returns the addresses of a user's default views by list; a failure only leaves them out.
func (s *Base) defaultViews(ctx context.Context, req Request, userID string) map[string]string {
	views, err := s.ViewsOf(ctx, req, userID)
	if err != nil && !errors.Is(err, context.Canceled) {
		s.Log.Warn("read saved views", "error", err)
	}
	var fallback map[string]string
	for _, v := range views {
		if v.Default {
			if fallback == nil {
				fallback = map[string]string{}
			}
			fallback[v.List] = v.Address()
		}
	}
	return fallback
}
