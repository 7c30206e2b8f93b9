package handlers

import (
	"github.com/labstack/echo/v4"

	"snapdeck/internal/auth"
)

// Routes returns all routes of the server.
func (s *Server) Routes() []*echo.Route { return s.echo().Routes() }

// Topic returns the one address that stands for all addresses of a live page, or "".
func (s *Server) Topic(address string) string {
	p, _ := s.PageOf("1", address, auth.User{Role: auth.RoleAdmin})
	return p.Address
}

// RightOf returns the right that a route needs, and whether the route is listed.
func (s *Server) RightOf(method, route string) (right auth.Right, own, listed bool) {
	needs, listed := s.Rights.Of(method, route)
	return needs.Right, needs.Own, listed
}

// ListedRoutes returns the routes that have an entry, as "METHOD path".
func (s *Server) ListedRoutes() []string { return s.Rights.Routes() }
