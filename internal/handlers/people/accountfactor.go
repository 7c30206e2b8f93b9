package people

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"image/png"
	"net/http"
	"net/url"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"snapdeck/internal/audit"
	"snapdeck/internal/auth"
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/session"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/views"
	"snapdeck/internal/views/ui"
)

// totpPurpose is the sealing purpose of a new authenticator secret until its first code is confirmed.
const totpPurpose = "snapdeck-totp"

const qrPixels = 200

// newTOTP is an authenticator secret that a user is setting up.
type newTOTP struct{ UserID, Secret string }

func (s *Handlers) setUpTOTP(c echo.Context) error {
	key, err := auth.NewTOTP(session.CurrentOf(c))
	if err != nil {
		return err
	}
	return s.showTOTP(c, http.StatusOK, key.Secret(), ui.Alert{})
}

func (s *Handlers) showTOTP(c echo.Context, status int, secret string, alert ui.Alert) error {
	user := session.CurrentOf(c)
	key, err := auth.TOTPKey(user, secret)
	if err != nil {
		return err
	}
	image, err := key.Image(qrPixels, qrPixels)
	if err != nil {
		return fmt.Errorf("draw the key: %w", err)
	}
	var picture bytes.Buffer
	if err := png.Encode(&picture, image); err != nil {
		return fmt.Errorf("draw the key: %w", err)
	}
	v := views.TOTPSetup{Secret: secret, Picture: "data:image/png;base64," + base64.StdEncoding.EncodeToString(picture.Bytes()), Alert: alert}
	if v.Sealed, err = s.Sessions.Seal(totpPurpose, newTOTP{user.ID, secret}); err != nil {
		return err
	}
	return s.sendAccount(c, status, "Set up authenticator app", func(sh views.PageLayout) templ.Component { return views.TOTPSetupPage(sh, v) })
}

// sendAccount answers with one of the user's account pages.
func (s *Handlers) sendAccount(c echo.Context, status int, title string, body func(views.PageLayout) templ.Component) error {
	req := s.NewRequest(&url.URL{Path: paths.AccountPath}, nil, session.UserOf(c))
	return s.SendPage(c, status, req, web.Page{Title: title, Nav: "account", Static: true, Body: body})
}

// confirmTOTP enables the authenticator app after its first correct code.
func (s *Handlers) confirmTOTP(c echo.Context) error {
	form, user := c.Request().PostForm, session.CurrentOf(c)
	var pending newTOTP
	if err := s.Sessions.Open(totpPurpose, form.Get("sealed"), &pending); err != nil || pending.UserID != user.ID {
		return s.showAccount(c, http.StatusUnprocessableEntity, ui.Alert{Code: "expired", Text: "This took too long. Set up the app again."})
	}
	codes, err := s.Login.EnableTOTP(c.Request().Context(), user, pending.Secret, form.Get("code"))
	if errors.Is(err, auth.ErrBadCredentials) {
		return s.showTOTP(c, http.StatusUnprocessableEntity, pending.Secret, ui.Alert{Code: "factor", Text: "The code is wrong. Check the clock of the device."})
	}
	if err != nil {
		return err
	}
	return s.factorChanged(c, "An authenticator app was set up.", codes)
}

// newRecoveryCodes replaces the user's recovery codes.
func (s *Handlers) newRecoveryCodes(c echo.Context) error {
	if session.CurrentOf(c).TOTPSecret == "" {
		return c.Redirect(http.StatusSeeOther, paths.AccountPath)
	}
	codes, err := s.Login.NewRecoveryCodes(c.Request().Context(), session.CurrentOf(c))
	if err != nil {
		return err
	}
	return s.factorChanged(c, "The recovery codes were replaced.", codes)
}

func (s *Handlers) removeTOTP(c echo.Context) error {
	if err := s.People.SetTOTP(c.Request().Context(), session.UserIDOf(c), "", nil); err != nil {
		return err
	}
	return s.accountChanged(c, audit.ChangeFactor, "The authenticator app was removed.", "totp")
}

// factorChanged shows new recovery codes, once.
func (s *Handlers) factorChanged(c echo.Context, text string, codes []string) error {
	s.Sessions.Forget(session.UserIDOf(c))
	s.Audit.Record(c, audit.ChangeFactor, audit.Done, session.UserOf(c), text)
	return s.sendAccount(c, http.StatusOK, "Recovery codes", func(sh views.PageLayout) templ.Component { return views.RecoveryPage(sh, codes) })
}
