package rights

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/auth"
	"snapdeck/internal/handlers/webtest"
	"snapdeck/internal/operation"
)

// The route is found whatever follows its path.
func TestPermissions_OfRoute(t *testing.T) {
	t.Parallel()
	l := &webtest.Records{}
	r := New(operation.NewCache(), l)
	l.Ops = []operation.Operation{
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
			p := permissions{r, auth.User{Name: "olga", Role: role}}
			require.Equal(t, want, p.May(t.Context(), c.method, c.address), "%s: %s %s", role, c.method, c.address)
		}
	}
}

// /snapshots/sources is not a snapshot.
func TestPermissions_ExactRouteBeforePattern(t *testing.T) {
	t.Parallel()
	r := &Rights{access: map[string]Access{"GET /things/:id": {Right: auth.RightAdminister}, "GET /things/all": {Right: auth.RightView}}}
	r.restricted = restrictedRoutes(r.access)
	viewer := permissions{r, auth.User{Name: "v", Role: auth.RoleViewer}}
	require.True(t, viewer.May(t.Context(), http.MethodGet, "/things/all"))
	require.False(t, viewer.May(t.Context(), http.MethodGet, "/things/1"))
}

// Without the ledger the owner of an operation is unknown.
func TestPermissions_FailingLedgerOffersNothing(t *testing.T) {
	t.Parallel()
	r := New(operation.NewCache(), &webtest.Records{Err: webtest.ErrAway})
	p := permissions{r, auth.User{Name: "olga", Role: auth.RoleOperator}}
	require.False(t, p.May(t.Context(), http.MethodPost, "/operations/op/cancel"))
	require.False(t, p.May(t.Context(), http.MethodPost, "/batches/b/cancel"))
}
