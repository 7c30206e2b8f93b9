package web

import (
	"context"
	"net/url"

	"snapdeck/internal/handlers/paths"
)

// Route is a page: its address and what shows it.
type Route struct {
	Path string
	Show func(context.Context, Request) (Page, error)
}

// Match finds the page at an address, for the event stream.
func (s *Base) Match(address *url.URL) (Route, map[string]string, bool) {
	for _, r := range s.Pages {
		if params, ok := paths.Match(r.Path, address.EscapedPath()); ok {
			return r, params, true
		}
	}
	return Route{}, nil, false
}
