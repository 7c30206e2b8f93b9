package people

import (
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/auth"
)

func TestRoleOptions_SelectOneRole(t *testing.T) {
	t.Parallel()
	for _, role := range []auth.Role{auth.RoleViewer, auth.RoleOperator, auth.RoleAdmin} {
		selected := 0
		for _, option := range roleOptions(role) {
			if option.Selected {
				selected++
				require.Equal(t, string(role), option.Value)
			}
		}
		require.Equal(t, 1, selected, role)
	}
}
