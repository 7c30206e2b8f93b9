package storetest

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/stretchr/testify/require"

	"snapdeck/internal/auth"
	"snapdeck/internal/store"
)

func addUser(t *testing.T, db *store.Store, id, name string) auth.User {
	t.Helper()
	user := auth.User{ID: id, Name: name, PasswordHash: "hash of " + id, Role: auth.RoleAdmin, CreatedAt: noon, PasswordChangedAt: noon}
	require.NoError(t, db.InsertUser(t.Context(), user))
	return user
}

func addSession(t *testing.T, db *store.Store, id, userID string, expires time.Time) auth.Session {
	t.Helper()
	session := auth.Session{
		IDHash: id, UserID: userID, CreatedAt: noon, SeenAt: noon, ExpiresAt: expires, EndsAt: expires.Add(time.Hour),
		Data: []byte{0, 1, 2}, Addr: "192.0.2.1", UserAgent: "browser",
	}
	require.NoError(t, db.InsertSession(t.Context(), session))
	return session
}

func runUsers(t *testing.T, open Open) {
	t.Run("are found by name without regard to case, and by id", func(t *testing.T) {
		t.Parallel()
		db := open(t)
		ada, bob := addUser(t, db, "1", "Äda"), addUser(t, db, "2", "bob")
		for _, name := range []string{"Äda", "äda", " ÄDA "} {
			got, err := db.UserByName(t.Context(), name)
			require.NoError(t, err)
			require.Empty(t, cmp.Diff(ada, got))
		}
		got, err := db.UserByID(t.Context(), "2")
		require.NoError(t, err)
		require.Empty(t, cmp.Diff(bob, got))
		_, err = db.UserByName(t.Context(), "carol")
		require.ErrorIs(t, err, auth.ErrNoUser)
		all, err := db.Users(t.Context())
		require.NoError(t, err)
		require.Empty(t, cmp.Diff([]auth.User{bob, ada}, all))
		n, err := db.CountUsers(t.Context())
		require.NoError(t, err)
		require.Equal(t, 2, n)
	})
	t.Run("have one name each", func(t *testing.T) {
		t.Parallel()
		db := open(t)
		addUser(t, db, "1", "Admin")
		err := db.InsertUser(t.Context(), auth.User{ID: "2", Name: "aDMIN"})
		require.ErrorIs(t, err, auth.ErrUserExists)
	})
	t.Run("lose their sessions with their password", func(t *testing.T) {
		t.Parallel()
		db := open(t)
		addUser(t, db, "1", "ada")
		addUser(t, db, "2", "bob")
		addSession(t, db, "a", "1", noon.Add(time.Hour))
		addSession(t, db, "b", "2", noon.Add(time.Hour))
		require.NoError(t, db.ChangePassword(t.Context(), "1", "new", "", noon.Add(time.Minute)))

		ada, err := db.UserByID(t.Context(), "1")
		require.NoError(t, err)
		require.Equal(t, "new", ada.PasswordHash)
		require.Equal(t, noon.Add(time.Minute), ada.PasswordChangedAt)
		_, _, err = db.Session(t.Context(), "a")
		require.ErrorIs(t, err, auth.ErrNoSession)
		_, _, err = db.Session(t.Context(), "b")
		require.NoError(t, err)
		require.ErrorIs(t, db.ChangePassword(t.Context(), "9", "new", "", noon), auth.ErrNoUser)
	})
	t.Run("leave an admin", func(t *testing.T) {
		t.Parallel()
		db := open(t)
		addUser(t, db, "1", "ada")
		addUser(t, db, "2", "bob")
		require.NoError(t, db.SetRole(t.Context(), "2", auth.RoleViewer))
		require.ErrorIs(t, db.SetRole(t.Context(), "1", auth.RoleOperator), auth.ErrLastAdmin)
		require.ErrorIs(t, db.DisableUser(t.Context(), "1", noon), auth.ErrLastAdmin)
		require.ErrorIs(t, db.RemoveUser(t.Context(), "1"), auth.ErrLastAdmin)
		ada, err := db.UserByID(t.Context(), "1")
		require.NoError(t, err)
		require.Equal(t, auth.RoleAdmin, ada.Role)
		require.False(t, ada.Disabled())
		require.NoError(t, db.SetRole(t.Context(), "1", auth.RoleAdmin))
		require.ErrorIs(t, db.SetRole(t.Context(), "9", auth.RoleAdmin), auth.ErrNoUser)
	})
	t.Run("lose their sessions when they are disabled or removed", func(t *testing.T) {
		t.Parallel()
		db := open(t)
		addUser(t, db, "1", "ada")
		for _, id := range []string{"2", "3"} {
			addUser(t, db, id, "user "+id)
			addSession(t, db, "of "+id, id, noon.Add(time.Hour))
		}
		require.NoError(t, db.DisableUser(t.Context(), "2", noon))
		require.NoError(t, db.RemoveUser(t.Context(), "3"))
		for _, id := range []string{"2", "3"} {
			_, _, err := db.Session(t.Context(), "of "+id)
			require.ErrorIs(t, err, auth.ErrNoSession)
		}
		disabled, err := db.UserByID(t.Context(), "2")
		require.NoError(t, err)
		require.Equal(t, noon, disabled.DisabledAt)
		_, err = db.UserByID(t.Context(), "3")
		require.ErrorIs(t, err, auth.ErrNoUser)
		require.NoError(t, db.EnableUser(t.Context(), "2"))
		disabled, err = db.UserByID(t.Context(), "2")
		require.NoError(t, err)
		require.False(t, disabled.Disabled())
	})
	t.Run("have sessions that are listed and ended", func(t *testing.T) {
		t.Parallel()
		db := open(t)
		addUser(t, db, "1", "ada")
		addUser(t, db, "2", "bob")
		for _, id := range []string{"a", "b", "c"} {
			addSession(t, db, id, "1", noon.Add(time.Hour))
		}
		addSession(t, db, "over", "1", noon.Add(-time.Minute))
		addSession(t, db, "other", "2", noon.Add(time.Hour))
		own, err := db.SessionsOf(t.Context(), "1", noon)
		require.NoError(t, err)
		require.Len(t, own, 3)
		counts, err := db.CountSessions(t.Context(), noon)
		require.NoError(t, err)
		require.Equal(t, map[string]int{"1": 3, "2": 1}, counts)
		require.ErrorIs(t, db.EndSessionOf(t.Context(), "1", "other"), auth.ErrNoSession)
		require.NoError(t, db.EndSessionOf(t.Context(), "1", "c"))
		require.NoError(t, db.EndSessionsOf(t.Context(), "1", "a"))
		own, err = db.SessionsOf(t.Context(), "1", noon)
		require.NoError(t, err)
		require.Len(t, own, 1)
		require.Equal(t, "a", own[0].IDHash)
		require.NoError(t, db.ChangePassword(t.Context(), "1", "new", "a", noon))
		require.NoError(t, db.NoteProof(t.Context(), "a", noon))
		require.NoError(t, db.NoteLogin(t.Context(), "1", "192.0.2.7", noon))
		session, user, err := db.Session(t.Context(), "a")
		require.NoError(t, err)
		require.Equal(t, noon, session.ProvedAt)
		require.Equal(t, noon, user.LastLoginAt)
		require.Equal(t, "192.0.2.7", user.LastLoginAddr)
		require.Equal(t, "new", user.PasswordHash)
	})
	t.Run("keep a password that changed while its hash was refreshed", func(t *testing.T) {
		t.Parallel()
		db := open(t)
		ada := addUser(t, db, "1", "ada")
		require.NoError(t, db.RefreshHash(t.Context(), "1", ada.PasswordHash, "stronger"))
		require.NoError(t, db.RefreshHash(t.Context(), "1", ada.PasswordHash, "too late"))
		ada, err := db.UserByID(t.Context(), "1")
		require.NoError(t, err)
		require.Equal(t, "stronger", ada.PasswordHash)
	})
}

