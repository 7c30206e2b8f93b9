package store

import (
	"context"
	"database/sql"

	"snapdeck/internal/auth"
)

// maxProviderLogins bounds the stored logins by identity providers; the newest stay.
const maxProviderLogins = 200

// UserByIdentity returns the user of an identity provider, or auth.ErrNoUser.
func (s *Store) UserByIdentity(ctx context.Context, issuer, subject string) (auth.User, error) {
	return s.user(ctx, `WHERE issuer = $1 AND subject = $2 AND issuer <> ''`, issuer, subject)
}

// SetProviderRole sets the role that an identity provider's groups give to a user. Unlike SetRole it may leave no
// admin, since the provider decides.
func (s *Store) SetProviderRole(ctx context.Context, userID string, role auth.Role) error {
	err := execOne(ctx, s.rw, auth.ErrNoUser, `UPDATE users SET role = $1 WHERE id = $2 AND issuer <> ''`, role, userID)
	return wrap(err, "set role")
}

// NoteProviderLogin stores the claims of an identity provider at a login, and deletes the oldest logins beyond the limit.
func (s *Store) NoteProviderLogin(ctx context.Context, l auth.ProviderLogin) error {
	err := s.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO provider_logins (issuer, subject, name, claims, role, at) VALUES (`+placeholders(1, 6)+`)
			ON CONFLICT (issuer, subject) DO UPDATE SET name = excluded.name, claims = excluded.claims, role = excluded.role, at = excluded.at`,
			l.Issuer, l.Subject, l.Name, l.Claims, l.Role, millis(l.At))
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `DELETE FROM provider_logins WHERE at < (SELECT MIN(at) FROM (SELECT at FROM provider_logins ORDER BY at DESC LIMIT $1) AS latest)`, maxProviderLogins)
		return err
	})
	return wrap(err, "note the login")
}

// ProviderLogins lists the last logins by an identity provider, newest first.
func (s *Store) ProviderLogins(ctx context.Context) ([]auth.ProviderLogin, error) {
	found, err := queryAll(ctx, s.ro, func(r row) (l auth.ProviderLogin, err error) {
		err = r.Scan(&l.Issuer, &l.Subject, &l.Name, &l.Claims, &l.Role, timeInto{&l.At})
		return l, err
	}, `SELECT issuer, subject, name, claims, role, at FROM provider_logins ORDER BY at DESC, subject LIMIT $1`, maxProviderLogins)
	return found, wrap(err, "list logins")
}
