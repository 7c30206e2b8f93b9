package auth

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base32"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"
)

// totpPeriod is the time for which an authenticator app shows a code, in seconds.
const totpPeriod = 30

const (
	recoveryCodes = 10 // of a user
	recoveryBytes = 10 // random bytes in each
)

// issuer is the name that authenticator apps show beside the user's.
const issuer = "Snapdeck"

// HasSecondFactor reports whether the user has an authenticator app or a passkey.
func (u User) HasSecondFactor() bool { return u.TOTPSecret != "" || u.Passkeys > 0 }

// NewTOTP generates a secret for a user's authenticator app. It is stored by EnableTOTP.
func NewTOTP(user User) (*otp.Key, error) {
	key, err := totp.Generate(totp.GenerateOpts{Issuer: issuer, AccountName: user.Name, Period: totpPeriod})
	if err != nil {
		return nil, fmt.Errorf("generate secret: %w", err)
	}
	return key, nil
}

// TOTPKey returns the key of a secret of NewTOTP, for display.
func TOTPKey(user User, secret string) (*otp.Key, error) {
	raw, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(secret)
	if err != nil {
		return nil, fmt.Errorf("decode secret: %w", err)
	}
	return totp.Generate(totp.GenerateOpts{Issuer: issuer, AccountName: user.Name, Period: totpPeriod, Secret: raw})
}

// EnableTOTP stores the secret of a user's authenticator app, once a code proves that the app has it, and returns new
// recovery codes, of which only hashes are stored. It returns ErrBadCredentials for a wrong code.
func (a *Authenticator) EnableTOTP(ctx context.Context, user User, secret, code string) (recovery []string, err error) {
	step, ok := a.totpStep(secret, code)
	if !ok {
		return nil, ErrBadCredentials
	}
	sealed, err := a.seal.seal(user.ID, secret)
	if err != nil {
		return nil, err
	}
	recovery, hashes := newRecoveryCodes()
	if err := a.users.SetTOTP(ctx, user.ID, sealed, hashes); err != nil {
		return nil, err
	}
	_, err = a.users.UseTOTPStep(ctx, user.ID, step)
	return recovery, err
}

// NewRecoveryCodes replaces the recovery codes of a user and returns the new ones.
func (a *Authenticator) NewRecoveryCodes(ctx context.Context, user User) ([]string, error) {
	codes, hashes := newRecoveryCodes()
	return codes, a.users.SetRecoveryCodes(ctx, user.ID, hashes)
}

// VerifyFactor checks a code of the user's authenticator app, or a recovery code, which works once. It returns
// ErrBadCredentials for a wrong code, and a *ThrottledError after too many wrong codes and passwords.
func (a *Authenticator) VerifyFactor(ctx context.Context, user User, code, addr string) error {
	limits := loginLimitsOf(NameKey(user.Name), addr)
	if err := a.allow(ctx, limits); err != nil {
		return fmt.Errorf("check the code: %w", err)
	}
	ok, err := a.isFactor(ctx, user, code)
	switch {
	case errors.Is(err, errSealed):
		return fmt.Errorf("check the code: %w: %w", ErrBadCredentials, err)
	case err != nil:
		return fmt.Errorf("check the code: %w", err)
	case !ok || user.Disabled():
		return fmt.Errorf("check the code: %w", ErrBadCredentials)
	}
	return a.forgive(ctx, limits)
}

func (a *Authenticator) isFactor(ctx context.Context, user User, code string) (bool, error) {
	if user.TOTPSecret == "" {
		return false, nil
	}
	secret, unreadable := a.seal.open(user.ID, user.TOTPSecret)
	if unreadable == nil {
		if step, ok := a.totpStep(secret, code); ok {
			return a.useStep(ctx, user, secret, step)
		}
	}
	used, err := a.users.UseRecoveryCode(ctx, user.ID, hashCode(code))
	if err != nil || used {
		return used, err
	}
	return false, unreadable
}

// useStep marks the code of a time step as used, and encrypts a secret that an older version stored in plain text.
func (a *Authenticator) useStep(ctx context.Context, user User, secret string, step int64) (bool, error) {
	used, err := a.users.UseTOTPStep(ctx, user.ID, step)
	if err != nil || !used || isSealed(user.TOTPSecret) {
		return used, err
	}
	sealed, err := a.seal.seal(user.ID, secret)
	if err != nil {
		return false, err
	}
	return true, a.users.ResealTOTP(ctx, user.ID, user.TOTPSecret, sealed)
}

// IsCode reports whether a text looks like a code of an authenticator app, for which any password is too long.
func IsCode(text string) bool {
	text = plainCode(text)
	return len(text) == 6 && strings.Trim(text, "0123456789") == ""
}

// totpStep returns the time step of a code: the current one, or a neighbour, since clocks differ.
func (a *Authenticator) totpStep(secret, code string) (step int64, ok bool) {
	now := a.now().Unix() / totpPeriod
	for _, step := range []int64{now, now - 1, now + 1} {
		want, err := totp.GenerateCodeCustom(secret, time.Unix(step*totpPeriod, 0), totp.ValidateOpts{Period: totpPeriod, Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
		if err == nil && subtle.ConstantTimeCompare([]byte(want), []byte(plainCode(code))) == 1 {
			return step, true
		}
	}
	return 0, false
}

func newRecoveryCodes() (codes, hashes []string) {
	for range recoveryCodes {
		text := strings.ToLower(base32.StdEncoding.EncodeToString(random(recoveryBytes)))
		code := text[:4] + "-" + text[4:8] + "-" + text[8:12] + "-" + text[12:]
		codes, hashes = append(codes, code), append(hashes, hashCode(code))
	}
	return codes, hashes
}

// hashCode returns the stored form of a recovery code. A fast hash is enough for 80 random bits.
func hashCode(code string) string {
	sum := sha256.Sum256([]byte(plainCode(code)))
	return hex.EncodeToString(sum[:])
}

// plainCode removes the spaces and dashes that make a code readable.
func plainCode(code string) string {
	return strings.ToLower(strings.NewReplacer(" ", "", "-", "").Replace(code))
}
