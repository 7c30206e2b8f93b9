package web

import (
	"context"
	"errors"

	"snapdeck/internal/saved"
)

// SavedViews are the lists that people saved under a name.
type SavedViews interface {
	// SavedViews returns a user's views, list by list, by name.
	SavedViews(ctx context.Context, userID string) ([]saved.View, error)
	// SaveView stores a view in place of the one of that name.
	SaveView(ctx context.Context, v saved.View) error
	RenameView(ctx context.Context, userID, id, name string) error
	SetDefaultView(ctx context.Context, userID, id string, isDefault bool) error
	DeleteView(ctx context.Context, userID, id string) error
}

// ViewsOf are the views that a user saved. A page reads them once, for its navigation and its menu.
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

// defaultViews are the addresses to which the navigation leads a user, by list. A page shows
// without them rather than not at all.
func (s *Base) defaultViews(ctx context.Context, req Request, userID string) map[string]string {
	views, err := s.ViewsOf(ctx, req, userID)
	if err != nil && !errors.Is(err, context.Canceled) {
		s.Log.Warn("read saved views", "error", err.Error())
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
