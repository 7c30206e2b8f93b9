package web

import (
	"net/http"
	"testing"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"snapdeck/internal/auth"
	"snapdeck/internal/handlers/webtest"
	"snapdeck/internal/operation"
)

// Only for operators does the page depend on who requested an operation.
func TestTopic_OnePerAudience(t *testing.T) {
	t.Parallel()
	topics := map[string][]string{}
	for _, user := range []auth.User{
		{Name: "a", Role: auth.RoleViewer}, {Name: "b", Role: auth.RoleViewer}, {Name: "c", Role: auth.RoleOperator}, {Name: "d e/f", Role: auth.RoleOperator},
		{Name: "g", Role: auth.RoleMaintainer}, {Name: "h", Role: auth.RoleAdmin}, {Name: "i", Role: auth.RoleAdmin},
	} {
		topic := audienceOf(user).topic("/volumes?q=a b")
		topics[topic] = append(topics[topic], user.Name)
		who, address := parseTopic(topic)
		require.Equal(t, audienceOf(user), who)
		require.Equal(t, "/volumes?q=a b", address)
	}
	require.Len(t, topics, 5)
	for _, names := range topics {
		require.Contains(t, [][]string{{"a", "b"}, {"c"}, {"d e/f"}, {"g"}, {"h", "i"}}, names)
	}
}

// Such an address is used before anything is left out of the page.
func TestParseTopic_AddressAloneIsOfNoAudience(t *testing.T) {
	t.Parallel()
	who, address := parseTopic("/volumes")
	require.Zero(t, who)
	require.Equal(t, "/volumes", address)
	who, _ = parseTopic("admin/%zz /volumes")
	require.Zero(t, who, "an unreadable audience has no role")
}

// The route is found whatever follows its path.
func TestPermissions_OfRoute(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.ledger.Ops = []operation.Operation{
		{ID: "hers", Kind: operation.CreateSnapshot, Actor: "olga"}, {ID: "other", Kind: operation.CreateSnapshot, Actor: "adam"}, {ID: "deletion", Kind: operation.DeleteSnapshot, Actor: "olga"},
	}
	for _, c := range []struct {
		method, address string
		want            map[auth.Role]bool
	}{
		{http.MethodGet, "/volumes?q=a", map[auth.Role]bool{auth.RoleViewer: true, auth.RoleOperator: true, auth.RoleMaintainer: true, auth.RoleAuditor: true}},
		{http.MethodGet, "/audit?action=refuse", map[auth.Role]bool{auth.RoleViewer: false, auth.RoleOperator: false, auth.RoleMaintainer: false, auth.RoleAuditor: true}},
		{http.MethodGet, "/snapshots/s/edit#name", map[auth.Role]bool{auth.RoleViewer: false, auth.RoleOperator: true, auth.RoleMaintainer: true, auth.RoleAuditor: false}},
		{http.MethodPost, "/snapshots/s/delete", map[auth.Role]bool{auth.RoleViewer: false, auth.RoleOperator: false, auth.RoleMaintainer: true, auth.RoleAuditor: false}},
		{http.MethodPost, "/snapshots/a%2Fb/delete?x=1", map[auth.Role]bool{auth.RoleViewer: false, auth.RoleOperator: false, auth.RoleMaintainer: true}},
		{http.MethodGet, "/snapshots/s/delete", map[auth.Role]bool{auth.RoleViewer: false, auth.RoleMaintainer: true}},
		{http.MethodPost, "/operations/hers/cancel", map[auth.Role]bool{auth.RoleViewer: false, auth.RoleOperator: true, auth.RoleMaintainer: true}},
		{http.MethodPost, "/operations/other/cancel", map[auth.Role]bool{auth.RoleOperator: false, auth.RoleMaintainer: true}},
		{http.MethodPost, "/operations/deletion/cancel", map[auth.Role]bool{auth.RoleOperator: false, auth.RoleMaintainer: true}},
		{http.MethodPost, "/no/such/address", map[auth.Role]bool{auth.RoleViewer: true}},
		{http.MethodGet, "https://docs.ionos.com/a/b", map[auth.Role]bool{auth.RoleViewer: true}},
	} {
		for role, want := range c.want {
			p := permissions{f.Base, auth.User{Name: "olga", Role: role}}
			require.Equal(t, want, p.May(t.Context(), c.method, c.address), "%s: %s %s", role, c.method, c.address)
		}
	}
}

// /snapshots/sources is not a snapshot.
func TestPermissions_ExactRouteBeforePattern(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.restricted = restrictedRoutes(map[string]Access{"GET /things/:id": {Right: auth.RightAdminister}, "GET /things/all": {Right: auth.RightView}})
	f.Access = map[string]Access{"GET /things/:id": {Right: auth.RightAdminister}, "GET /things/all": {Right: auth.RightView}}
	viewer := permissions{f.Base, auth.User{Name: "v", Role: auth.RoleViewer}}
	require.True(t, viewer.May(t.Context(), http.MethodGet, "/things/all"))
	require.False(t, viewer.May(t.Context(), http.MethodGet, "/things/1"))
}

// Without the ledger the owner of an operation is unknown.
func TestPermissions_FailingLedgerOffersNothing(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.ledger.Err = webtest.ErrAway
	p := permissions{f.Base, auth.User{Name: "olga", Role: auth.RoleOperator}}
	require.False(t, p.May(t.Context(), http.MethodPost, "/operations/op/cancel"))
	require.False(t, p.May(t.Context(), http.MethodPost, "/batches/b/cancel"))
}

// The same holds for streams. Admins see the page as it is, and so do users without a login.
func TestOffered_OmitsForbiddenActions(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	const form = `<form method="post" action="/snapshots/s/lock"><button>Lock</button></form>`
	for who, want := range map[audience]bool{
		{role: auth.RoleViewer}: false, {role: auth.RoleAuditor}: false, {role: auth.RoleOperator, user: "olga"}: true, {role: auth.RoleMaintainer}: true, {role: auth.RoleAdmin}: true, {}: true,
	} {
		out, err := f.renderFragments(t.Context(), who, []Fragment{{HTML: templ.Raw(form), Rows: func() []Fragment { return []Fragment{{HTML: templ.Raw(form)}} }}})
		require.NoError(t, err)
		require.Equal(t, want, len(out[0].HTML) > 0, who)
		require.Equal(t, want, len(out[0].Rows[0].HTML) > 0, who)
	}
}
