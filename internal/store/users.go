package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"snapdeck/internal/auth"
)

var (
	_ auth.Users    = (*Store)(nil)
	_ auth.Sessions = (*Store)(nil)
	_ auth.Attempts = (*Store)(nil)
)

const userColumns = `users.id, users.name, users.password_hash, users.role, users.created_at, users.password_changed_at,
	users.disabled_at, users.last_login_at, users.last_login_addr, users.must_change,
	users.totp_secret, (SELECT COUNT(*) FROM passkeys WHERE passkeys.user_id = users.id),
	users.issuer, users.subject`

// UserByName returns the user with a name, ignoring case, or auth.ErrNoUser.
func (s *Store) UserByName(ctx context.Context, name string) (auth.User, error) {
	return s.user(ctx, `WHERE name_key = $1`, auth.NameKey(name))
}

// UserByID returns one user, or auth.ErrNoUser.
func (s *Store) UserByID(ctx context.Context, id string) (auth.User, error) {
	return s.user(ctx, `WHERE id = $1`, id)
}

func (s *Store) user(ctx context.Context, where string, args ...any) (auth.User, error) {
	user, err := scanUser(s.ro.QueryRowContext(ctx, `SELECT `+userColumns+` FROM users `+where, args...))
	if errors.Is(err, sql.ErrNoRows) {
		return auth.User{}, auth.ErrNoUser
	}
	return user, wrap(err, "read user")
}

// Users lists all users by name, in the same order on both databases.
func (s *Store) Users(ctx context.Context) ([]auth.User, error) {
	users, err := queryAll(ctx, s.ro, scanUser, `SELECT `+userColumns+` FROM users`)
	if err != nil {
		return nil, fmt.Errorf("list users: %w", err)
	}
	slices.SortFunc(users, func(a, b auth.User) int { return strings.Compare(auth.NameKey(a.Name), auth.NameKey(b.Name)) })
	return users, nil
}

// CountUsers returns how many users there are.
func (s *Store) CountUsers(ctx context.Context) (n int, err error) {
	if err := s.ro.QueryRowContext(ctx, `SELECT COUNT(*) FROM users`).Scan(&n); err != nil {
		return 0, fmt.Errorf("count users: %w", err)
	}
	return n, nil
}

// InsertUser adds a user, or returns auth.ErrUserExists when the name is taken.
func (s *Store) InsertUser(ctx context.Context, u auth.User) error {
	_, err := s.rw.ExecContext(ctx, `INSERT INTO users (id, name, name_key, password_hash, role, created_at, password_changed_at, must_change, issuer, subject)
		VALUES (`+placeholders(1, 10)+`)`,
		u.ID, u.Name, auth.NameKey(u.Name), u.PasswordHash, u.Role, millis(u.CreatedAt), millis(u.PasswordChangedAt), flag(u.MustChangePassword), u.Issuer, u.Subject)
	if isUnique(err) {
		return fmt.Errorf("add user %s: %w", u.Name, auth.ErrUserExists)
	}
	return wrap(err, "add user %s", u.Name)
}

// RefreshHash replaces the hash of an unchanged password, if the stored hash is still old.
func (s *Store) RefreshHash(ctx context.Context, userID, old, hash string) error {
	_, err := s.rw.ExecContext(ctx, `UPDATE users SET password_hash = $1 WHERE id = $2 AND password_hash = $3`, hash, userID, old)
	return wrap(err, "refresh password hash")
}

func scanUser(r row) (u auth.User, err error) {
	err = r.Scan(userFields(&u)...)
	return u, err
}

// userFields returns the destinations of userColumns, in their order.
func userFields(u *auth.User) []any {
	return []any{
		&u.ID, &u.Name, &u.PasswordHash, &u.Role, timeInto{&u.CreatedAt}, timeInto{&u.PasswordChangedAt}, timeInto{&u.DisabledAt},
		timeInto{&u.LastLoginAt}, &u.LastLoginAddr, &u.MustChangePassword, &u.TOTPSecret, &u.Passkeys, &u.Issuer, &u.Subject,
	}
}

func flag(set bool) int64 {
	if set {
		return 1
	}
	return 0
}
