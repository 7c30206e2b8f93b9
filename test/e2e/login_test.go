package e2e

import (
	"net/http"
	"testing"
)

func TestAWrongPasswordIsSaidAndNothingElseIsLost(t *testing.T) {
	t.Parallel()
	b := open(t, on(t, fast))
	b.visit("/volumes")
	b.until(soon, "one is sent to the log-in page", `location.pathname === "/login"`)
	b.fill("#username", user)
	b.fill("#password", "wrong")
	b.send("main.login button.primary")
	b.until(soon, "the page says so", exists("#login-error"))
	b.is("it is still the log-in page", `location.pathname === "/login"`)
	if status := b.status("/login"); status != http.StatusUnauthorized {
		t.Errorf("status %s, want 401", okOr(status))
	}
	if got := b.value("#password"); got != "" {
		t.Errorf("the password came back: %q", got)
	}
	if got := b.value("#username"); got != user {
		t.Errorf("the user name is now %q", got)
	}
	b.accessible("login after a wrong password")
	b.fill("#password", password)
	b.send("main.login button.primary")
	b.until(soon, "one is where one wanted to be", `location.pathname === "/volumes"`)
	b.calm("401")
}
