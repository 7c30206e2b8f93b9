package auth_test

import (
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"
	"github.com/stretchr/testify/require"

	"snapdeck/internal/auth"
)

// codeAt returns the code of an authenticator app whose clock is off by some time.
func (b testEnv) codeAt(t *testing.T, secret string, off time.Duration) string {
	t.Helper()
	code, err := totp.GenerateCode(secret, b.clock.Now().Add(off))
	require.NoError(t, err)
	return code
}

// A code of the step before or after the current one is accepted.
func TestVerifyFactor_AcceptsAdjacentStep(t *testing.T) {
	t.Parallel()
	for off, good := range map[time.Duration]bool{
		-90 * time.Second: false, -60 * time.Second: false, -30 * time.Second: true, 0: true, 29 * time.Second: true, 30 * time.Second: true, 60 * time.Second: false, time.Hour: false,
	} {
		t.Run(off.String(), func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			ada, secret, _ := b.addTOTP(t, "ada")
			b.clock.move(time.Hour)
			err := b.authenticator.VerifyFactor(t.Context(), ada, b.codeAt(t, secret, off), "")
			if good {
				require.NoError(t, err)
				return
			}
			require.ErrorIs(t, err, auth.ErrBadCredentials)
		})
	}
}

// A code is worth nothing to an observer: neither it nor an earlier one is accepted again.
func TestVerifyFactor_UsesEachCodeOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	user := b.addUser(t, "ada")
	key, err := auth.NewTOTP(user)
	require.NoError(t, err)
	secret := key.Secret()
	first := b.code(t, secret)
	_, err = b.authenticator.EnableTOTP(t.Context(), user, secret, first)
	require.NoError(t, err)
	ada := b.userNamed(t, "ada")
	verify := func(code string) error { return b.authenticator.VerifyFactor(t.Context(), ada, code, "") }
	require.ErrorIs(t, verify(first), auth.ErrBadCredentials, "this code was used to set up the app")

	next := b.codeAt(t, secret, 30*time.Second)
	require.NoError(t, verify(next), "the clock of the app may be ahead")
	require.ErrorIs(t, verify(next), auth.ErrBadCredentials)
	b.clock.move(30 * time.Second)
	require.ErrorIs(t, verify(next), auth.ErrBadCredentials, "only the current code is valid now")
	require.ErrorIs(t, verify(first), auth.ErrBadCredentials, "it is older than a used code")
	require.NoError(t, verify(b.codeAt(t, secret, 30*time.Second)))
}

func TestVerifyFactor_ConcurrentUseSucceedsOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ada, secret, recovery := b.addTOTP(t, "ada")
	for _, code := range []string{b.code(t, secret), recovery[0]} {
		var good atomic.Int32
		var both sync.WaitGroup
		for range 2 {
			both.Go(func() {
				if b.authenticator.VerifyFactor(t.Context(), ada, code, "") == nil {
					good.Add(1)
				}
			})
		}
		both.Wait()
		require.EqualValues(t, 1, good.Load())
	}
}

func TestVerifyFactor_AcceptsSpacesDashesAndCapitals(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ada, secret, recovery := b.addTOTP(t, "ada")
	code := b.code(t, secret)
	typed := []string{" " + code[:3] + " " + code[3:] + " ", strings.ToUpper(recovery[0]), strings.ReplaceAll(recovery[1], "-", ""), strings.ReplaceAll(recovery[2], "-", " ")}
	for _, text := range typed {
		require.NoError(t, b.authenticator.VerifyFactor(t.Context(), ada, text, ""), text)
	}
	for _, text := range []string{"", " ", "-", code[:5], code + "0", recovery[3][:18], "000000\x00", "１２３４５６"} {
		require.ErrorIs(t, b.authenticator.VerifyFactor(t.Context(), ada, text, ""), auth.ErrBadCredentials, "%q", text)
		b.clock.move(time.Minute)
	}
}

func TestIsCode_DistinguishesCodesFromPasswords(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"123456": true, " 123 456 ": true, "123-456": true, "": false, "12345": false, "1234567": false, "12345a": false, "correct horse": false, "１２": false,
	} {
		require.Equal(t, want, auth.IsCode(text), "%q", text)
	}
}

