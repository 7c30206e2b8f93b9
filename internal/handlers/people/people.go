package people

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"snapdeck/internal/audit"
	"snapdeck/internal/auth"
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/session"
	"snapdeck/internal/handlers/table"
	"snapdeck/internal/handlers/texts"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/views"
	"snapdeck/internal/views/ui"
)

func (s *Handlers) peopleRoutes(g *echo.Group) {
	const one = paths.PeoplePath + "/:id"
	g.POST(paths.PeoplePath, s.addUser)
	g.POST(one+"/role", s.onUser(s.changeRole))
	g.POST(one+"/disable", s.onUser(s.disableUser))
	g.POST(one+"/enable", s.onUser(s.enableUser))
	g.POST(one+"/logout", s.onUser(s.logUserOut))
	g.POST(one+"/remove", s.onUser(s.removeUser))
}

func (s *Handlers) people(ctx context.Context, req web.Request) (web.Page, error) {
	return s.peoplePage(ctx, req, ui.Alert{}, "")
}

func (s *Handlers) peoplePage(ctx context.Context, req web.Request, alert ui.Alert, typed string) (web.Page, error) {
	users, err := s.People.Users(ctx)
	if err != nil {
		return web.Page{}, err
	}
	sessions, err := s.People.CountSessions(ctx, s.Now().UTC())
	if err != nil {
		return web.Page{}, err
	}
	p := views.People{Claims: s.Provider != nil, Alert: alert, Done: peopleDone(req.URL.Query().Get("done")), Name: typed, Roles: table.OptionsOf(auth.Roles(), auth.RoleViewer), About: rolesInWords()}
	for _, u := range users {
		p.People = append(p.People, views.UserEntry{
			Name: u.Name, Href: paths.PeoplePath + "/" + url.PathEscape(u.ID), Self: u.Name == req.User, Disabled: u.Disabled(), Origin: originOf(u),
			Role: string(u.Role), Roles: table.OptionsOf(auth.Roles(), u.Role), Login: req.Moment(u.LastLoginAt), From: u.LastLoginAddr, Sessions: sessions[u.ID],
		})
	}
	return web.Page{
		Title: "People", Nav: "people", Static: true,
		Body: func(sh views.PageLayout) templ.Component { return views.PeoplePage(sh, p) },
	}, nil
}

// originOf returns where a user logs in, if not here.
func originOf(u auth.User) string {
	if u.Issuer == "" {
		return ""
	}
	return "OIDC"
}

func rolesInWords() [][2]string {
	return [][2]string{
		{string(auth.RoleViewer), "Sees everything but the audit log."},
		{string(auth.RoleOperator), "Also creates, renames, labels and locks snapshots, and undoes and retries own creates."},
		{string(auth.RoleMaintainer), "Also deletes, restores and unlocks, starts planned deletions now, resolves operations and confirms sources."},
		{string(auth.RoleAuditor), "Sees everything and exports the audit log. Changes nothing."},
		{string(auth.RoleAdmin), "Everything, including people and settings."},
	}
}

// addUser creates a user, who has to change the password after the first login.
func (s *Handlers) addUser(c echo.Context) error {
	ctx, name := c.Request().Context(), c.Request().PostForm.Get("name")
	role, err := auth.ParseRole(c.Request().PostForm.Get("role"))
	if err == nil {
		err = s.Login.AddUser(ctx, name, c.Request().PostForm.Get("password"), role, true)
	}
	if err != nil {
		return s.peopleAgain(c, err, name)
	}
	s.Audit.Record(c, audit.AddUser, audit.Done, session.UserOf(c), "User "+audit.Actor(name)+" was added as "+string(role)+".")
	return c.Redirect(http.StatusSeeOther, paths.PeoplePath+"?done="+audit.AddUser)
}

// peopleDone returns the sentence for an action that was done on the page.
func peopleDone(action string) string {
	return map[string]string{
		audit.AddUser: "User added.", audit.SetRole: "Role changed.", audit.DisableUser: "User disabled. Their sessions have ended.",
		audit.EnableUser: "User enabled.", audit.EndSessions: "Sessions ended.", audit.RemoveUser: "User removed. Their sessions have ended.",
	}[action]
}

