package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"snapdeck/internal/auth"
)

var _ auth.Factors = (*Store)(nil)

// SetTOTP gives a user an authenticator app and the hashes of recovery codes, both or neither. An empty
// secret takes both away.
func (s *Store) SetTOTP(ctx context.Context, userID, secret string, codeHashes []string) error {
	err := s.write(ctx, func(tx *sql.Tx) error {
		done, err := tx.ExecContext(ctx, `UPDATE users SET totp_secret = $1, totp_step = 0 WHERE id = $2`, secret, userID)
		if err := affected(done, err, auth.ErrNoUser); err != nil {
			return err
		}
		return setRecoveryCodes(ctx, tx, userID, codeHashes)
	})
	if err != nil {
		return fmt.Errorf("set the authenticator app: %w", err)
	}
	return nil
}

// ResealTOTP stores the secret of an authenticator app in another form, if it still has the old one.
func (s *Store) ResealTOTP(ctx context.Context, userID, old, sealed string) error {
	if _, err := s.rw.ExecContext(ctx, `UPDATE users SET totp_secret = $1 WHERE id = $2 AND totp_secret = $3`, sealed, userID, old); err != nil {
		return fmt.Errorf("encrypt the secret of the authenticator app: %w", err)
	}
	return nil
}

// SetRecoveryCodes replaces the recovery codes of a user, given their hashes.
func (s *Store) SetRecoveryCodes(ctx context.Context, userID string, codeHashes []string) error {
	if err := s.write(ctx, func(tx *sql.Tx) error { return setRecoveryCodes(ctx, tx, userID, codeHashes) }); err != nil {
		return fmt.Errorf("set recovery codes: %w", err)
	}
	return nil
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

// UseTOTPStep notes that the code of a time step was used, and reports whether neither it nor a later one was before.
func (s *Store) UseTOTPStep(ctx context.Context, userID string, step int64) (bool, error) {
	done, err := s.rw.ExecContext(ctx, `UPDATE users SET totp_step = $1 WHERE id = $2 AND totp_step < $1`, step, userID)
	return used(done, err, "use a code")
}

// UseRecoveryCode uses a recovery code up, and reports whether the user had it.
func (s *Store) UseRecoveryCode(ctx context.Context, userID, codeHash string) (bool, error) {
	done, err := s.rw.ExecContext(ctx, `DELETE FROM recovery_codes WHERE user_id = $1 AND code_hash = $2`, userID, codeHash)
	return used(done, err, "use a recovery code")
}

func used(done sql.Result, err error, what string) (bool, error) {
	err = affected(done, err, sql.ErrNoRows)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("%s: %w", what, err)
	}
	return true, nil
}

// Passkeys lists the passkeys of a user, the oldest first.
func (s *Store) Passkeys(ctx context.Context, userID string) ([]auth.Passkey, error) {
	rows, err := s.ro.QueryContext(ctx, `SELECT id, user_id, name, credential, created_at, used_at FROM passkeys WHERE user_id = $1 ORDER BY created_at, id`, userID)
	found, err := collect(rows, err, func(r row) (p auth.Passkey, err error) {
		var created, used int64
		err = r.Scan(&p.ID, &p.UserID, &p.Name, &p.Credential, &created, &used)
		p.CreatedAt, p.UsedAt = fromMillis(created), fromMillis(used)
		return p, err
	})
	if err != nil {
		return nil, fmt.Errorf("list passkeys: %w", err)
	}
	return found, nil
}

// InsertPasskey adds a passkey.
func (s *Store) InsertPasskey(ctx context.Context, p auth.Passkey) error {
	_, err := s.rw.ExecContext(ctx, `INSERT INTO passkeys (id, user_id, name, credential, created_at, used_at) VALUES (`+placeholders(1, 6)+`)`,
		p.ID, p.UserID, p.Name, p.Credential, millis(p.CreatedAt), millis(p.UsedAt))
	if err != nil {
		return fmt.Errorf("add passkey: %w", err)
	}
	return nil
}

// UsePasskey notes that a passkey was used, and what it counts.
func (s *Store) UsePasskey(ctx context.Context, id string, credential []byte, at time.Time) error {
	_, err := s.rw.ExecContext(ctx, `UPDATE passkeys SET credential = $1, used_at = $2 WHERE id = $3`, credential, millis(at), id)
	if err != nil {
		return fmt.Errorf("note the use of a passkey: %w", err)
	}
	return nil
}

// RemovePasskey takes a passkey from its user; taking one that is gone is no error.
func (s *Store) RemovePasskey(ctx context.Context, userID, id string) error {
	if _, err := s.rw.ExecContext(ctx, `DELETE FROM passkeys WHERE id = $1 AND user_id = $2`, id, userID); err != nil {
		return fmt.Errorf("remove passkey: %w", err)
	}
	return nil
}

// ForgetFactors takes all second factors from a user, who has lost them.
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
	if err != nil {
		return fmt.Errorf("forget the second factors: %w", err)
	}
	return nil
}
