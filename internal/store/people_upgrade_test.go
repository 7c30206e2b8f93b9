package store

import (
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/auth"
)

// Users who could log in before roles existed keep all their rights.
func TestMigration_UsersBecomeAdmins(t *testing.T) {
	t.Parallel()
	for name, s := range oldDatabase(t, func(insert func(string, ...any)) {
		for _, user := range []string{"ada", "bea"} {
			insert(`INSERT INTO users (id, name, name_key, password_hash, role, created_at, password_changed_at) VALUES ($1, $1, $1, 'hash', 'user', 1000, 1000)`, user)
		}
		insert(`INSERT INTO sessions (id_hash, user_id, created_at, seen_at, expires_at, ends_at, data, addr, user_agent)
			VALUES ('s', 'ada', 1000, 1000, 9000, 9000, '', '', '')`)
	}) {
		users, err := s.Users(t.Context())
		require.NoError(t, err, name)
		require.Len(t, users, 2)
		for _, u := range users {
			require.Equal(t, auth.RoleAdmin, u.Role, name)
			require.False(t, u.Disabled() || u.MustChangePassword, name)
			require.True(t, u.LastLoginAt.IsZero(), name)
		}
		session, user, err := s.Session(t.Context(), "s")
		require.NoError(t, err, name)
		require.Equal(t, "ada", user.Name)
		require.True(t, session.ProvedAt.IsZero())
	}
}
