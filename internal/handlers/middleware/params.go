package middleware

import (
	"net/url"
	"slices"

	"github.com/labstack/echo/v4"
)

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
