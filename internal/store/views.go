package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"

	"snapdeck/internal/saved"
)

const savedViewsQuery = `SELECT id, user_id, list, query, name, usual, saved_at FROM saved_views WHERE user_id = $1`

// SavedViews returns a user's saved views by list and name, in the same order on both databases.
func (s *Store) SavedViews(ctx context.Context, userID string) ([]saved.View, error) {
	rows, err := s.savedViews.QueryContext(ctx, userID)
	views, err := collect(rows, err, scanView)
	if err != nil {
		return nil, fmt.Errorf("list saved views: %w", err)
	}
	slices.SortFunc(views, func(a, b saved.View) int {
		return cmp.Or(strings.Compare(a.List, b.List), strings.Compare(saved.NameKey(a.Name), saved.NameKey(b.Name)))
	})
	return views, nil
}

func scanView(r row) (saved.View, error) {
	var v saved.View
	err := r.Scan(&v.ID, &v.UserID, &v.List, &v.Query, &v.Name, &v.Default, timeInto{&v.SavedAt})
	return v, err
}

// SaveView stores a view, or replaces the user's view of the list with the same name. It returns
// saved.ErrTooMany at the limit.
func (s *Store) SaveView(ctx context.Context, v saved.View) error {
	v, err := v.Clean()
	if err != nil {
		return err
	}
	id, err := uuid.NewV7()
	if err != nil {
		return fmt.Errorf("create id: %w", err)
	}
	return s.changeViews(ctx, v.UserID, func(tx *sql.Tx) error {
		if v.Default {
			if _, err := tx.ExecContext(ctx, `UPDATE saved_views SET usual = FALSE WHERE user_id = $1 AND list = $2`, v.UserID, v.List); err != nil {
				return err
			}
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO saved_views (id, user_id, list, query, name, name_key, usual, saved_at) VALUES (`+placeholders(1, 8)+`)
			ON CONFLICT (user_id, list, name_key) DO UPDATE SET query = excluded.query, name = excluded.name, usual = excluded.usual, saved_at = excluded.saved_at`,
			id.String(), v.UserID, v.List, v.Query, v.Name, saved.NameKey(v.Name), v.Default, millis(v.SavedAt))
		if err != nil {
			return err
		}
		var n int
		if err := tx.QueryRowContext(ctx, `SELECT COUNT(*) FROM saved_views WHERE user_id = $1`, v.UserID).Scan(&n); err != nil {
			return err
		}
		if n > saved.MaxPerUser {
			return saved.ErrTooMany
		}
		return nil
	})
}

// RenameView renames a user's view. It returns saved.ErrNameTaken or saved.ErrNoView.
func (s *Store) RenameView(ctx context.Context, userID, id, name string) error {
	name, err := saved.CleanName(name)
	if err != nil {
		return err
	}
	return s.changeViews(ctx, userID, func(tx *sql.Tx) error {
		err := execOne(ctx, tx, saved.ErrNoView, `UPDATE saved_views SET name = $1, name_key = $2 WHERE id = $3 AND user_id = $4`, name, saved.NameKey(name), id, userID)
		if isUnique(err) {
			return saved.ErrNameTaken
		}
		return err
	})
}

// SetDefaultView makes a user's view the default of its list, or no longer.
func (s *Store) SetDefaultView(ctx context.Context, userID, id string, isDefault bool) error {
	return s.changeViews(ctx, userID, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE saved_views SET usual = FALSE WHERE user_id = $1 AND usual
			AND list = (SELECT list FROM saved_views WHERE id = $2 AND user_id = $1)`, userID, id)
		if err != nil {
			return err
		}
		return execOne(ctx, tx, saved.ErrNoView, `UPDATE saved_views SET usual = $1 WHERE id = $2 AND user_id = $3`, isDefault, id, userID)
	})
}

// DeleteView removes a view of a user, or returns saved.ErrNoView.
func (s *Store) DeleteView(ctx context.Context, userID, id string) error {
	return s.changeViews(ctx, userID, func(tx *sql.Tx) error {
		return execOne(ctx, tx, saved.ErrNoView, `DELETE FROM saved_views WHERE id = $1 AND user_id = $2`, id, userID)
	})
}

// changeViews runs fn in a transaction that locks the user's row, because two changes at once could leave two default
// views or exceed the limit.
func (s *Store) changeViews(ctx context.Context, userID string, fn func(tx *sql.Tx) error) error {
	err := s.write(ctx, func(tx *sql.Tx) error {
		if err := execOne(ctx, tx, saved.ErrNoView, `UPDATE users SET name = name WHERE id = $1`, userID); err != nil {
			return err
		}
		return fn(tx)
	})
	return wrap(err, "change saved views")
}
