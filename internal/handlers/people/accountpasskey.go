package people

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/a-h/templ"
	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
	"github.com/labstack/echo/v4"

	"snapdeck/internal/audit"
	"snapdeck/internal/auth"
	"snapdeck/internal/foreign"
	"snapdeck/internal/handlers/middleware"
	"snapdeck/internal/handlers/passkey"
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/session"
	"snapdeck/internal/handlers/texts"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/views"
	"snapdeck/internal/views/ui"
)

// The maximal length of a passkey's name, in characters, and the maximal number of passkeys of a user.
const (
	maxPasskeyName = 60
	maxPasskeys    = 20
)

// addPasskey shows the page on which the browser creates a passkey.
func (s *Handlers) addPasskey(c echo.Context) error {
	party, err := s.passkeys.RelyingParty(c.Request())
	if err != nil {
		return s.showAccount(c, http.StatusUnprocessableEntity, ui.Alert{Code: "passkey", Text: "Passkeys need a public URL or localhost."})
	}
	user, err := s.passkeys.UserOf(c.Request().Context(), session.CurrentOf(c))
	if err != nil {
		return err
	}
	if len(user.Keys) >= maxPasskeys {
		return s.showAccount(c, http.StatusUnprocessableEntity, ui.Alert{Code: "passkey", Text: "You have the most passkeys that a user can have. Remove one first."})
	}
	selection := protocol.AuthenticatorSelection{ResidentKey: protocol.ResidentKeyRequirementRequired, UserVerification: protocol.VerificationRequired}
	options, state, err := party.BeginRegistration(user, webauthn.WithAuthenticatorSelection(selection),
		webauthn.WithExclusions(webauthn.Credentials(user.Keys).CredentialDescriptors()))
	if err != nil {
		return fmt.Errorf("prepare a passkey: %w", err)
	}
	ask, err := s.passkeys.Ceremony(passkey.AddPurpose, options.Response, state)
	if err != nil {
		return err
	}
	return s.sendAccount(c, http.StatusOK, "Add passkey", func(sh views.PageLayout) templ.Component { return views.PasskeyPage(sh, *ask) })
}

func (s *Handlers) confirmPasskey(c echo.Context) error {
	key, err := s.madePasskey(c)
	if errors.Is(err, auth.ErrBadCredentials) {
		return s.showAccount(c, http.StatusUnprocessableEntity, ui.Alert{Code: "passkey", Text: "The passkey was not accepted. Nothing was changed."})
	}
	if err != nil {
		return err
	}
	stored, err := json.Marshal(key)
	if err != nil {
		return fmt.Errorf("encode the passkey: %w", err)
	}
	name := texts.Truncate(audit.Actor(c.Request().PostForm.Get("name")), maxPasskeyName)
	if !foreign.Visible(name) {
		name = browserOf(c.Request().UserAgent())
	}
	now := s.Now().UTC()
	p := auth.Passkey{ID: passkey.ID(key.ID), UserID: session.UserIDOf(c), Name: name, Credential: stored, CreatedAt: now}
	if err := s.People.InsertPasskey(c.Request().Context(), p); err != nil {
		return err
	}
	return s.accountChanged(c, audit.ChangeFactor, "Passkey "+foreign.Quoted(name)+" was added.", "passkey")
}

// madePasskey checks the passkey that the browser created; an invalid one gives auth.ErrBadCredentials.
func (s *Handlers) madePasskey(c echo.Context) (*webauthn.Credential, error) {
	form := c.Request().PostForm
	party, err := s.passkeys.RelyingParty(c.Request())
	if err != nil {
		return nil, auth.ErrBadCredentials
	}
	var state webauthn.SessionData
	err = s.Sessions.Open(passkey.AddPurpose, form.Get("state"), &state)
	if err != nil || string(state.UserID) != session.UserIDOf(c) || !s.passkeys.FirstResponse(state.Challenge) {
		return nil, auth.ErrBadCredentials
	}
	response, err := protocol.ParseCredentialCreationResponseBytes([]byte(form.Get("credential")))
	if err != nil {
		return nil, auth.ErrBadCredentials
	}
	user, err := s.passkeys.UserOf(c.Request().Context(), session.CurrentOf(c))
	if err != nil {
		return nil, err
	}
	key, err := party.CreateCredential(user, state, response)
	if err != nil {
		s.Log.Info("refuse passkey", "id", middleware.RequestID(c), "user", user.Name, "error", err)
		return nil, auth.ErrBadCredentials
	}
	return key, nil
}

func (s *Handlers) removePasskey(c echo.Context) error {
	if err := s.People.RemovePasskey(c.Request().Context(), session.UserIDOf(c), c.Param("id")); err != nil {
		return err
	}
	return s.accountChanged(c, audit.ChangeFactor, "A passkey was removed.", "passkey-removed")
}

func (s *Handlers) passkeysOn(ctx context.Context, req web.Request, user auth.User) ([]views.PasskeyEntry, error) {
	if user.Passkeys == 0 {
		return nil, nil
	}
	keys, err := s.People.Passkeys(ctx, user.ID)
	if err != nil {
		return nil, err
	}
	entries := make([]views.PasskeyEntry, 0, len(keys))
	for _, k := range keys {
		entries = append(entries, views.PasskeyEntry{
			Name: strings.TrimSpace(k.Name), Href: paths.AccountPath + "/passkeys/" + url.PathEscape(k.ID) + "/remove", Added: req.Moment(k.CreatedAt), Used: req.Moment(k.UsedAt),
		})
	}
	return entries, nil
}
