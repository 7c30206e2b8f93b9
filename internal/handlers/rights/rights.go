package rights

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"snapdeck/internal/auth"
	"snapdeck/internal/handlers/ledger"
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/problem"
	"snapdeck/internal/handlers/session"
	"snapdeck/internal/operation"
	"snapdeck/internal/views"
)

// Access is what a route requires; the zero value makes it public.
type Access struct {
	Right auth.Right
	Own   bool // operators may use it only on their own operations
	Proof bool // it is destructive or grants rights, and requires a recent proof of identity
}

// routeAccess returns what every route requires; a route that is missing here is refused to everyone.
func routeAccess() map[string]Access {
	public, view, audit := Access{}, Access{Right: auth.RightView}, Access{Right: auth.RightAudit}
	operate, maintain := Access{Right: auth.RightOperate}, Access{Right: auth.RightMaintain}
	own := Access{Right: auth.RightOperate, Own: true}
	destroy, people := Access{Right: auth.RightMaintain, Proof: true}, Access{Right: auth.RightAdminister, Proof: true}
	login := Access{Right: auth.RightView, Proof: true} // the user's own login
	const snapshot, one, batch = "/snapshots/:id", "/operations/:id", "/batches/:id"
	table := map[string]Access{
		"GET /healthz": public, "GET /readyz": public, "GET /metrics": public, "GET /favicon.ico": public,
		"GET /static/*": public, "GET /login": public, "POST /login": public, "POST /login/factor": public, "POST /login/passkey": public,
		"GET /login/oidc": public, "GET /login/oidc/callback": public, "POST /theme": public,
		"POST /logout": view, "POST /events": view, "GET /events": view,

		"GET /": view, "GET /find": view, "GET /audit": audit, "GET /audit.csv": audit, "GET /audit.json": audit,
		"GET /views": view, "POST /views": view, "POST /views/:id/rename": view, "POST /views/:id/usual": view, "POST /views/:id/delete": view,

		"GET /datacenters": view, "GET /datacenters/:dc": view,
		"GET /volumes": view, "GET /volumes.csv": view, "GET /volumes.json": view,
		"GET " + paths.VolumePath: view, "GET " + paths.VolumePath + "/create": operate, "GET " + paths.VolumePath + "/restore": maintain,
		"GET " + paths.VolumePath + "/snapshots": view, "POST " + paths.VolumePath + "/snapshots": operate,
		"GET " + paths.ServersPath: view, "GET " + paths.ServerPath: view, "GET " + paths.ServerSetPath: maintain, "POST " + paths.ServerSetPath: destroy,
		"GET " + paths.VolumePath + "/target": view, "POST " + paths.VolumePath + "/target": maintain,
		"GET " + paths.BulkTarget: view, "POST " + paths.BulkTarget: maintain,
		"GET " + paths.BulkTarget + "/record": view, "POST " + paths.BulkTarget + "/record": maintain,
		"GET /bulk": operate, "POST /bulk": operate, "POST /bulk/create": operate, "POST /bulk/existing": operate,

		"GET /snapshots": view, "GET /snapshots.csv": view, "GET /snapshots.json": view, "GET " + snapshot: view,
		"GET " + snapshot + "/edit": operate, "POST " + snapshot + "/edit": operate,
		"GET " + snapshot + "/labels": view, "POST " + snapshot + "/labels": operate,
		"GET " + snapshot + "/lock": view, "POST " + snapshot + "/lock": operate,
		"GET " + snapshot + "/unlock": view, "POST " + snapshot + "/unlock": maintain,
		"GET " + snapshot + "/delete": maintain, "POST " + snapshot + "/delete": maintain,
		"GET " + snapshot + "/restore": maintain,
		"GET " + snapshot + "/volume":  view, "POST " + snapshot + "/volume": maintain,
		"GET " + snapshot + "/overwrite": view, "POST " + snapshot + "/overwrite": destroy,
		"GET " + snapshot + "/source": maintain, "GET /snapshots/sources": view,
		"GET /snapshots/sources/review": view, "POST /snapshots/sources/review": maintain,
		"GET /snapshots/sources/confirm": view, "POST /snapshots/sources/confirm": maintain,

		"GET /operations": view, "GET " + one: view, "GET " + one + "/again": maintain, "POST " + one + "/again": destroy,
		"POST " + one + "/cancel": own, "POST " + one + "/retry": own, "POST " + one + "/send-again": own,
		"POST " + one + "/front": maintain, "POST " + one + "/now": maintain, "POST " + one + "/leftover": maintain, "POST " + one + "/resolve": maintain,
		"GET " + batch: view, "GET " + batch + "/restore": maintain, "POST " + batch + "/restore": destroy,
		"POST " + batch + "/cancel": own, "POST " + batch + "/retry": own,
		"POST " + paths.ContinuePath: maintain, "POST " + paths.DismissPath: operate,

		"GET " + paths.SettingsPath: view, "POST " + paths.SettingsPath + "/target": maintain, "POST " + paths.SettingsPath + "/prices": {Right: auth.RightAdminister},
		"GET " + paths.HelpPath: view, "GET " + paths.HelpPath + "/:name": view, "GET " + paths.HelpPath + "/decisions/:decision": view,

		"GET /account": view, "POST /account/password": view, "POST /account/sessions/end": view, "POST /account/sessions/:id/end": view,
		"POST /account/totp": login, "POST /account/totp/confirm": login, "POST /account/totp/remove": login, "POST /account/recovery": login,
		"POST /account/passkeys": login, "POST /account/passkeys/confirm": login, "POST /account/passkeys/:id/remove": login,
		"GET /people": {Right: auth.RightAdminister}, "GET /people/claims": {Right: auth.RightAdminister}, "POST /people": people, "POST /people/:id/role": people, "POST /people/:id/disable": people,
		"POST /people/:id/enable": people, "POST /people/:id/logout": people, "POST /people/:id/remove": people,
	}
	for action, needs := range map[string]Access{"rename": operate, "label": operate, "lock": operate, "unlock": maintain, "delete": maintain} {
		for _, path := range []string{paths.BulkSnapshots + action, paths.BulkSnapshots + action + "/record"} {
			table["GET "+path], table["POST "+path] = view, needs
		}
	}
	table["POST "+paths.BulkSnapshots+"delete/record"] = destroy
	return table
}

