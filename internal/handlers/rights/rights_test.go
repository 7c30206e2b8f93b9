package rights

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/require"

	"snapdeck/internal/auth"
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/webtest"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
)

// Exceptions are a user's own account and saved views, and what needs no login.
func TestRouteAccess_ChangesNeedMoreThanViewRight(t *testing.T) {
	t.Parallel()
	own := map[string]bool{
		"POST /logout": true, "POST /events": true, "POST /views": true, "POST /views/:id/rename": true, "POST /views/:id/usual": true, "POST /views/:id/delete": true,
	}
	public := map[string]bool{"POST /login": true, "POST /login/factor": true, "POST /login/passkey": true, "POST /theme": true}
	for key, needs := range routeAccess() {
		method, path, _ := strings.Cut(key, " ")
		if method != http.MethodPost {
			require.False(t, needs.Proof || needs.Own, "%s changes nothing", key)
			continue
		}
		switch {
		case public[key]:
			require.Zero(t, needs, key)
		case own[key] || strings.HasPrefix(path, "/account/"):
			require.Equal(t, auth.RightView, needs.Right, key)
		default:
			require.Contains(t, []auth.Right{auth.RightOperate, auth.RightMaintain, auth.RightAdminister}, needs.Right, key)
		}
	}
}

// Such routes overwrite, delete many, grant rights, or change the factors of a login.
func TestRouteAccess_SensitiveActionsNeedFreshProof(t *testing.T) {
	t.Parallel()
	table := routeAccess()
	for _, key := range []string{
		"POST /snapshots/:id/overwrite", "POST " + paths.ServerSetPath, "POST /batches/:id/restore", "POST " + paths.BulkSnapshots + "delete/record", "POST /operations/:id/again",
		"POST /people", "POST /people/:id/role", "POST /people/:id/remove", "POST /account/totp", "POST /account/passkeys/confirm",
	} {
		require.True(t, table[key].Proof, key)
	}
	for _, key := range []string{"POST /snapshots/:id/delete", "POST " + paths.BulkSnapshots + "delete", "POST " + paths.BulkSnapshots + "lock/record", "POST /account/password"} {
		require.False(t, table[key].Proof, key)
	}
}

// A step of a restore requires the right to restore.
func TestRightFor_ByEffectOfOperation(t *testing.T) {
	t.Parallel()
	label := func(key string) operation.Task {
		return operation.Task{Labels: []operation.LabelChange{{Key: key, Value: "x"}}}
	}
	operators := map[operation.Kind]bool{operation.CreateSnapshot: true, operation.EditSnapshot: true, operation.LockSnapshot: true, operation.LabelSnapshot: true}
	for _, kind := range operation.Kinds() {
		want := auth.RightMaintain
		if operators[kind] {
			want = auth.RightOperate
		}
		require.Equal(t, want, For(operation.Operation{Kind: kind}), kind)
		require.Equal(t, auth.RightMaintain, For(operation.Operation{Kind: kind, Chain: "c"}), "%s in a chain", kind)
	}
	require.Equal(t, auth.RightOperate, For(operation.Operation{Kind: operation.LabelSnapshot, Task: label("team")}))
	require.Equal(t, auth.RightMaintain, For(operation.Operation{Kind: operation.LabelSnapshot, Task: label(inventory.LabelLock)}))
}

