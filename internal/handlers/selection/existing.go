package selection

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"snapdeck/internal/inventory"
)

// Existing answers with the IDs of the selected volumes and snapshots that still exist, so that the browser does not
// count deleted ones; until the contract has been read completely, all count as existing.
func Existing(view func() *inventory.View) echo.HandlerFunc {
	return func(c echo.Context) error {
		form, v := c.Request().PostForm, view()
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
}
