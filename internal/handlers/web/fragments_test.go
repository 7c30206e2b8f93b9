package web

import (
	"testing"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"snapdeck/internal/auth"
	"snapdeck/internal/handlers/rights"
)

// The same holds for streams. Admins see the page as it is, and so do users without a login.
func TestOffered_OmitsForbiddenActions(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	const form = `<form method="post" action="/snapshots/s/lock"><button>Lock</button></form>`
	for who, want := range map[rights.Audience]bool{
		{Role: auth.RoleViewer}: false, {Role: auth.RoleAuditor}: false, {Role: auth.RoleOperator, User: "olga"}: true, {Role: auth.RoleMaintainer}: true, {Role: auth.RoleAdmin}: true, {}: true,
	} {
		out, err := f.renderFragments(t.Context(), who, []Fragment{{HTML: templ.Raw(form), Rows: func() []Fragment { return []Fragment{{HTML: templ.Raw(form)}} }}})
		require.NoError(t, err)
		require.Equal(t, want, len(out[0].HTML) > 0, who)
		require.Equal(t, want, len(out[0].Rows[0].HTML) > 0, who)
	}
}