// For operators, all operations of a batch must be their own.
func TestMayUse_OwnOperationsOnly(t *testing.T) {
	t.Parallel()
	l := &webtest.Records{}
	operations := operation.NewCache()
	r := New(operations, l)
	create := func(id, batch, actor string) operation.Operation {
		return operation.Operation{ID: id, Batch: batch, Actor: actor, Kind: operation.CreateSnapshot, Version: 1}
	}
	l.Ops = []operation.Operation{create("1", "hers", "olga"), create("2", "hers", "olga"), create("3", "mixed", "olga"), create("4", "mixed", "adam")}
	operations.Put(create("cached", "", "adam"))
	l.Ops = append(l.Ops, create("cached", "", "olga"))
	needs := Access{Right: auth.RightOperate, Own: true}
	for _, c := range []struct {
		role      auth.Role
		route, id string
		want      bool
	}{
		{auth.RoleOperator, "/operations/:id/cancel", "1", true},
		{auth.RoleOperator, "/operations/:id/cancel", "4", false},
		{auth.RoleOperator, "/operations/:id/cancel", "cached", false},
		{auth.RoleOperator, "/operations/:id/cancel", "nothing", true}, // the handler responds with 404
		{auth.RoleOperator, "/batches/:id/cancel", "hers", true},
		{auth.RoleOperator, "/batches/:id/cancel", "mixed", false},
		{auth.RoleMaintainer, "/batches/:id/cancel", "mixed", true},
		{auth.RoleViewer, "/operations/:id/cancel", "1", false},
		{auth.RoleAuditor, "/operations/:id/cancel", "1", false},
		{"", "/operations/:id/cancel", "1", false},
		{"emperor", "/operations/:id/cancel", "1", false},
	} {
		got, err := r.mayUse(t.Context(), auth.User{Name: "olga", Role: c.role}, needs, c.route, c.id)
		require.NoError(t, err)
		require.Equal(t, c.want, got, "%s %s %s", c.role, c.route, c.id)
	}
	l.Err = webtest.ErrAway
	for _, route := range []string{"/operations/:id/cancel", "/batches/:id/cancel"} {
		allowed, err := r.mayUse(t.Context(), auth.User{Name: "olga", Role: auth.RoleOperator}, needs, route, "x")
		require.ErrorIs(t, err, webtest.ErrAway)
		require.False(t, allowed)
	}
}

// A route without an entry is refused to every role.
func TestRequireRight_RefusesUnlistedRoutes(t *testing.T) {
	t.Parallel()
	r := New(operation.NewCache(), &webtest.Records{})
	for name, c := range map[string]struct {
		role         auth.Role
		method, path string
		passes       bool
	}{
		"allowed":                {auth.RoleViewer, http.MethodGet, "/volumes", true},
		"lacks the right":        {auth.RoleViewer, http.MethodPost, "/snapshots/:id/lock", false},
		"not listed":             {auth.RoleAdmin, http.MethodGet, "/forgotten", false},
		"not listed, by method":  {auth.RoleAdmin, http.MethodDelete, "/volumes", false},
		"no route answers":       {auth.RoleViewer, http.MethodGet, "", true},
		"no route answers below": {auth.RoleViewer, http.MethodGet, "/*", true},
	} {
		passed := false
		ctx, _ := webtest.RequestBy(auth.User{Name: "vera", Role: c.role}, c.method, "/x", url.Values{})
		ctx.SetPath(c.path)
		err := r.Require(func(echo.Context) error { passed = true; return nil })(ctx)
		require.Equal(t, c.passes, passed, name)
		if !c.passes {
			var refused Forbidden
			require.ErrorAs(t, err, &refused, name)
			require.Equal(t, c.role, refused.Role, name)
		}
	}
}

// For a foreign operation the page says that it belongs to another user.
func TestForbiddenPage_NamesAllowedRoles(t *testing.T) {
	t.Parallel()
	lacking := Forbidden{auth.RoleViewer, Access{Right: auth.RightMaintain}}.Problem(nil)
	require.Equal(t, http.StatusForbidden, lacking.Status)
	require.Contains(t, lacking.Sentences[0], "maintainer or admin")
	require.NotContains(t, lacking.Sentences[0], "operator")
	other := Forbidden{auth.RoleOperator, Access{Right: auth.RightOperate, Own: true}}.Problem(nil)
	require.NotContains(t, other.Sentences[0], "maintainer")
	require.Equal(t, "right", other.Error)
}
