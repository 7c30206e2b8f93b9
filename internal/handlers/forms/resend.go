package forms

import (
	"fmt"
	"net/http"
	"net/url"

	"github.com/a-h/templ"
	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"snapdeck/internal/handlers/web"
	"snapdeck/internal/operation"
	"snapdeck/internal/views"
	"snapdeck/internal/views/ui"
)

// Resent is a form about several resources that was sent before, with other resources or other content.
type Resent struct {
	Action   string // address that records it
	Verb     string // of its button: "Create"
	Field    string // that names a resource
	Values   url.Values
	Recorded int                         // resources for which the form has recorded an operation
	Missing  []string                    // the others, which would be recorded now
	Items    []string                    // all that would be recorded now
	Earlier  []operation.Operation       // that the form has recorded
	Seen     func(items []string) string // digest of the review of some items; nil: no review
}

// ShowResent asks what a form that was sent before should record now: the missing items or all, each as a form with
// its own key.
func ShowResent(s *web.Base, c echo.Context, req web.Request, nav string, r Resent) error {
	n, ago := len(r.Missing), ui.Ago(req.Now.Sub(r.Earlier[0].CreatedAt))
	v := views.Resent{
		Title: fmt.Sprintf("%d of %d were already requested %s", r.Recorded, r.Recorded+n, ago),
		Text:  "Nothing was recorded now.",
		Link:  ui.Link{Text: "Show operations", Href: TogetherHref(r.Earlier[0])},
	}
	if r.Recorded > 0 {
		v.Forms = append(v.Forms, r.form(fmt.Sprintf("%s the missing %d", r.Verb, n), r.Missing))
	} else {
		v.Title = "Already requested " + ago + ", with other content"
	}
	if all := len(r.Items); r.Recorded == 0 || all > n {
		v.Forms = append(v.Forms, r.form(fmt.Sprintf("%s all %d", r.Verb, all), r.Items))
	}
	return s.SendPage(c, http.StatusConflict, req, web.Page{
		Title: v.Title, Nav: nav, Static: true,
		Body: func(sh views.PageLayout) templ.Component { return views.ResentPage(sh, v) },
	})
}

// form returns the sent form, for some items and with a new key.
func (r Resent) form(button string, items []string) views.ResentForm {
	f := views.ResentForm{Action: r.Action, Button: button, Fields: []ui.HiddenField{{Name: "key", Value: uuid.NewString()}}}
	if r.Seen != nil {
		f.Fields = append(f.Fields, ui.HiddenField{Name: "seen", Value: r.Seen(items)})
	}
	f.Fields = append(f.Fields, HiddenFields(r.Values, "key", "seen", "match", r.Field)...)
	for _, id := range items {
		f.Fields = append(f.Fields, ui.HiddenField{Name: r.Field, Value: id})
	}
	return f
}
