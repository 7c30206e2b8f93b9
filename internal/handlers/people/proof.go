package people

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"snapdeck/internal/auth"
	"snapdeck/internal/handlers/auditing"
	"snapdeck/internal/handlers/forms"
	"snapdeck/internal/handlers/middleware"
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/session"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/views"
	"snapdeck/internal/views/ui"
)

const proofField = "proof"

// RequireProof asks users to confirm their identity before a destructive request or one that grants rights, unless
// they did recently; the form is sent along, so nothing has to be typed twice.
func (s *Handlers) RequireProof(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if needs, _ := s.Rights.Of(c.Request().Method, c.Path()); !needs.Proof || middleware.IsRead(c.Request()) {
			return next(c)
		}
		given := c.Request().PostForm.Get(proofField)
		c.Request().PostForm.Del(proofField)
		c.Request().Form.Del(proofField)
		if s.Now().Sub(session.Of(c).ProvedAt) <= s.ProofAge {
			return next(c)
		}
		if given == "" {
			return s.showProof(c, http.StatusForbidden, ui.Alert{})
		}
		err := s.prove(c, given)
		if alert, status := s.proofAlert(c, err); status != 0 {
			return s.showProof(c, status, alert)
		}
		if err != nil {
			return fmt.Errorf("prove who it is: %w", err)
		}
		return next(c)
	}
}

// prove checks the proof of identity of a logged-in user, and records it.
func (s *Handlers) prove(c echo.Context, given string) error {
	user, current := session.CurrentOf(c), session.Of(c)
	check := s.Login.Prove
	if user.TOTPSecret != "" && auth.IsCode(given) {
		check = s.Login.VerifyFactor
	}
	if err := check(c.Request().Context(), user, given, c.RealIP()); err != nil {
		if errors.Is(err, auth.ErrBadCredentials) {
			s.Audit.RecordRefusal(c.Request(), auditing.RefusedRequest{
				Reason: auditing.RefusedProof, Actor: user.Name, Addr: c.RealIP(), ID: middleware.RequestID(c), Route: paths.RouteKey(c.Request().Method, c.Path()),
				Detail: "The password, code or passkey of the confirmation was wrong.",
			})
		}
		return err
	}
	current.ProvedAt = s.Now().UTC()
	if err := s.People.NoteProof(c.Request().Context(), current.IDHash, current.ProvedAt); err != nil {
		return err
	}
	s.Sessions.Forget(user.ID)
	c.Set(session.Key, current)
	return nil
}

func (s *Handlers) showProof(c echo.Context, status int, alert ui.Alert) error {
	v := views.Proof{
		Purpose: purposes()[paths.RouteKey(c.Request().Method, c.Path())],
		Action:  c.Request().URL.RequestURI(), Fields: forms.HiddenFields(c.Request().PostForm), Back: paths.Referer(c.Request()),
		Alert: alert, Local: session.CurrentOf(c).PasswordHash != "", TOTP: session.CurrentOf(c).TOTPSecret != "",
		ProviderHref: paths.OidcPath + "?proof=1&next=" + url.QueryEscape(paths.Referer(c.Request())),
	}
	req := s.NewRequest(c.Request().URL, nil, session.UserOf(c))
	return s.SendPage(c, status, req, web.Page{
		Title: "Confirm that it is you", Static: true,
		Body: func(sh views.PageLayout) templ.Component { return views.ProofPage(sh, v) },
	})
}

// purposes returns what a proof is needed for, by route.
func purposes() map[string]string {
	return map[string]string{
		"POST " + paths.BulkSnapshots + "delete/record": "delete the snapshots",
		"POST /snapshots/:id/overwrite":                 "overwrite the volume",
		"POST " + paths.ServerSetPath:                   "overwrite the volumes of the server",
		"POST /batches/:id/restore":                     "overwrite the volumes",
		"POST /operations/:id/again":                    "repeat the operation",

		"POST /people": "add the user", "POST /people/:id/role": "change the role", "POST /people/:id/disable": "disable the user",
		"POST /people/:id/enable": "enable the user", "POST /people/:id/logout": "end the sessions of the user", "POST /people/:id/remove": "remove the user",

		"POST /account/totp": "set up the authenticator app", "POST /account/totp/confirm": "set up the authenticator app",
		"POST /account/totp/remove": "remove the authenticator app", "POST /account/recovery": "create new recovery codes",
		"POST /account/passkeys": "add a passkey", "POST /account/passkeys/confirm": "add a passkey", "POST /account/passkeys/:id/remove": "remove the passkey",
	}
}
