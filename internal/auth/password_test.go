package auth_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/auth"
)

func TestCheckPassword(t *testing.T) {
	t.Parallel()
	for _, good := range []string{"correct horse", "größer🐴!vier", "correct horse battery staple", "Tr0ub4dor&3 x"} {
		require.NoError(t, auth.CheckPassword("ada", good), good)
	}
	for name, bad := range map[string]string{
		"short":                 "elevenchars",
		"common":                "qwertyuiop123",
		"common with digits":    "Password1234!",
		"a word again":          "horsehorsehorse",
		"digits":                "928374650192",
		"the name":              "the Ada of 1815",
		"the name, with signs":  "my a-d-a is one",
		"the program":           "my SnapDeck pass",
		"IONOS Cloud":           "ionos is my cloud",
		"the placeholder":       "change me now",
		"the placeholder again": "Change-Me-Now-2",
	} {
		require.ErrorIs(t, auth.CheckPassword("ada", bad), auth.ErrBadPassword, name)
	}
}

func TestRole_Rights(t *testing.T) {
	t.Parallel()
	for _, r := range auth.Roles() {
		parsed, err := auth.ParseRole(string(r))
		require.NoError(t, err)
		require.Equal(t, r, parsed)
		require.True(t, r.May(auth.RightView))
		require.Equal(t, r == auth.RoleAdmin, r.May(auth.RightAdminister))
		require.Equal(t, r == auth.RoleAdmin || r == auth.RoleAuditor, r.May(auth.RightAudit))
	}
	require.False(t, auth.RoleAuditor.May(auth.RightOperate))
	require.False(t, auth.Role("owner").May(auth.RightView))
	_, err := auth.ParseRole("owner")
	require.ErrorIs(t, err, auth.ErrBadRole)
}

// An attacker must not reset the count of the address by logging in as themselves.
func TestLogin_OwnSuccessKeepsAddressCounter(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.addUser(t, "ada")
	b.addUser(t, "bob")
	const from = "192.0.2.9"
	for range 2 {
		for range 2 {
			_, err := b.authenticator.Login(t.Context(), "bob", "wrong", from)
			require.ErrorIs(t, err, auth.ErrBadCredentials)
		}
		_, err := b.authenticator.Login(t.Context(), "ada", password, from)
		require.NoError(t, err)
	}
	counter, err := b.store.Attempt(t.Context(), "address:"+from)
	require.NoError(t, err)
	require.Equal(t, 4, counter.Failures)
}

func TestLogin_DisabledUser(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.addUser(t, "root")
	ada := b.addUser(t, "ada")
	next := b.login(t, ada)
	require.NoError(t, b.store.DisableUser(t.Context(), ada.ID, b.clock.Now()))
	_, err := b.authenticator.Login(t.Context(), "ada", password, "")
	require.ErrorIs(t, err, auth.ErrBadCredentials)
	_, _, err = b.sessions.Current(next(), cookie)
	require.ErrorIs(t, err, auth.ErrNoSession)
	require.NoError(t, b.store.EnableUser(t.Context(), ada.ID))
	_, err = b.authenticator.Login(t.Context(), "ada", password, "")
	require.NoError(t, err)
}

// A role changes at once, whichever process stored it.
func TestSessions_CurrentRole(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.addUser(t, "root")
	ada := b.addUser(t, "ada")
	next := b.login(t, ada)
	_, user, err := b.sessions.Current(next(), cookie)
	require.NoError(t, err)
	require.Equal(t, auth.RoleAdmin, user.Role)
	require.NoError(t, b.store.SetRole(t.Context(), ada.ID, auth.RoleViewer))
	_, user, err = b.sessions.Current(next(), cookie)
	require.NoError(t, err)
	require.Equal(t, auth.RoleViewer, user.Role)
}
