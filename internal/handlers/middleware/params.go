package middleware

import (
	"net/url"
	"slices"

	"github.com/labstack/echo/v4"

	"snapdeck/internal/handlers/paths"
)

// UnescapeParams unescapes path parameters, which the router takes from the raw path when its escaping is unusual, as
// in an ID with a slash, and makes them IDs.
func UnescapeParams(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		values := slices.Clone(c.ParamValues())
		for i, value := range values {
			if c.Request().URL.RawPath != "" {
				plain, err := url.PathUnescape(value)
				if err != nil {
					return echo.ErrNotFound
				}
				value = plain
			}
			values[i] = paths.IDOf(value)
		}
		c.SetParamValues(values...)
		return next(c)
	}
}
