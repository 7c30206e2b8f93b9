package web

import (
	"net/http"

	"github.com/labstack/echo/v4"
)

// Existing answers with those of some selected volumes and snapshots that exist, as a JSON array of their ids, so
// that a browser does not count what is gone. While the contract is not read whole nothing counts as gone.
func (s *Base) Existing(c echo.Context) error {
	form, v := c.Request().PostForm, s.Mirror.View()
	ids := []string{}
	for _, id := range form["vol"] {
		if _, found := v.Volume(id); found || !v.Loading.Complete {
			ids = append(ids, id)
		}
	}
	for _, id := range form["snap"] {
		if _, found := v.Snapshot(id); found || !v.Loading.Complete {
			ids = append(ids, id)
		}
	}
	c.Response().Header().Set(echo.HeaderCacheControl, "no-store")
	return c.JSON(http.StatusOK, ids)
}