func TestRecoveryCodes_WorkOnceUntilReplaced(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ada, _, codes := b.addTOTP(t, "ada")
	left := func() int {
		n, err := b.store.CountRecoveryCodes(t.Context(), ada.ID)
		require.NoError(t, err)
		return n
	}
	require.Len(t, codes, 10)
	seen := map[string]bool{}
	for _, code := range codes {
		require.Regexp(t, `^[a-z2-7]{4}(-[a-z2-7]{4}){3}$`, code)
		require.False(t, seen[code])
		seen[code] = true
	}
	require.NoError(t, b.authenticator.VerifyFactor(t.Context(), ada, codes[0], ""))
	require.ErrorIs(t, b.authenticator.VerifyFactor(t.Context(), ada, codes[0], ""), auth.ErrBadCredentials)
	require.Equal(t, 9, left())

	fresh, err := b.authenticator.NewRecoveryCodes(t.Context(), ada)
	require.NoError(t, err)
	require.Equal(t, 10, left())
	require.ErrorIs(t, b.authenticator.VerifyFactor(t.Context(), ada, codes[1], ""), auth.ErrBadCredentials, "they are replaced")
	require.NoError(t, b.authenticator.VerifyFactor(t.Context(), ada, fresh[1], ""))
	var stored int
	require.NoError(t, b.store.DB().QueryRowContext(t.Context(), `SELECT COUNT(*) FROM recovery_codes WHERE code_hash LIKE $1`, "%"+strings.ReplaceAll(fresh[2], "-", "")+"%").Scan(&stored))
	require.Zero(t, stored, "only hashes are stored")
}

func TestRecoveryCodes_WorkForTheirUserOnly(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, _, codes := b.addTOTP(t, "ada")
	bea, _, _ := b.addTOTP(t, "bea")
	require.ErrorIs(t, b.authenticator.VerifyFactor(t.Context(), bea, codes[0], ""), auth.ErrBadCredentials)
	require.NoError(t, b.authenticator.VerifyFactor(t.Context(), b.userNamed(t, "ada"), codes[0], ""))
}

// Wrong codes and wrong passwords share a count. The right password does not clear it: whoever knows it could
// guess codes without end.
func TestVerifyFactor_CountsWithPasswords(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ada, secret, _ := b.addTOTP(t, "ada")
	for i := range 5 {
		from := fmt.Sprintf("192.0.2.%d", i)
		_, err := b.authenticator.Login(t.Context(), "ada", password, from)
		require.NoError(t, err)
		require.ErrorIs(t, b.authenticator.VerifyFactor(t.Context(), ada, "000000", from), auth.ErrBadCredentials)
	}
	_, err := b.authenticator.Login(t.Context(), "ada", password, "198.51.100.1")
	require.Equal(t, time.Second, waitOf(t, err))
	require.Equal(t, time.Second, waitOf(t, b.authenticator.VerifyFactor(t.Context(), ada, b.code(t, secret), "198.51.100.1")), "even the right password must wait")

	b.clock.move(time.Second)
	require.NoError(t, b.authenticator.VerifyFactor(t.Context(), ada, b.code(t, secret), "198.51.100.1"))
	counter, err := b.store.Attempt(t.Context(), "account:ada")
	require.NoError(t, err)
	require.Zero(t, counter.Failures, "a whole login clears it")
}

func TestVerifyFactor_RefusesDisabledUsersAndThoseWithoutFactor(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.addUser(t, "root")
	without := b.addUser(t, "bob")
	require.ErrorIs(t, b.authenticator.VerifyFactor(t.Context(), without, "", ""), auth.ErrBadCredentials)
	ada, secret, codes := b.addTOTP(t, "ada")
	require.NoError(t, b.store.DisableUser(t.Context(), ada.ID, b.clock.Now()))
	disabled := b.userNamed(t, "ada")
	require.ErrorIs(t, b.authenticator.VerifyFactor(t.Context(), disabled, b.code(t, secret), ""), auth.ErrBadCredentials)
	require.ErrorIs(t, b.authenticator.VerifyFactor(t.Context(), disabled, codes[0], ""), auth.ErrBadCredentials)
}

