package web

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"snapdeck/internal/handlers/paths"
)

// The cookie that stores the user's colour theme.
const (
	themeCookie = "theme"
	themeMaxAge = 365 * 24 * 60 * 60 // seconds
)

// Theme stores the colour theme and returns to the page.
func Theme(c echo.Context) error {
	cookie := &http.Cookie{
		Name: themeCookie, Value: c.FormValue("theme"), Path: "/", MaxAge: themeMaxAge,
		HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: c.Scheme() == "https",
	}
	if cookie.Value != "light" && cookie.Value != "dark" {
		cookie.Value, cookie.MaxAge = "", -1
	}
	c.SetCookie(cookie)
	return c.Redirect(http.StatusSeeOther, paths.Local(c.FormValue("back")))
}

// ThemeOf returns the colour theme stored in the browser.
func ThemeOf(r *http.Request) string {
	cookie, err := r.Cookie(themeCookie)
	if err != nil || cookie.Value != "light" && cookie.Value != "dark" {
		return ""
	}
	return cookie.Value
}
