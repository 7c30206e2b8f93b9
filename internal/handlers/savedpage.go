package handlers

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"snapdeck/internal/saved"
	"snapdeck/internal/views"
)

// viewsPath is where somebody's saved views are; each has its own address beneath.
const viewsPath = "/views"

// savedViews lists what somebody saved, and offers to save the list at an address.
func (s *Server) savedViews(req pageRequest) (page, error) {
	own, err := s.viewsOf(req, req.userID)
	if err != nil {
		return page{}, err
	}
	p := views.SavedPage{Views: savedRows(req, own)}
	if v, ok := s.viewFromAddress(req.url.Query().Get("address")); ok {
		p.Unsaved = unsavedView(req, v)
	}
	return savedPage(p), nil
}

func unsavedView(req pageRequest, v saved.View) *views.SavedView {
	return &views.SavedView{Link: views.Link{Href: v.Address()}, List: tableName(req, v.List), Summary: queryText(v.Query), IsDefault: v.Default, Name: v.Name}
}

func savedPage(p views.SavedPage) page {
	return page{
		title: "Saved views", static: true,
		body: func(sh views.PageLayout) templ.Component { return views.SavedViewsPage(sh, p) },
	}
}

func savedRows(req pageRequest, own []saved.View) []views.SavedView {
	rows := make([]views.SavedView, 0, len(own))
	for _, v := range own {
		rows = append(rows, views.SavedView{
			ID: v.ID, Link: views.Link{Text: v.Name, Href: v.Address()}, Name: v.Name, List: tableName(req, v.List), Summary: queryText(v.Query),
			IsDefault: v.Default, SavedAt: req.moment(v.SavedAt),
		})
	}
	return rows
}

// saveView keeps a list as it is under a name, and goes back to it.
func (s *Server) saveView(c echo.Context) error {
	if err := parseForm(c.Request()); err != nil {
		return err
	}
	v, ok := s.viewFromAddress(c.FormValue("address"))
	if !ok {
		return echo.NewHTTPError(http.StatusBadRequest)
	}
	v.UserID, v.Name, v.Default, v.SavedAt = userIDOf(c), c.FormValue("name"), c.FormValue("usual") != "", s.Now()
	err := s.SavedViews.SaveView(c.Request().Context(), v)
	if wrong := viewProblem(err); wrong != "" {
		return s.viewRefused(c, func(req pageRequest, p *views.SavedPage) {
			p.Unsaved = unsavedView(req, v)
			p.Unsaved.Error = wrong
		})
	}
	if err != nil {
		return fmt.Errorf("save a view: %w", err)
	}
	s.hub.Changed()
	return c.Redirect(http.StatusSeeOther, v.Address())
}

// renameView gives a view another name.
func (s *Server) renameView(c echo.Context) error {
	if err := parseForm(c.Request()); err != nil {
		return err
	}
	id, name := c.Param("id"), c.FormValue("name")
	err := s.SavedViews.RenameView(c.Request().Context(), userIDOf(c), id, name)
	if wrong := viewProblem(err); wrong != "" {
		return s.viewRefused(c, func(_ pageRequest, p *views.SavedPage) {
			for i := range p.Views {
				if p.Views[i].ID == id {
					p.Views[i].Name, p.Views[i].Error = name, wrong
				}
			}
		})
	}
	return s.viewChanged(c, err)
}

// setDefaultView makes the navigation lead to a view, or no longer.
func (s *Server) setDefaultView(c echo.Context) error {
	if err := parseForm(c.Request()); err != nil {
		return err
	}
	return s.viewChanged(c, s.SavedViews.SetDefaultView(c.Request().Context(), userIDOf(c), c.Param("id"), c.FormValue("usual") != ""))
}

// deleteView forgets a view.
func (s *Server) deleteView(c echo.Context) error {
	return s.viewChanged(c, s.SavedViews.DeleteView(c.Request().Context(), userIDOf(c), c.Param("id")))
}

// viewChanged goes back to the saved views after one was changed. One that is gone already needs no
// more than that.
func (s *Server) viewChanged(c echo.Context, err error) error {
	if err != nil && !errors.Is(err, saved.ErrNoView) {
		return fmt.Errorf("change a saved view: %w", err)
	}
	s.hub.Changed()
	return c.Redirect(http.StatusSeeOther, viewsPath)
}

// viewRefused shows the saved views again, with what is wrong.
func (s *Server) viewRefused(c echo.Context, change func(pageRequest, *views.SavedPage)) error {
	req := s.newPageRequest(c.Request().Context(), c.Request().URL, nil, userOf(c))
	own, err := s.viewsOf(req, userIDOf(c))
	if err != nil {
		return err
	}
	content := views.SavedPage{Views: savedRows(req, own)}
	change(req, &content)
	p := savedPage(content)
	return s.send(c, http.StatusUnprocessableEntity, p.body(s.layout(c, p, req)))
}

// viewProblem says what a person can do about a view that was not taken; it is empty when that
// is nothing.
func viewProblem(err error) string {
	switch {
	case errors.Is(err, saved.ErrName):
		return fmt.Sprintf("A name has 1 to %d characters that can be seen.", saved.MaxName)
	case errors.Is(err, saved.ErrNameTaken):
		return "Another view of this list has that name. Choose a different one, or delete the other."
	case errors.Is(err, saved.ErrTooMany):
		return fmt.Sprintf("You have %d saved views, which is as many as one person may have. Delete one that you no longer need.", saved.MaxPerUser)
	case errors.Is(err, saved.ErrAddress):
		return "What this list shows is too much for one address. Use fewer filters, or turn fewer groups."
	default:
		return ""
	}
}