// A mistyped secret would lock its user out.
func TestEnableTOTP_NeedsCodeOfNewSecret(t *testing.T) {
	t.Parallel()
	b := setup(t)
	user := b.addUser(t, "ada")
	key, err := auth.NewTOTP(user)
	require.NoError(t, err)
	other, err := auth.NewTOTP(user)
	require.NoError(t, err)
	require.NotEqual(t, key.Secret(), other.Secret())
	for _, code := range []string{"", "000000", b.code(t, other.Secret()), b.codeAt(t, key.Secret(), -time.Hour)} {
		codes, err := b.authenticator.EnableTOTP(t.Context(), user, key.Secret(), code)
		require.ErrorIs(t, err, auth.ErrBadCredentials, code)
		require.Empty(t, codes)
		require.False(t, b.userNamed(t, "ada").HasSecondFactor())
	}
	_, err = b.authenticator.EnableTOTP(t.Context(), user, "not base32!", "000000")
	require.ErrorIs(t, err, auth.ErrBadCredentials)
}

// The codes of the first app are no longer accepted either.
func TestEnableTOTP_AnotherAppReplacesFirst(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ada, before, oldCodes := b.addTOTP(t, "ada")
	key, err := auth.NewTOTP(ada)
	require.NoError(t, err)
	_, err = b.authenticator.EnableTOTP(t.Context(), ada, key.Secret(), b.code(t, key.Secret()))
	require.NoError(t, err)
	b.clock.move(time.Minute)
	ada = b.userNamed(t, "ada")
	require.ErrorIs(t, b.authenticator.VerifyFactor(t.Context(), ada, b.code(t, before), ""), auth.ErrBadCredentials)
	require.ErrorIs(t, b.authenticator.VerifyFactor(t.Context(), ada, oldCodes[0], ""), auth.ErrBadCredentials)
	require.NoError(t, b.authenticator.VerifyFactor(t.Context(), ada, b.code(t, key.Secret()), ""))
}

// The page shows the secret again while a user sets up an app.
func TestTOTPKey_RestoresSecret(t *testing.T) {
	t.Parallel()
	user := auth.User{Name: "ada"}
	key, err := auth.NewTOTP(user)
	require.NoError(t, err)
	again, err := auth.TOTPKey(user, key.Secret())
	require.NoError(t, err)
	require.Equal(t, key.String(), again.String())
	require.Equal(t, []string{"Snapdeck", "ada"}, []string{again.Issuer(), again.AccountName()})
	_, err = auth.TOTPKey(user, "1")
	require.Error(t, err)
}

// The result decides whether a password alone is enough to log in.
func TestHasSecondFactor_CountsAppsAndPasskeys(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ada := b.addUser(t, "ada")
	require.False(t, ada.HasSecondFactor())
	for _, id := range []string{"phone", "laptop"} {
		require.NoError(t, b.store.InsertPasskey(t.Context(), auth.Passkey{ID: id, UserID: ada.ID, Name: id, Credential: []byte("{}"), CreatedAt: b.clock.Now()}))
	}
	require.True(t, b.userNamed(t, "ada").HasSecondFactor())
	require.ErrorIs(t, b.authenticator.VerifyFactor(t.Context(), b.userNamed(t, "ada"), "", ""), auth.ErrBadCredentials, "without an app no code is valid")

	used := b.clock.Now().Add(time.Hour)
	require.NoError(t, b.store.UsePasskey(t.Context(), "phone", []byte(`{"count":7}`), used))
	keys, err := b.store.Passkeys(t.Context(), ada.ID)
	require.NoError(t, err)
	for _, key := range keys {
		require.Equal(t, key.ID == "phone", string(key.Credential) == `{"count":7}`, "each key has its own count")
		require.Equal(t, key.ID == "phone", key.UsedAt.Equal(used))
	}
	require.NoError(t, b.store.RemovePasskey(t.Context(), "another user", "phone"))
	require.Equal(t, 2, b.userNamed(t, "ada").Passkeys, "a user cannot remove the keys of another")
	require.NoError(t, b.store.RemovePasskey(t.Context(), ada.ID, "phone"))
	require.NoError(t, b.store.RemovePasskey(t.Context(), ada.ID, "laptop"))
	require.False(t, b.userNamed(t, "ada").HasSecondFactor())
}
