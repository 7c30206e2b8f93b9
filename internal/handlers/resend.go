package handlers

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"

	"github.com/a-h/templ"
	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"snapdeck/internal/operation"
	"snapdeck/internal/views"
)

// resent is a form about several things that was sent before, and named other things then or said
// something else of them.
type resent struct {
	action  string // where it is recorded
	verb    string // of its button: "Create"
	field   string // that names a thing
	values  url.Values
	known   int                         // things that the form has become operations for
	missing []string                    // things that it has not, and that would be recorded now
	items   []string                    // all that would be recorded now
	earlier []operation.Operation       // that the form has become
	seen    func(items []string) string // what the review of some things shows; nil: there is no review
}

// showResent asks what a form that was sent before is to record now: what is missing, or all of it. Each
// answer is a form with a key of its own.
func (s *Server) showResent(c echo.Context, req pageRequest, nav string, r resent) error {
	n, ago := len(r.missing), views.Ago(req.now.Sub(r.earlier[0].CreatedAt))
	v := views.Resent{
		Title: fmt.Sprintf("%d of %d were already requested %s", r.known, r.known+n, ago),
		Text:  "Nothing was recorded now.",
		Link:  views.Link{Text: "Show what was requested", Href: togetherHref(r.earlier[0])},
	}
	if r.known > 0 {
		v.Forms = append(v.Forms, r.form(fmt.Sprintf("%s the missing %d", r.verb, n), r.missing))
	} else {
		v.Title = "Already requested " + ago + ", with other content"
	}
	if all := len(r.items); r.known == 0 || all > n {
		v.Forms = append(v.Forms, r.form(fmt.Sprintf("%s all %d", r.verb, all), r.items))
	}
	p := page{
		title: v.Title, nav: nav, static: true,
		body: func(sh views.PageLayout) templ.Component { return views.ResentPage(sh, v) },
	}
	return s.send(c, http.StatusConflict, p.body(s.layout(c, p, req)))
}

// form is what was sent, for some things and with a key of its own.
func (r resent) form(button string, items []string) views.ResentForm {
	f := views.ResentForm{Action: r.action, Button: button, Fields: []views.HiddenField{{Name: "key", Value: uuid.NewString()}}}
	if r.seen != nil {
		f.Fields = append(f.Fields, views.HiddenField{Name: "seen", Value: r.seen(items)})
	}
	for _, name := range slices.Sorted(maps.Keys(r.values)) {
		if name == "key" || name == "seen" || name == "match" || name == r.field {
			continue
		}
		for _, value := range r.values[name] {
			f.Fields = append(f.Fields, views.HiddenField{Name: name, Value: value})
		}
	}
	for _, id := range items {
		f.Fields = append(f.Fields, views.HiddenField{Name: r.field, Value: id})
	}
	return f
}
