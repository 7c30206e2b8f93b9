package web

import (
	"context"
	"net/url"
	"strings"

	"snapdeck/internal/auth"
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/views"
)

// audience identifies the users for whom a page looks the same: all of a role, except where it matters who requested
// an operation.
type audience struct {
	role auth.Role
	user string // empty where it makes no difference
}

// audienceOf returns the audience of a user; only operators are offered actions on their own operations.
func audienceOf(user auth.User) audience {
	if user.Role == auth.RoleOperator {
		return audience{user.Role, user.Name}
	}
	return audience{role: user.Role}
}

// topic returns the hub's name for the page at an address for an audience.
func (a audience) topic(address string) string {
	return string(a.role) + "/" + url.PathEscape(a.user) + " " + address
}

// parseTopic reverses topic, and takes a plain address for the page before anything is removed from it.
func parseTopic(topic string) (a audience, address string) {
	who, address, found := strings.Cut(topic, " ")
	if !found {
		return audience{}, topic
	}
	role, user, _ := strings.Cut(who, "/")
	if name, err := url.PathUnescape(user); err == nil {
		a = audience{auth.Role(role), name}
	}
	return a, address
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
	server *Base
	user   auth.User
}

// Has reports whether the audience has a right.
func (p permissions) Has(right string) bool { return p.user.Role.May(auth.Right(right)) }

// May reports whether the audience may make a request to an address; addresses without a route are not restricted.
func (p permissions) May(ctx context.Context, method, address string) bool {
	path, _, _ := strings.Cut(address, "#")
	path, _, _ = strings.Cut(path, "?")
	for _, r := range p.server.restricted[method] {
		if strings.Count(r.pattern, "/") != strings.Count(path, "/") || !p.server.isMoreSpecific(method, r.pattern, path) {
			continue
		}
		params, ok := paths.Match(r.pattern, path)
		if !ok {
			continue
		}
		allowed, err := p.server.mayUse(ctx, p.user, r.needs, r.pattern, params["id"])
		return err == nil && allowed
	}
	return true
}

// isMoreSpecific reports whether no static route claims the path instead of the pattern.
func (s *Base) isMoreSpecific(method, pattern, path string) bool {
	_, exact := s.Access[RouteKey(method, path)]
	return !exact || pattern == path
}

// offered removes from a page what its audience may not do; a visitor who is not logged in is offered little anyway.
func (s *Base) offered(ctx context.Context, a audience, html []byte) []byte {
	if a.role == auth.RoleAdmin || a.role == "" {
		return html
	}
	return views.Offer(ctx, html, permissions{s, auth.User{Name: a.user, Role: a.role}})
}
