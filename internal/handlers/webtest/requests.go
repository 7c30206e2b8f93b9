package webtest

import (
	"net/http/httptest"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"snapdeck/internal/auth"
)

// userKey is the key of the user in an echo context, as package session stores it.
const userKey = "snapdeck.user"

// Request returns a request by ada, an admin; a form if it has fields.
func Request(method, target string, form url.Values) (echo.Context, *httptest.ResponseRecorder) {
	return RequestBy(auth.User{ID: "u", Name: "ada", Role: auth.RoleAdmin}, method, target, form)
}

// RequestBy returns a request by a user, or by a visitor who is not logged in if it has no name.
func RequestBy(user auth.User, method, target string, form url.Values) (echo.Context, *httptest.ResponseRecorder) {
	r := httptest.NewRequest(method, target, strings.NewReader(form.Encode()))
	if form != nil {
		r.Header.Set(echo.HeaderContentType, echo.MIMEApplicationForm)
		_ = r.ParseForm() // as the middleware does
		r.Form = r.PostForm
	}
	answer := httptest.NewRecorder()
	c := echo.New().NewContext(r, answer)
	if user.Name != "" {
		c.Set(userKey, user)
	}
	return c, answer
}
