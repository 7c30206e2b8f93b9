package web

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
	"snapdeck/internal/views/ui"
)

// PartlyRecorded answers a form of which some things were left out, since the same was being done to
// them already.
func (s *Base) PartlyRecorded(c echo.Context, done operation.Result) error {
	switch {
	case len(done.Ops) == 0:
		return s.OpenAlready(c, done.Open[0])
	case len(done.Open) > 0:
		return c.Redirect(http.StatusSeeOther, WithNotice(ResultHref(done), noticeOpen, done.Ops[0].ID))
	default:
		return Recorded(c, done, ResultHref(done))
	}
}

// Resent is a form about several things that was sent before, and named other things then or said
// something else of them.
type Resent struct {
	Action  string // where it is recorded
	Verb    string // of its button: "Create"
	Field   string // that names a thing
	Values  url.Values
	Known   int                         // things that the form has become operations for
	Missing []string                    // things that it has not, and that would be recorded now
	Items   []string                    // all that would be recorded now
	Earlier []operation.Operation       // that the form has become
	Seen    func(items []string) string // what the review of some things shows; nil: there is no review
}

// ShowResent asks what a form that was sent before is to record now: what is missing, or all of it. Each
// answer is a form with a key of its own.
func (s *Base) ShowResent(c echo.Context, req Request, nav string, r Resent) error {
	n, ago := len(r.Missing), ui.Ago(req.Now.Sub(r.Earlier[0].CreatedAt))
	v := views.Resent{
		Title: fmt.Sprintf("%d of %d were already requested %s", r.Known, r.Known+n, ago),
		Text:  "Nothing was recorded now.",
		Link:  ui.Link{Text: "Show what was requested", Href: TogetherHref(r.Earlier[0])},
	}
	if r.Known > 0 {
		v.Forms = append(v.Forms, r.form(fmt.Sprintf("%s the missing %d", r.Verb, n), r.Missing))
	} else {
		v.Title = "Already requested " + ago + ", with other content"
	}
	if all := len(r.Items); r.Known == 0 || all > n {
		v.Forms = append(v.Forms, r.form(fmt.Sprintf("%s all %d", r.Verb, all), r.Items))
	}
	p := Page{
		Title: v.Title, Nav: nav, Static: true,
		Body: func(sh views.PageLayout) templ.Component { return views.ResentPage(sh, v) },
	}
	return s.Send(c, http.StatusConflict, p.Body(s.Layout(c, p, req)))
}

// form is what was sent, for some things and with a key of its own.
func (r Resent) form(button string, items []string) views.ResentForm {
	f := views.ResentForm{Action: r.Action, Button: button, Fields: []ui.HiddenField{{Name: "key", Value: uuid.NewString()}}}
	if r.Seen != nil {
		f.Fields = append(f.Fields, ui.HiddenField{Name: "seen", Value: r.Seen(items)})
	}
	for _, name := range slices.Sorted(maps.Keys(r.Values)) {
		if name == "key" || name == "seen" || name == "match" || name == r.Field {
			continue
		}
		for _, value := range r.Values[name] {
			f.Fields = append(f.Fields, ui.HiddenField{Name: name, Value: value})
		}
	}
	for _, id := range items {
		f.Fields = append(f.Fields, ui.HiddenField{Name: r.Field, Value: id})
	}
	return f
}
