package app

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/audit"
	"snapdeck/internal/auth"
	"snapdeck/internal/operation"
	"snapdeck/internal/store/storetest"
)

// An operation may wait for hours, in which its user can lose rights.
func TestPermissions_CheckedWhenCallIsSent(t *testing.T) {
	t.Parallel()
	db := storetest.OpenMigrated(t)
	may := permissions{db}
	for name, role := range map[string]auth.Role{"root": auth.RoleAdmin, "olga": auth.RoleOperator, "mia": auth.RoleMaintainer, "vic": auth.RoleViewer, "gone": auth.RoleMaintainer, "away": auth.RoleMaintainer} {
		require.NoError(t, db.InsertUser(t.Context(), auth.User{ID: "id-" + name, Name: name, Role: role, CreatedAt: time.Now()}))
	}
	require.NoError(t, db.RemoveUser(t.Context(), "id-gone"))
	require.NoError(t, db.DisableUser(t.Context(), "id-away", time.Now()))
	create, deletion := operation.Operation{Kind: operation.CreateSnapshot}, operation.Operation{Kind: operation.DeleteSnapshot}
	step := operation.Operation{Kind: operation.CreateSnapshot, Chain: "restore"}
	for _, c := range []struct {
		actor string
		op    operation.Operation
		want  bool
	}{
		{"root", deletion, true}, {"mia", deletion, true}, {"MIA", deletion, true}, {"olga", deletion, false}, {"olga", create, true}, {"olga", step, false},
		{"vic", create, false}, {"gone", create, false}, {"away", deletion, false}, {"nobody", create, false}, {"", create, false}, {audit.Snapdeck, deletion, true},
	} {
		c.op.Actor = c.actor
		got, err := may.MayStill(t.Context(), c.op)
		require.NoError(t, err)
		require.Equal(t, c.want, got, "%q: %s", c.actor, c.op.Kind)
	}

	require.NoError(t, db.SetRole(t.Context(), "id-mia", auth.RoleViewer))
	deletion.Actor = "mia"
	got, err := may.MayStill(t.Context(), deletion)
	require.NoError(t, err)
	require.False(t, got, "the role was taken away since")
}

// While the database does not answer, nothing is allowed, but nothing is refused permanently either.
func TestPermissions_UnreadableAreNotGranted(t *testing.T) {
	t.Parallel()
	a := newApp(t, installation(t), quiet())
	stop(t, a)
	got, err := permissions{a.store}.MayStill(t.Context(), operation.Operation{Actor: "admin", Kind: operation.DeleteSnapshot})
	require.Error(t, err)
	require.False(t, got)
}
