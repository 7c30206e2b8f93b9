package rights

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/auth"
	"snapdeck/internal/handlers/webtest"
	"snapdeck/internal/operation"
)

// Pages are rendered once for all users of a role, except where it matters who requested an operation.
func TestAudienceOf_ByRole(t *testing.T) {
	t.Parallel()
	for _, role := range auth.Roles() {
		olga, otto := AudienceOf(auth.User{Name: "olga", Role: role}), AudienceOf(auth.User{Name: "otto", Role: role})
		require.Equal(t, role == auth.RoleOperator, olga != otto, role)
		require.Equal(t, role, olga.Role)
	}
}

// page has an action of each right, and two on operations.
const page = `<form action="/snapshots/s/lock" method="post"><button>Lock</button></form>` +
	`<form action="/snapshots/s/delete" method="post"><button>Delete</button></form>` +
	`<form action="/operations/hers/cancel" method="post"><button>Cancel</button></form>` +
	`<form action="/operations/other/cancel" method="post"><button>Cancel</button></form>` +
	`<form action="/views" method="post"><button>Save view</button></form>` +
	`<span data-right="administer">people</span>`

func TestOffer_ByAudience(t *testing.T) {
	t.Parallel()
	records := &webtest.Records{Ops: []operation.Operation{{ID: "hers", Kind: operation.CreateSnapshot, Actor: "olga"}, {ID: "other", Kind: operation.CreateSnapshot, Actor: "adam"}}}
	r := New(operation.NewCache(), records)
	for role, want := range map[auth.Role][]string{
		auth.RoleViewer:     {"/views"},
		auth.RoleAuditor:    {"/views"},
		auth.RoleOperator:   {"/snapshots/s/lock", "/operations/hers/cancel", "/views"},
		auth.RoleMaintainer: {"/snapshots/s/lock", "/snapshots/s/delete", "/operations/hers/cancel", "/operations/other/cancel", "/views"},
		auth.RoleAdmin:      {"/snapshots/s/lock", "/snapshots/s/delete", "/operations/hers/cancel", "/operations/other/cancel", "/views"},
	} {
		got := string(r.Offer(t.Context(), AudienceOf(auth.User{Name: "olga", Role: role}), []byte(page)))
		require.Equal(t, len(want), strings.Count(got, "<form"), role)
		for _, action := range want {
			require.Contains(t, got, `action="`+action+`"`, role)
		}
		require.Equal(t, role == auth.RoleAdmin, strings.Contains(got, "data-right"), role)
	}
	require.Equal(t, page, string(r.Offer(t.Context(), Audience{}, []byte(page))), "the page of a visitor is left alone")
}

// What a page offers is what the route allows: to no role more, and to none less.
func TestPermissions_AgreeWithRoutes(t *testing.T) {
	t.Parallel()
	r := New(operation.NewCache(), &webtest.Records{})
	for _, key := range r.Routes() {
		method, pattern, _ := strings.Cut(key, " ")
		needs, listed := r.Of(method, pattern)
		require.True(t, listed, key)
		address := pattern
		for _, segment := range strings.Split(pattern, "/") {
			if strings.HasPrefix(segment, ":") {
				address = strings.Replace(address, segment, "x", 1)
			}
		}
		for _, role := range auth.Roles() {
			allowed, err := r.mayUse(t.Context(), auth.User{Name: "olga", Role: role}, needs, pattern, "x")
			require.NoError(t, err)
			offered := permissions{r, auth.User{Name: "olga", Role: role}}.May(t.Context(), method, address)
			require.Equal(t, allowed || needs.Right == "", offered, "%s: %s", role, key)
		}
	}
	_, listed := r.Of(http.MethodDelete, "/volumes")
	require.False(t, listed)
}
