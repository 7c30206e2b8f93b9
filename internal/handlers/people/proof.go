package people

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"snapdeck/internal/auth"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/views"
	"snapdeck/internal/views/ui"
)

// proofField is the field in which users confirm their identity.
const proofField = "proof"

// RequireProof asks users to confirm their identity before a destructive request or one that grants rights, unless
// they did recently; the form is sent along, so nothing has to be typed twice.
func (s *Handlers) RequireProof(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if !s.Access[web.RouteKey(c.Request().Method, c.Path())].Proof || web.IsRead(c.Request()) {
			return next(c)
		}
		given := c.Request().PostForm.Get(proofField)
		c.Request().PostForm.Del(proofField)
		c.Request().Form.Del(proofField)
		if s.Now().Sub(web.SessionOf(c).ProvedAt) <= s.ProofAge {
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
	user, session := web.CurrentOf(c), web.SessionOf(c)
	check := s.Login.Prove
	if user.TOTPSecret != "" && auth.IsCode(given) {
		check = s.Login.VerifyFactor
	}
	if err := check(c.Request().Context(), user, given, c.RealIP()); err != nil {
		if errors.Is(err, auth.ErrBadCredentials) {
			s.TraceRefusal(c.Request(), web.RefusedRequest{
				Reason: web.RefusedProof, Actor: user.Name, Addr: c.RealIP(), ID: web.RequestID(c), Route: web.RouteKey(c.Request().Method, c.Path()),
				Detail: "The password, code or passkey of the confirmation was wrong.",
			})
		}
		return err
	}
	session.ProvedAt = s.Now().UTC()
	if err := s.People.NoteProof(c.Request().Context(), session.IDHash, session.ProvedAt); err != nil {
		return err
	}
	s.Sessions.Forget(user.ID)
	c.Set(web.SessionKey, session)
	return nil
}

// showProof asks the user for a proof of identity.
func (s *Handlers) showProof(c echo.Context, status int, alert ui.Alert) error {
	v := views.Proof{
		Action: c.Request().URL.RequestURI(), Fields: web.HiddenFields(c.Request().PostForm), Back: web.RefererPath(c.Request()),
		Alert: alert, Local: web.CurrentOf(c).PasswordHash != "", TOTP: web.CurrentOf(c).TOTPSecret != "",
		ProviderHref: web.OidcPath + "?proof=1&next=" + url.QueryEscape(web.RefererPath(c.Request())),
	}
	req := s.NewRequest(c.Request().URL, nil, web.UserOf(c))
	return s.SendPage(c, status, req, web.Page{
		Title: "Confirm that it is you", Static: true,
		Body: func(sh views.PageLayout) templ.Component { return views.ProofPage(sh, v) },
	})
}
