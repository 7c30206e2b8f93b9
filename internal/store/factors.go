package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"snapdeck/internal/auth"
)

var _ auth.Factors = (*Store)(nil)

// SetTOTP stores the secret of a user's authenticator app and replaces the hashes of the recovery codes, in one
// transaction. Without an app, both are empty.
func (s *Store) SetTOTP(ctx context.Context, userID, secret string, codeHashes []string) error {
	err := s.write(ctx, func(tx *sql.Tx) error {
		if err := execOne(ctx, tx, auth.ErrNoUser, `UPDATE users SET totp_secret = $1, totp_step = 0 WHERE id = $2`, secret, userID); err != nil {
			return err
		}
		return setRecoveryCodes(ctx, tx, userID, codeHashes)
	})
	return wrap(err, "set the authenticator app")
}

// ResealTOTP replaces the stored form of an authenticator app's secret, unless the app was changed since it was read.
func (s *Store) ResealTOTP(ctx context.Context, userID, old, sealed string) error {
	_, err := s.rw.ExecContext(ctx, `UPDATE users SET totp_secret = $1 WHERE id = $2 AND totp_secret = $3`, sealed, userID, old)
	return wrap(err, "encrypt the secret of the authenticator app")
}

// SetRecoveryCodes replaces the recovery codes of a user by those with the given hashes.
func (s *Store) SetRecoveryCodes(ctx context.Context, userID string, codeHashes []string) error {
	return wrap(s.write(ctx, func(tx *sql.Tx) error { return setRecoveryCodes(ctx, tx, userID, codeHashes) }), "set recovery codes")
}

func setRecoveryCodes(ctx context.Context, tx *sql.Tx, userID string, codeHashes []string) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM recovery_codes WHERE user_id = $1`, userID); err != nil {
		return err
	}
	for _, hash := range codeHashes {
		if _, err := tx.ExecContext(ctx, `INSERT INTO recovery_codes (user_id, code_hash) VALUES ($1, $2)`, userID, hash); err != nil {
			return err
		}
	}
	return nil
}

// CountRecoveryCodes returns how many recovery codes a user has left.
func (s *Store) CountRecoveryCodes(ctx context.Context, userID string) (n int, err error) {
	if err := s.ro.QueryRowContext(ctx, `SELECT COUNT(*) FROM recovery_codes WHERE user_id = $1`, userID).Scan(&n); err != nil {
		return 0, fmt.Errorf("count recovery codes: %w", err)
	}
	return n, nil
}

// UseTOTPStep records that the code of a time step was used, and returns false when it or a later one was used before.
func (s *Store) UseTOTPStep(ctx context.Context, userID string, step int64) (bool, error) {
	n, err := rowsChanged(s.rw.ExecContext(ctx, `UPDATE users SET totp_step = $1 WHERE id = $2 AND totp_step < $1`, step, userID))
	return n > 0, wrap(err, "use a code")
}

// UseRecoveryCode deletes a recovery code, and reports whether the user had it.
func (s *Store) UseRecoveryCode(ctx context.Context, userID, codeHash string) (bool, error) {
	n, err := rowsChanged(s.rw.ExecContext(ctx, `DELETE FROM recovery_codes WHERE user_id = $1 AND code_hash = $2`, userID, codeHash))
	return n > 0, wrap(err, "use a recovery code")
}

// Passkeys lists the passkeys of a user, oldest first.
func (s *Store) Passkeys(ctx context.Context, userID string) ([]auth.Passkey, error) {
	found, err := queryAll(ctx, s.ro, func(r row) (p auth.Passkey, err error) {
		err = r.Scan(&p.ID, &p.UserID, &p.Name, &p.Credential, timeInto{&p.CreatedAt}, timeInto{&p.UsedAt})
		return p, err
	}, `SELECT id, user_id, name, credential, created_at, used_at FROM passkeys WHERE user_id = $1 ORDER BY created_at, id`, userID)
	return found, wrap(err, "list passkeys")
}

// InsertPasskey adds a passkey.
func (s *Store) InsertPasskey(ctx context.Context, p auth.Passkey) error {
	_, err := s.rw.ExecContext(ctx, `INSERT INTO passkeys (id, user_id, name, credential, created_at, used_at) VALUES (`+placeholders(1, 6)+`)`,
		p.ID, p.UserID, p.Name, p.Credential, millis(p.CreatedAt), millis(p.UsedAt))
	return wrap(err, "add passkey")
}

// UsePasskey stores when a passkey was used, and its credential, which counts the uses.
func (s *Store) UsePasskey(ctx context.Context, id string, credential []byte, at time.Time) error {
	_, err := s.rw.ExecContext(ctx, `UPDATE passkeys SET credential = $1, used_at = $2 WHERE id = $3`, credential, millis(at), id)
	return wrap(err, "note the use of a passkey")
}

// RemovePasskey deletes a passkey of a user; a missing one is no error.
func (s *Store) RemovePasskey(ctx context.Context, userID, id string) error {
	_, err := s.rw.ExecContext(ctx, `DELETE FROM passkeys WHERE id = $1 AND user_id = $2`, id, userID)
	return wrap(err, "remove passkey")
}

// ForgetFactors deletes all second factors of a user who has lost them.
func (s *Store) ForgetFactors(ctx context.Context, userID string) error {
	err := s.write(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `UPDATE users SET totp_secret = '', totp_step = 0 WHERE id = $1`, userID); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM passkeys WHERE user_id = $1`, userID); err != nil {
			return err
		}
		return setRecoveryCodes(ctx, tx, userID, nil)
	})
	return wrap(err, "forget the second factors")
}
