package web

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"
)

// Route is a page: its address and what shows it.
type Route struct {
	Path string
	Show func(context.Context, Request) (Page, error)
}

// UnescapeParams unescapes path parameters, which the router takes from the raw path when its escaping is unusual, as
// in an ID with a slash.
func UnescapeParams(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if c.Request().URL.RawPath == "" {
			return next(c)
		}
		values := slices.Clone(c.ParamValues())
		for i, value := range values {
			plain, err := url.PathUnescape(value)
			if err != nil {
				return echo.ErrNotFound
			}
			values[i] = plain
		}
		c.SetParamValues(values...)
		return next(c)
	}
}

// Match finds the page at an address, for the event stream.
func (s *Base) Match(address *url.URL) (Route, map[string]string, bool) {
	for _, r := range s.Pages {
		if params, ok := MatchPath(r.Path, address.EscapedPath()); ok {
			return r, params, true
		}
	}
	return Route{}, nil, false
}

// MatchPath returns the parameters of a path that matches a pattern such as "/snapshots/:id".
func MatchPath(pattern, path string) (map[string]string, bool) {
	want, have := strings.Split(pattern, "/"), strings.Split(path, "/")
	if len(want) != len(have) {
		return nil, false
	}
	params := map[string]string{}
	for i, segment := range want {
		name, isParam := strings.CutPrefix(segment, ":")
		value, err := url.PathUnescape(have[i])
		switch {
		case err != nil || isParam && value == "":
			return nil, false
		case isParam:
			params[name] = value
		case value != segment:
			return nil, false
		}
	}
	return params, true
}
