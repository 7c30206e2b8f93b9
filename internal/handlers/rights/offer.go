package rights

import (
	"context"
	"strings"

	"snapdeck/internal/auth"
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/views"
)

// Audience identifies the users for whom a page looks the same: all of a role, except where it matters who requested
// an operation.
type Audience struct {
	Role auth.Role
	User string // empty where it makes no difference
}

// AudienceOf returns the audience of a user; only operators are offered actions on their own operations.
func AudienceOf(user auth.User) Audience {
	if user.Role == auth.RoleOperator {
		return Audience{Role: user.Role, User: user.Name}
	}
	return Audience{Role: user.Role}
}

// restrictedRoute is a route that not every logged-in user may use.
type restrictedRoute struct {
	pattern string
	needs   Access
}

// restrictedRoutes returns the routes that require more than the right to view, by method.
func restrictedRoutes(table map[string]Access) map[string][]restrictedRoute {
	restricted := map[string][]restrictedRoute{}
	for key, needs := range table {
		method, pattern, _ := strings.Cut(key, " ")
		if needs.Right != "" && needs.Right != auth.RightView {
			restricted[method] = append(restricted[method], restrictedRoute{pattern, needs})
		}
	}
	return restricted
}

// permissions is what an audience may do, and implements views.Permissions.
type permissions struct {
	rights *Rights
	user   auth.User
}

// Has reports whether the audience has a right.
func (p permissions) Has(right string) bool { return p.user.Role.May(auth.Right(right)) }

// May reports whether the audience may make a request to an address; addresses without a route are not restricted.
func (p permissions) May(ctx context.Context, method, address string) bool {
	path, _, _ := strings.Cut(address, "#")
	path, _, _ = strings.Cut(path, "?")
	for _, r := range p.rights.restricted[method] {
		if strings.Count(r.pattern, "/") != strings.Count(path, "/") || !p.rights.isMoreSpecific(method, r.pattern, path) {
			continue
		}
		params, ok := paths.Match(r.pattern, path)
		if !ok {
			continue
		}
		allowed, err := p.rights.mayUse(ctx, p.user, r.needs, r.pattern, params["id"])
		return err == nil && allowed
	}
	return true
}

// isMoreSpecific reports whether no static route claims the path instead of the pattern.
func (s *Rights) isMoreSpecific(method, pattern, path string) bool {
	_, exact := s.Of(method, path)
	return !exact || pattern == path
}

// Offer removes from a page what its audience may not do; a visitor who is not logged in is offered little anyway.
func (s *Rights) Offer(ctx context.Context, a Audience, html []byte) []byte {
	if a.Role == auth.RoleAdmin || a.Role == "" {
		return html
	}
	return views.Offer(ctx, html, permissions{s, auth.User{Name: a.User, Role: a.Role}})
}
