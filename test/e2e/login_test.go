package e2e

import (
	"net/http"
	"testing"
)

func TestLogin_WrongPassword(t *testing.T) {
	t.Parallel()
	b := open(t, newApp(t, fastSpeed))
	b.visit("/volumes")
	b.waitFor(uiTimeout, "a redirect to the login page", `location.pathname === "/login"`)
	b.fill("#username", user)
	b.fill("#password", "wrong")
	b.send("main.login button.primary")
	b.waitFor(uiTimeout, "the page explains it", exists("#login-error"))
	b.require("it is still the login page", `location.pathname === "/login"`)
	if status := b.status("/login"); status != http.StatusUnauthorized {
		t.Errorf("status %s, want 401", orOK(status))
	}
	if got := b.value("#password"); got != "" {
		t.Errorf("the password came back: %q", got)
	}
	if got := b.value("#username"); got != user {
		t.Errorf("the user name is now %q", got)
	}
	b.requireNoViolations("login after a wrong password")
	b.fill("#password", password)
	b.send("main.login button.primary")
	b.waitFor(uiTimeout, "one is where one wanted to be", `location.pathname === "/volumes"`)
	b.requireNoErrors("401")
}