// peopleAgain shows the page again with the reason why nothing was changed.
func (s *Handlers) peopleAgain(c echo.Context, err error, typed string) error {
	alert, known := alertOf(err)
	if !known {
		return err
	}
	req := s.NewRequest(&url.URL{Path: paths.PeoplePath}, nil, session.UserOf(c))
	p, err := s.peoplePage(c.Request().Context(), req, alert, texts.Truncate(typed, auth.MaxNameRunes))
	if err != nil {
		return err
	}
	return s.SendPage(c, http.StatusUnprocessableEntity, req, p)
}

// alertOf returns the alert for an error in a form about users; known is false for any other error.
func alertOf(err error) (alert ui.Alert, known bool) {
	for _, a := range []struct {
		err        error
		code, text string // without a text, that of the error
	}{
		{auth.ErrBadName, "name", ""},
		{auth.ErrBadPassword, "password", ""},
		{auth.ErrUserExists, "exists", "A user with this name exists."},
		{auth.ErrBadRole, "role", "There is no such role."},
		{auth.ErrLastAdmin, "last-admin", "This is the last admin. Make another user an admin first."},
		{auth.ErrBadCredentials, "credentials", "The password is wrong."},
	} {
		if errors.Is(err, a.err) {
			return ui.Alert{Code: a.code, Text: cmp.Or(a.text, sentence(err.Error())) + " Nothing was changed."}, true
		}
	}
	return ui.Alert{}, false
}

// sentence turns the text of an error into a sentence.
func sentence(text string) string {
	if text == "" {
		return ""
	}
	return string(text[0]-'a'+'A') + text[1:] + "."
}

// userChange changes a user, and returns the action and sentence for the audit log.
type userChange func(c echo.Context, user auth.User) (action, sentence string, err error)

func (s *Handlers) onUser(change userChange) echo.HandlerFunc {
	return func(c echo.Context) error {
		user, err := s.People.UserByID(c.Request().Context(), c.Param("id"))
		if errors.Is(err, auth.ErrNoUser) {
			return echo.ErrNotFound
		}
		if err != nil {
			return fmt.Errorf("read the user: %w", err)
		}
		action, text, err := change(c, user)
		if err != nil {
			return s.peopleAgain(c, err, "")
		}
		s.Sessions.Forget(user.ID)
		s.Audit.Record(c, action, audit.Done, session.UserOf(c), text)
		return c.Redirect(http.StatusSeeOther, paths.PeoplePath+"?done="+action)
	}
}

func (s *Handlers) changeRole(c echo.Context, user auth.User) (action, sentence string, err error) {
	role, err := auth.ParseRole(c.Request().PostForm.Get("role"))
	if err != nil {
		return "", "", err
	}
	return audit.SetRole, fmt.Sprintf("User %s is %s now; was %s.", user.Name, role, user.Role), s.People.SetRole(c.Request().Context(), user.ID, role)
}

func (s *Handlers) disableUser(c echo.Context, user auth.User) (action, sentence string, err error) {
	return audit.DisableUser, "User " + user.Name + " can no longer log in; their sessions have ended.",
		s.People.DisableUser(c.Request().Context(), user.ID, s.Now().UTC().Truncate(time.Millisecond))
}

func (s *Handlers) enableUser(c echo.Context, user auth.User) (action, sentence string, err error) {
	return audit.EnableUser, "User " + user.Name + " can log in again.", s.People.EnableUser(c.Request().Context(), user.ID)
}

func (s *Handlers) logUserOut(c echo.Context, user auth.User) (action, sentence string, err error) {
	return audit.EndSessions, "The sessions of user " + user.Name + " have ended.", s.People.EndSessionsOf(c.Request().Context(), user.ID, "")
}

func (s *Handlers) removeUser(c echo.Context, user auth.User) (action, sentence string, err error) {
	return audit.RemoveUser, "User " + user.Name + " is removed; their sessions have ended.", s.People.RemoveUser(c.Request().Context(), user.ID)
}
