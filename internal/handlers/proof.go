package handlers

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"snapdeck/internal/auth"
	"snapdeck/internal/views"
)

// proofField is the field in which a user proves again who they are.
const proofField = "proof"

// defaultProofAge is how long a proof of who it is holds.
const defaultProofAge = 5 * time.Minute

// requireProof asks again who it is before what destroys much or gives rights, unless that was proved a
// moment ago. The form that was sent goes with the question, so that nothing has to be typed twice.
func (s *Server) requireProof(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if !s.access[routeKey(c.Request().Method, c.Path())].proof || isRead(c.Request()) {
			return next(c)
		}
		if err := parseForm(c.Request()); err != nil {
			return err
		}
		given := c.Request().PostForm.Get(proofField)
		c.Request().PostForm.Del(proofField)
		c.Request().Form.Del(proofField)
		if s.Now().Sub(sessionOf(c).ProvedAt) <= s.ProofAge {
			return next(c)
		}
		if given == "" {
			return s.showProof(c, http.StatusForbidden, views.Alert{})
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

// prove checks what a user who is logged in gives to prove who they are, and notes it.
func (s *Server) prove(c echo.Context, given string) error {
	user, session := currentOf(c), sessionOf(c)
	check := s.Login.Prove
	if user.TOTPSecret != "" && auth.IsCode(given) {
		check = s.Login.VerifyFactor
	}
	if err := check(c.Request().Context(), user, given, c.RealIP()); err != nil {
		if errors.Is(err, auth.ErrBadCredentials) {
			s.traceRefusal(c.Request(), refusedRequest{
				reason: refusedProof, actor: user.Name, addr: c.RealIP(), id: requestID(c), route: routeKey(c.Request().Method, c.Path()),
				detail: "The proof of who it is was wrong.",
			})
		}
		return err
	}
	session.ProvedAt = s.Now().UTC()
	if err := s.People.NoteProof(c.Request().Context(), session.IDHash, session.ProvedAt); err != nil {
		return err
	}
	s.Sessions.Forget(user.ID)
	c.Set(sessionKey, session)
	return nil
}

// showProof asks who it is.
func (s *Server) showProof(c echo.Context, status int, alert views.Alert) error {
	v := views.Proof{
		Action: c.Request().URL.RequestURI(), Fields: hiddenFields(c.Request().PostForm), Back: refererPath(c.Request()),
		Alert: alert, Local: currentOf(c).PasswordHash != "", TOTP: currentOf(c).TOTPSecret != "",
		ProviderHref: oidcPath + "?proof=1&next=" + queryEscape(refererPath(c.Request())),
	}
	req := s.newPageRequest(c.Request().Context(), c.Request().URL, nil, userOf(c))
	p := page{
		title: "Confirm that it is you", static: true,
		body: func(sh views.PageLayout) templ.Component { return views.ProofPage(sh, v) },
	}
	return s.send(c, status, p.body(s.layout(c, p, req)))
}

// hiddenFields are the fields of a form, to be sent again.
func hiddenFields(form url.Values) []views.HiddenField {
	var fields []views.HiddenField
	for _, name := range slices.Sorted(maps.Keys(form)) {
		for _, value := range form[name] {
			fields = append(fields, views.HiddenField{Name: name, Value: value})
		}
	}
	return fields
}
