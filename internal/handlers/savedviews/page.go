package savedviews

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/session"
	"snapdeck/internal/handlers/table"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/saved"
	"snapdeck/internal/views"
	"snapdeck/internal/views/ui"
)

// savedViews lists the user's saved views, and offers to save the list at an address.
func (s *Handlers) savedViews(ctx context.Context, req web.Request) (web.Page, error) {
	own, err := s.ViewsOf(ctx, req, req.UserID)
	if err != nil {
		return web.Page{}, err
	}
	p := views.SavedPage{Views: savedRows(req, own)}
	if v, ok := table.ViewFromAddress(s.Base, req.URL.Query().Get("address")); ok {
		p.Unsaved = unsavedView(req, v)
	}
	return savedPage(p), nil
}

func unsavedView(req web.Request, v saved.View) *views.SavedView {
	return &views.SavedView{Link: ui.Link{Href: v.Address()}, List: table.NameOf(req, v.List), Summary: table.QueryText(v.Query), IsDefault: v.Default, Name: v.Name}
}

func savedPage(p views.SavedPage) web.Page {
	return web.Page{
		Title: "Saved views", Static: true,
		Body: func(sh views.PageLayout) templ.Component { return views.SavedViewsPage(sh, p) },
	}
}

func savedRows(req web.Request, own []saved.View) []views.SavedView {
	rows := make([]views.SavedView, 0, len(own))
	for _, v := range own {
		rows = append(rows, views.SavedView{
			ID: v.ID, Link: ui.Link{Text: v.Name, Href: v.Address()}, Name: v.Name, List: table.NameOf(req, v.List), Summary: table.QueryText(v.Query),
			IsDefault: v.Default, SavedAt: req.Moment(v.SavedAt),
		})
	}
	return rows
}

func (s *Handlers) saveView(c echo.Context) error {
	v, ok := table.ViewFromAddress(s.Base, c.FormValue("address"))
	if !ok {
		return echo.NewHTTPError(http.StatusBadRequest)
	}
	v.UserID, v.Name, v.Default, v.SavedAt = session.UserIDOf(c), c.FormValue("name"), c.FormValue("usual") != "", s.Now()
	err := s.SavedViews.SaveView(c.Request().Context(), v)
	if wrong := viewProblem(err); wrong != "" {
		return s.viewRefused(c, func(req web.Request, p *views.SavedPage) {
			p.Unsaved = unsavedView(req, v)
			p.Unsaved.Error = wrong
		})
	}
	if err != nil {
		return fmt.Errorf("save a view: %w", err)
	}
	s.Hub.Changed()
	return c.Redirect(http.StatusSeeOther, v.Address())
}

func (s *Handlers) renameView(c echo.Context) error {
	id, name := c.Param("id"), c.FormValue("name")
	err := s.SavedViews.RenameView(c.Request().Context(), session.UserIDOf(c), id, name)
	if wrong := viewProblem(err); wrong != "" {
		return s.viewRefused(c, func(_ web.Request, p *views.SavedPage) {
			for i := range p.Views {
				if p.Views[i].ID == id {
					p.Views[i].Name, p.Views[i].Error = name, wrong
				}
			}
		})
	}
	return s.viewChanged(c, err)
}

// setDefaultView makes a view the navigation's default, or reverts that.
func (s *Handlers) setDefaultView(c echo.Context) error {
	return s.viewChanged(c, s.SavedViews.SetDefaultView(c.Request().Context(), session.UserIDOf(c), c.Param("id"), c.FormValue("usual") != ""))
}

func (s *Handlers) deleteView(c echo.Context) error {
	return s.viewChanged(c, s.SavedViews.DeleteView(c.Request().Context(), session.UserIDOf(c), c.Param("id")))
}

// viewChanged returns to the saved views after a change, also when the view had already been deleted.
func (s *Handlers) viewChanged(c echo.Context, err error) error {
	if err != nil && !errors.Is(err, saved.ErrNoView) {
		return fmt.Errorf("change a saved view: %w", err)
	}
	s.Hub.Changed()
	return c.Redirect(http.StatusSeeOther, paths.ViewsPath)
}

// viewRefused shows the saved views again with the error.
func (s *Handlers) viewRefused(c echo.Context, change func(web.Request, *views.SavedPage)) error {
	req := s.NewRequest(c.Request().URL, nil, session.UserOf(c))
	own, err := s.ViewsOf(c.Request().Context(), req, session.UserIDOf(c))
	if err != nil {
		return err
	}
	content := views.SavedPage{Views: savedRows(req, own)}
	change(req, &content)
	return s.SendPage(c, http.StatusUnprocessableEntity, req, savedPage(content))
}

// viewProblem explains what the user can do about a refused view; empty when that is nothing.
func viewProblem(err error) string {
	switch {
	case errors.Is(err, saved.ErrName):
		return fmt.Sprintf("A name has 1 to %d characters that can be seen.", saved.MaxName)
	case errors.Is(err, saved.ErrNameTaken):
		return "Another view of this list has that name. Choose another name, or delete that view."
	case errors.Is(err, saved.ErrTooMany):
		return fmt.Sprintf("You have %d saved views, the most that a user can have. Delete one that you no longer need.", saved.MaxPerUser)
	case errors.Is(err, saved.ErrAddress):
		return "The settings of this list are too long for an address. Use fewer filters, or open fewer groups."
	default:
		return ""
	}
}
