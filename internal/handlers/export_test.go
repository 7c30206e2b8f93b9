package handlers

import "github.com/labstack/echo/v4"

// Routes are all addresses that the server answers.
func (s *Server) Routes() []*echo.Route { return s.echo().Routes() }

// Topic is the one address of all that name a live page, or "".
func (s *Server) Topic(address string) string {
	p, _ := s.pageOf("1", address)
	return p.Address
}
