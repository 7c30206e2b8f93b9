package auth_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/auth"
)

func TestLogin_Table(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ada := b.addUser(t, "Ada")
	for _, name := range []string{"Ada", " aDA "} {
		user, err := b.authenticator.Login(t.Context(), name, password, "192.0.2.1")
		require.NoError(t, err)
		require.Equal(t, ada, user)
	}
	for _, wrong := range [][2]string{
		{"Ada", "wrong horse"}, {"Ada", ""}, {"Ada", strings.Repeat("x", 5000)}, {"Ada", password + " "},
	} {
		_, err := b.authenticator.Login(t.Context(), wrong[0], wrong[1], "")
		require.ErrorIs(t, err, auth.ErrBadCredentials)
	}
	for _, name := range []string{"bob", "", "  ", strings.Repeat("x", 65), "a\nb", "\xff"} {
		_, err := b.authenticator.Login(t.Context(), name, password, "")
		require.ErrorIs(t, err, auth.ErrBadCredentials)
	}
}

func TestLogin_ThrottlesPerAccount(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.addUser(t, "ada")
	for i := range 5 {
		_, err := b.authenticator.Login(t.Context(), "ada", "wrong", fmt.Sprintf("192.0.2.%d", i))
		require.ErrorIs(t, err, auth.ErrBadCredentials)
	}
	for _, want := range []time.Duration{time.Second, 2 * time.Second, 4 * time.Second} {
		_, err := b.authenticator.Login(t.Context(), "ADA", password, "198.51.100.1") // even the right password must wait
		require.Equal(t, want, waitOf(t, err))
		b.clock.move(want)
		_, err = b.authenticator.Login(t.Context(), "ada", "wrong", fmt.Sprintf("203.0.113.%d", want/time.Second))
		require.ErrorIs(t, err, auth.ErrBadCredentials)
	}
	b.clock.move(8 * time.Second)
	_, err := b.authenticator.Login(t.Context(), "ada", password, "")
	require.NoError(t, err)
	_, err = b.authenticator.Login(t.Context(), "ada", "wrong", "")
	require.ErrorIs(t, err, auth.ErrBadCredentials) // the success has cleared the count
}

func TestLogin_WaitIsBounded(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.addUser(t, "ada")
	for range 40 {
		_, _ = b.authenticator.Login(t.Context(), "ada", "wrong", "")
		b.clock.move(time.Minute)
	}
	_, err := b.authenticator.Login(t.Context(), "ada", password, "")
	require.NoError(t, err)
}

func TestLogin_ThrottlesPerAddress(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.addUser(t, "ada")
	for i := range 5 {
		_, err := b.authenticator.Login(t.Context(), fmt.Sprint("user", i), "wrong", fmt.Sprintf("2001:db8::%d", i)) // both are in the same /64
		require.ErrorIs(t, err, auth.ErrBadCredentials)
	}
	_, err := b.authenticator.Login(t.Context(), "ada", password, "2001:db8::ffff")
	require.Equal(t, time.Second, waitOf(t, err))
	_, err = b.authenticator.Login(t.Context(), "ada", password, "2001:db8:0:1::1")
	require.NoError(t, err)
}

func TestLogin_ParallelAttempts(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.addUser(t, "ada")
	var wg sync.WaitGroup
	var mu sync.Mutex
	tried := 0
	for range 60 {
		wg.Go(func() {
			_, err := b.authenticator.Login(t.Context(), "ada", "wrong", "")
			mu.Lock()
			defer mu.Unlock()
			if errors.Is(err, auth.ErrBadCredentials) {
				tried++
			}
		})
	}
	wg.Wait()
	require.LessOrEqual(t, tried, 6)
}

func TestLogin_FailuresExpire(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for range 5 {
		_, _ = b.authenticator.Login(t.Context(), "ada", "wrong", "192.0.2.1")
	}
	b.clock.move(2 * time.Hour)
	require.NoError(t, b.authenticator.Purge(t.Context()))
	for range 5 {
		_, err := b.authenticator.Login(t.Context(), "ada", "wrong", "192.0.2.1")
		require.ErrorIs(t, err, auth.ErrBadCredentials)
	}
}

func TestSetPassword(t *testing.T) {
	t.Parallel()
	b := setup(t)
	created, err := b.authenticator.SetPassword(t.Context(), " ada ", password)
	require.NoError(t, err)
	require.True(t, created)
	created, err = b.authenticator.SetPassword(t.Context(), "ADA", "another horse")
	require.NoError(t, err)
	require.False(t, created)
	_, err = b.authenticator.Login(t.Context(), "ada", password, "")
	require.ErrorIs(t, err, auth.ErrBadCredentials)
	_, err = b.authenticator.Login(t.Context(), "ada", "another horse", "")
	require.NoError(t, err)

	for _, bad := range []string{"", "\u2800\u3164", "\u0301", "a\u200bb"} {
		_, err = b.authenticator.SetPassword(t.Context(), bad, password)
		require.ErrorIs(t, err, auth.ErrBadName, "%+q", bad)
	}
	for _, bad := range []string{"", "elevenchars", strings.Repeat("x", 1025)} {
		_, err = b.authenticator.SetPassword(t.Context(), "ada", bad)
		require.ErrorIs(t, err, auth.ErrBadPassword)
	}
	_, err = b.authenticator.SetPassword(t.Context(), "ada", "größer🐴!vier") // twelve characters, not twelve bytes
	require.NoError(t, err)
}

func TestFirstUser(t *testing.T) {
	t.Parallel()
	b := setup(t)
	first, err := b.authenticator.EnsureFirstUser(t.Context(), "")
	require.NoError(t, err)
	require.True(t, first.Created)
	require.Regexp(t, `^[0-9a-z]{5}(-[0-9a-z]{5}){3}$`, first.Password)
	_, err = b.authenticator.Login(t.Context(), auth.FirstUser, first.Password, "")
	require.NoError(t, err)

	again, err := b.authenticator.EnsureFirstUser(t.Context(), "another password")
	require.NoError(t, err)
	require.Equal(t, auth.First{}, again)
	_, err = b.authenticator.Login(t.Context(), auth.FirstUser, first.Password, "")
	require.NoError(t, err)
}

func TestFirstUser_GivenPassword(t *testing.T) {
	t.Parallel()
	b := setup(t)
	first, err := b.authenticator.EnsureFirstUser(t.Context(), password)
	require.NoError(t, err)
	require.Equal(t, auth.First{Created: true}, first)
	_, err = b.authenticator.Login(t.Context(), auth.FirstUser, password, "")
	require.NoError(t, err)
}

func TestLogin_RenewsOldHash(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.addUser(t, "ada")
	stronger := auth.NewAuthenticator(b.store, b.store, auth.NewHasherWith(auth.Params{MemoryKiB: 128, Passes: 1, Lanes: 1}, 1), b.clock.Now)
	user, err := stronger.Login(t.Context(), "ada", password, "")
	require.NoError(t, err)
	require.Contains(t, user.PasswordHash, "m=128,")
	stored, err := b.store.UserByID(t.Context(), user.ID)
	require.NoError(t, err)
	require.Equal(t, user, stored)
}

func waitOf(t *testing.T, err error) time.Duration {
	t.Helper()
	var throttled *auth.ThrottledError
	require.ErrorAs(t, err, &throttled)
	return throttled.Wait
}
