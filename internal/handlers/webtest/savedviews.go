package webtest

import (
	"context"
	"slices"

	"snapdeck/internal/saved"
)

// SavedViews holds users' views in memory; Err is the error of every call.
type SavedViews struct {
	Views []saved.View
	Err   error
}

// SavedViews returns a user's views.
func (s *SavedViews) SavedViews(_ context.Context, userID string) ([]saved.View, error) {
	return slices.DeleteFunc(slices.Clone(s.Views), func(v saved.View) bool { return v.UserID != userID }), s.Err
}

// SaveView adds a view.
func (s *SavedViews) SaveView(_ context.Context, v saved.View) error {
	if s.Err == nil {
		s.Views = append(s.Views, v)
	}
	return s.Err
}

// RenameView renames a user's view.
func (s *SavedViews) RenameView(_ context.Context, userID, id, name string) error {
	return s.change(userID, id, func(v *saved.View) { v.Name = name })
}

// SetDefaultView sets whether a user's view is the default.
func (s *SavedViews) SetDefaultView(_ context.Context, userID, id string, isDefault bool) error {
	return s.change(userID, id, func(v *saved.View) { v.Default = isDefault })
}

// DeleteView removes a user's view.
func (s *SavedViews) DeleteView(_ context.Context, userID, id string) error {
	if err := s.change(userID, id, func(*saved.View) {}); err != nil {
		return err
	}
	s.Views = slices.DeleteFunc(s.Views, func(v saved.View) bool { return v.ID == id })
	return nil
}

func (s *SavedViews) change(userID, id string, change func(*saved.View)) error {
	if s.Err != nil {
		return s.Err
	}
	for i := range s.Views {
		if s.Views[i].ID == id && s.Views[i].UserID == userID {
			change(&s.Views[i])
			return nil
		}
	}
	return saved.ErrNoView
}
