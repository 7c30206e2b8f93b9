package auth_test

import (
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"
	"github.com/stretchr/testify/require"

	"snapdeck/internal/auth"
)

// code returns the current code of an authenticator app.
func (b testEnv) code(t *testing.T, secret string) string {
	t.Helper()
	code, err := totp.GenerateCode(secret, b.clock.Now())
	require.NoError(t, err)
	return code
}

// addTOTP sets up an authenticator app, advances the clock to its next code, and returns the user as stored.
func (b testEnv) addTOTP(t *testing.T, name string) (user auth.User, secret string, recovery []string) {
	t.Helper()
	user = b.addUser(t, name)
	key, err := auth.NewTOTP(user)
	require.NoError(t, err)
	recovery, err = b.authenticator.EnableTOTP(t.Context(), user, key.Secret(), b.code(t, key.Secret()))
	require.NoError(t, err)
	b.clock.move(time.Minute)
	return b.userNamed(t, name), key.Secret(), recovery
}

func (b testEnv) userNamed(t *testing.T, name string) auth.User {
	t.Helper()
	user, err := b.store.UserByName(t.Context(), name)
	require.NoError(t, err)
	return user
}

func TestTOTPSecret_IsStoredEncrypted(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ada, secret, _ := b.addTOTP(t, "ada")
	require.True(t, strings.HasPrefix(ada.TOTPSecret, "v1:"))
	require.NotContains(t, ada.TOTPSecret, secret)
	require.NoError(t, b.authenticator.VerifyFactor(t.Context(), ada, b.code(t, secret), ""))

	bea := b.addUser(t, "bea")
	require.NoError(t, b.store.SetTOTP(t.Context(), bea.ID, ada.TOTPSecret, nil))
	b.clock.move(time.Minute)
	require.ErrorIs(t, b.authenticator.VerifyFactor(t.Context(), b.userNamed(t, "bea"), b.code(t, secret), ""), auth.ErrBadCredentials,
		"the secret of one user is no use to another")
}

// Secrets that were stored before they were encrypted still work.
func TestTOTPSecret_PlainOneIsEncryptedOnUse(t *testing.T) {
	t.Parallel()
	b := setup(t)
	user := b.addUser(t, "ada")
	key, err := auth.NewTOTP(user)
	require.NoError(t, err)
	require.NoError(t, b.store.SetTOTP(t.Context(), user.ID, key.Secret(), nil))
	require.ErrorIs(t, b.authenticator.VerifyFactor(t.Context(), b.userNamed(t, "ada"), "not a code", ""), auth.ErrBadCredentials)
	require.Equal(t, key.Secret(), b.userNamed(t, "ada").TOTPSecret)

	code := b.code(t, key.Secret())
	require.NoError(t, b.authenticator.VerifyFactor(t.Context(), b.userNamed(t, "ada"), code, ""))
	ada := b.userNamed(t, "ada")
	require.True(t, strings.HasPrefix(ada.TOTPSecret, "v1:"))
	require.ErrorIs(t, b.authenticator.VerifyFactor(t.Context(), ada, code, ""), auth.ErrBadCredentials, "no code is good twice")
	b.clock.move(time.Minute)
	require.NoError(t, b.authenticator.VerifyFactor(t.Context(), ada, b.code(t, key.Secret()), ""))
}

// After the session key was replaced, recovery codes still work, and the error names the cause.
func TestTOTPSecret_AnotherSessionKey(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ada, secret, recovery := b.addTOTP(t, "ada")
	replaced, err := b.authenticator.WithSessionKey([]byte(strings.Repeat("k", 32)))
	require.NoError(t, err)
	err = replaced.VerifyFactor(t.Context(), ada, b.code(t, secret), "")
	require.ErrorIs(t, err, auth.ErrBadCredentials)
	require.ErrorContains(t, err, "session key")
	require.NoError(t, replaced.VerifyFactor(t.Context(), ada, recovery[0], ""))
}

func TestTOTPSecret_NeedsSessionKey(t *testing.T) {
	t.Parallel()
	b := setup(t)
	user := b.addUser(t, "ada")
	key, err := auth.NewTOTP(user)
	require.NoError(t, err)
	without := auth.NewAuthenticator(b.store, b.store, auth.NewHasherWith(cheapParams(), 1), b.clock.Now)
	_, err = without.EnableTOTP(t.Context(), user, key.Secret(), b.code(t, key.Secret()))
	require.Error(t, err)
	require.Empty(t, b.userNamed(t, "ada").TOTPSecret)
}
