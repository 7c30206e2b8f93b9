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

// Routes are all pages; the first that matches an address answers it.
type Routes []Route

// Match finds the page at an address.
func (all Routes) Match(address *url.URL) (Route, map[string]string, bool) {
	for _, r := range all {
		if params, ok := paths.Match(r.Path, address.EscapedPath()); ok {
			return r, params, true
		}
	}
	return Route{}, nil, false
}
