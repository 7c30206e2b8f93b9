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
func (s *Server) savedViews(a asked) (page, error) {
	mine, err := s.viewsOf(a, a.userID)
	if err != nil {
		return page{}, err
	}
	p := views.SavedPage{Views: savedRows(a, mine)}
	if v, ok := s.savable(a.url.Query().Get("address")); ok {
		p.Fresh = freshView(a, v)
	}
	return savedPage(p), nil
}

func freshView(a asked, v saved.View) *views.SavedView {
	return &views.SavedView{Link: views.Link{Href: v.Address()}, List: listName(a, v.List), Says: queryWords(v.Query), Usual: v.Usual, Name: v.Name}
}

func savedPage(p views.SavedPage) page {
	return page{
		title: "Saved views", still: true,
		body: func(sh views.Shell) templ.Component { return views.SavedViewsPage(sh, p) },
	}
}

func savedRows(a asked, mine []saved.View) []views.SavedView {
	rows := make([]views.SavedView, 0, len(mine))
	for _, v := range mine {
		rows = append(rows, views.SavedView{
			ID: v.ID, Link: views.Link{Text: v.Name, Href: v.Address()}, Name: v.Name, List: listName(a, v.List), Says: queryWords(v.Query),
			Usual: v.Usual, SavedAt: a.moment(v.SavedAt),
		})
	}
	return rows
}

// saveView keeps a list as it is under a name, and goes back to it.
func (s *Server) saveView(c echo.Context) error {
	if err := parseForm(c.Request()); err != nil {
		return err
	}
	v, ok := s.savable(c.FormValue("address"))
	if !ok {
		return echo.NewHTTPError(http.StatusBadRequest)
	}
	v.UserID, v.Name, v.Usual, v.SavedAt = userIDOf(c), c.FormValue("name"), c.FormValue("usual") != "", s.Now()
	err := s.Saved.SaveView(c.Request().Context(), v)
	if wrong := viewTrouble(err); wrong != "" {
		return s.viewRefused(c, func(a asked, p *views.SavedPage) {
			p.Fresh = freshView(a, v)
			p.Fresh.Error = wrong
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
	err := s.Saved.RenameView(c.Request().Context(), userIDOf(c), id, name)
	if wrong := viewTrouble(err); wrong != "" {
		return s.viewRefused(c, func(_ asked, p *views.SavedPage) {
			for i := range p.Views {
				if p.Views[i].ID == id {
					p.Views[i].Name, p.Views[i].Error = name, wrong
				}
			}
		})
	}
	return s.viewChanged(c, err)
}

// setUsualView makes the navigation lead to a view, or no longer.
func (s *Server) setUsualView(c echo.Context) error {
	if err := parseForm(c.Request()); err != nil {
		return err
	}
	return s.viewChanged(c, s.Saved.SetUsualView(c.Request().Context(), userIDOf(c), c.Param("id"), c.FormValue("usual") != ""))
}

// deleteView forgets a view.
func (s *Server) deleteView(c echo.Context) error {
	return s.viewChanged(c, s.Saved.DeleteView(c.Request().Context(), userIDOf(c), c.Param("id")))
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
func (s *Server) viewRefused(c echo.Context, say func(asked, *views.SavedPage)) error {
	a := s.ask(c.Request().Context(), c.Request().URL, nil, userOf(c))
	mine, err := s.viewsOf(a, userIDOf(c))
	if err != nil {
		return err
	}
	content := views.SavedPage{Views: savedRows(a, mine)}
	say(a, &content)
	p := savedPage(content)
	return s.send(c, http.StatusUnprocessableEntity, p.body(s.shell(c, p, a)))
}

// viewTrouble says what a person can do about a view that was not taken; it is empty when that
// is nothing.
func viewTrouble(err error) string {
	switch {
	case errors.Is(err, saved.ErrName):
		return fmt.Sprintf("A name has 1 to %d characters that can be seen.", saved.MaxName)
	case errors.Is(err, saved.ErrTaken):
		return "Another view of this list has that name. Choose a different one, or delete the other."
	case errors.Is(err, saved.ErrFull):
		return fmt.Sprintf("You have %d saved views, which is as many as one person may have. Delete one that you no longer need.", saved.MaxPerUser)
	case errors.Is(err, saved.ErrAddress):
		return "What this list shows is too much for one address. Use fewer filters, or turn fewer groups."
	default:
		return ""
	}
}