func runSessions(t *testing.T, open Open) {
	t.Run("live until they are ended", func(t *testing.T) {
		t.Parallel()
		db := open(t)
		ada := addUser(t, db, "1", "ada")
		want := addSession(t, db, "a", "1", noon.Add(time.Hour))
		session, user, err := db.Session(t.Context(), "a")
		require.NoError(t, err)
		require.Empty(t, cmp.Diff(want, session))
		require.Empty(t, cmp.Diff(ada, user))

		require.NoError(t, db.TouchSession(t.Context(), "a", noon.Add(time.Minute), noon.Add(2*time.Hour)))
		require.NoError(t, db.TouchSession(t.Context(), "a", noon, noon)) // from a slow request, too late
		require.NoError(t, db.UpdateSession(t.Context(), "a", nil))
		session, _, err = db.Session(t.Context(), "a")
		require.NoError(t, err)
		want.SeenAt, want.ExpiresAt, want.Data = noon.Add(time.Minute), noon.Add(2*time.Hour), nil
		require.Empty(t, cmp.Diff(want, session, cmpopts.EquateEmpty()))

		require.NoError(t, db.DeleteSession(t.Context(), "a"))
		require.NoError(t, db.DeleteSession(t.Context(), "a"))
		require.ErrorIs(t, db.UpdateSession(t.Context(), "a", nil), auth.ErrNoSession)
	})
	t.Run("end together", func(t *testing.T) {
		t.Parallel()
		db := open(t)
		addUser(t, db, "1", "ada")
		addSession(t, db, "a", "1", noon)
		addSession(t, db, "b", "1", noon)
		require.NoError(t, db.EndSessionsOf(t.Context(), "1", ""))
		_, _, err := db.Session(t.Context(), "b")
		require.ErrorIs(t, err, auth.ErrNoSession)
	})
	t.Run("are purged when they have run out", func(t *testing.T) {
		t.Parallel()
		db := open(t)
		addUser(t, db, "1", "ada")
		addSession(t, db, "old", "1", noon)
		addSession(t, db, "new", "1", noon.Add(time.Hour))
		n, err := db.PurgeSessions(t.Context(), noon.Add(time.Minute))
		require.NoError(t, err)
		require.Equal(t, int64(1), n)
		_, _, err = db.Session(t.Context(), "new")
		require.NoError(t, err)
	})
	t.Run("belong to a user", func(t *testing.T) {
		t.Parallel()
		require.Error(t, open(t).InsertSession(t.Context(), auth.Session{IDHash: "a", UserID: "nobody"}))
	})
}