// Forbidden is the error for a request that the user has no right to.
type Forbidden struct {
	Role  auth.Role
	Needs Access
}

// Error names the missing right.
func (f Forbidden) Error() string {
	return fmt.Sprintf("role %s lacks the right to %s", f.Role, f.Needs.Right)
}

// Problem explains which roles may do what was refused.
func (f Forbidden) Problem(*http.Request) views.ProblemPage {
	sentence := "Your role is " + string(f.Role) + ". This needs the role " + rolesWith(f.Needs.Right) + "."
	if f.Role.May(f.Needs.Right) {
		sentence = "Your role is " + string(f.Role) + ", which may do this only to what you created yourself."
	}
	p := problem.Plain(http.StatusForbidden, "Not allowed", sentence, "Nothing was done. An admin can change your role.")
	p.Error = "right"
	return p
}

// Rights decides which routes a user may use.
type Rights struct {
	operations *operation.Cache
	ledger     ledger.Ledger
	access     map[string]Access
	restricted map[string][]restrictedRoute
}

// New returns the rights to all routes.
func New(operations *operation.Cache, ledger ledger.Ledger) *Rights {
	access := routeAccess()
	return &Rights{operations: operations, ledger: ledger, access: access, restricted: restrictedRoutes(access)}
}

// Of returns what a route requires, and whether it is listed.
func (s *Rights) Of(method, path string) (needs Access, listed bool) {
	needs, listed = s.access[paths.RouteKey(method, path)]
	return needs, listed
}

// Routes returns all listed routes, as "METHOD path".
func (s *Rights) Routes() []string { return slices.Sorted(maps.Keys(s.access)) }

// Require refuses users whose role lacks the right that the route requires.
func (s *Rights) Require(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		needs, listed := s.Of(c.Request().Method, c.Path())
		user := session.CurrentOf(c)
		switch {
		case c.Path() == "" || c.Path() == "/*": // no route matches, which gives a 404
			return next(c)
		case !listed:
			return Forbidden{Role: user.Role, Needs: Access{Right: auth.RightAdminister}}
		}
		allowed, err := s.mayUse(c.Request().Context(), user, needs, c.Path(), c.Param("id"))
		if err != nil {
			return err
		}
		if !allowed {
			return Forbidden{Role: user.Role, Needs: needs}
		}
		return next(c)
	}
}

// mayUse reports whether a user may use a route on the resource that its address names.
func (s *Rights) mayUse(ctx context.Context, user auth.User, needs Access, route, id string) (bool, error) {
	switch {
	case !user.Role.May(needs.Right):
		return false, nil
	case !needs.Own || user.Role.May(auth.RightMaintain):
		return true, nil
	case strings.HasPrefix(route, "/batches/"):
		return s.ownsBatch(ctx, user, id)
	default:
		return s.ownsOperation(ctx, user, id)
	}
}

func (s *Rights) ownsOperation(ctx context.Context, user auth.User, id string) (bool, error) {
	op, found := s.operations.Operation(id)
	if found {
		return owns(user, op), nil
	}
	op, err := s.ledger.Operation(ctx, id)
	if errors.Is(err, operation.ErrNoOperation) {
		return true, nil // the handler gives a better response
	}
	if err != nil {
		return false, fmt.Errorf("read whose operation it is: %w", err)
	}
	return owns(user, op), nil
}

func (s *Rights) ownsBatch(ctx context.Context, user auth.User, id string) (bool, error) {
	ops, _, err := s.ledger.List(ctx, operation.Filter{Batch: id, Limit: ledger.MaxBatch})
	if err != nil {
		return false, fmt.Errorf("read whose batch it is: %w", err)
	}
	return !slices.ContainsFunc(ops, func(op operation.Operation) bool { return !owns(user, op) }), nil
}

// owns reports whether a user requested an operation and may still request it.
func owns(user auth.User, op operation.Operation) bool {
	return op.Actor == user.Name && user.Role.May(For(op))
}

// For returns the right needed to request an operation.
func For(op operation.Operation) auth.Right { return auth.Right(op.Right()) }

func rolesWith(right auth.Right) string {
	var names []string
	for _, r := range auth.Roles() {
		if r.May(right) {
			names = append(names, string(r))
		}
	}
	return strings.Join(names, " or ")
}
