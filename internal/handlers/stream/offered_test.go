package stream

import (
	"testing"
	"time"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"snapdeck/internal/auth"
	"snapdeck/internal/handlers/areatest"
	"snapdeck/internal/handlers/rights"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/handlers/webtest"
)

// The same holds for streams. Admins see the page as it is, and so do users without a login.
func TestOffered_OmitsForbiddenActions(t *testing.T) {
	t.Parallel()
	f := newFixture()
	const form = `<form method="post" action="/snapshots/s/lock"><button>Lock</button></form>`
	for who, want := range map[rights.Audience]bool{
		{Role: auth.RoleViewer}: false, {Role: auth.RoleAuditor}: false, {Role: auth.RoleOperator, User: "olga"}: true, {Role: auth.RoleMaintainer}: true, {Role: auth.RoleAdmin}: true, {}: true,
	} {
		out, err := f.renderFragments(t.Context(), who, []web.Fragment{{HTML: templ.Raw(form), Rows: func() []web.Fragment { return []web.Fragment{{HTML: templ.Raw(form)}} }}})
		require.NoError(t, err)
		require.Equal(t, want, len(out[0].HTML) > 0, who)
		require.Equal(t, want, len(out[0].Rows[0].HTML) > 0, who)
	}
}

// failingDatabase cannot be written to.
type failingDatabase struct{ webtest.SoundDatabase }

func (failingDatabase) FailingSince() (time.Time, bool) { return areatest.Noon, true }

// The rows too are disabled.
func TestFragments_FormsAreDisabledWhileDatabaseFails(t *testing.T) {
	t.Parallel()
	const form = `<form method="post" action="/x"><button>Delete</button></form>`
	f := newFixture(func(d *web.Deps) { d.Database = failingDatabase{} })
	streamed, err := f.renderFragments(t.Context(), rights.Audience{}, []web.Fragment{{ID: "list", HTML: templ.Raw(form), Rows: func() []web.Fragment { return []web.Fragment{{ID: "row", HTML: templ.Raw(form)}} }}})
	require.NoError(t, err)
	require.Contains(t, string(streamed[0].HTML), "disabled")
	require.Contains(t, string(streamed[0].Rows[0].HTML), "disabled")
}
