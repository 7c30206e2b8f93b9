package handlers

import "github.com/labstack/echo/v4"

// Routes are all addresses that the server answers.
func (s *Server) Routes() []*echo.Route { return s.echo().Routes() }