func runAttempts(t *testing.T, open Open) {
	t.Parallel()
	db := open(t)
	add := func(at time.Time) auth.Attempt {
		a, err := db.AddFailure(t.Context(), "account:ada", at, at.Add(-time.Hour))
		require.NoError(t, err)
		return a
	}
	none, err := db.Attempt(t.Context(), "account:ada")
	require.NoError(t, err)
	require.Zero(t, none)
	require.Equal(t, auth.Attempt{Failures: 1, LastAt: noon}, add(noon))
	require.Equal(t, auth.Attempt{Failures: 2, LastAt: noon.Add(time.Minute)}, add(noon.Add(time.Minute)))
	require.Equal(t, auth.Attempt{Failures: 1, LastAt: noon.Add(3 * time.Hour)}, add(noon.Add(3*time.Hour)))
	require.NoError(t, db.PurgeAttempts(t.Context(), noon.Add(3*time.Hour)))
	retained, err := db.Attempt(t.Context(), "account:ada")
	require.NoError(t, err)
	require.Equal(t, 1, retained.Failures)
	require.NoError(t, db.ClearAttempts(t.Context(), "account:ada"))
	deleted, err := db.Attempt(t.Context(), "account:ada")
	require.NoError(t, err)
	require.Zero(t, deleted)
}

func runSettings(t *testing.T, open Open) {
	t.Parallel()
	db := open(t)
	_, ok, err := db.Setting(t.Context(), "prices")
	require.NoError(t, err)
	require.False(t, ok)
	for _, value := range []string{"30", ""} {
		require.NoError(t, db.SetPrices(t.Context(), "ada", "192.0.2.1", value, noon))
		got, ok, err := db.Setting(t.Context(), "prices")
		require.NoError(t, err)
		require.True(t, ok)
		require.Equal(t, value, got)
	}
}
