package forms

import (
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/a-h/templ"
	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"snapdeck/internal/handlers/notice"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/operation"
	"snapdeck/internal/views"
	"snapdeck/internal/views/ui"
)

// Recorder records what forms request, and answers when that is refused.
type Recorder struct {
	engine        web.Engine
	operations    *operation.Cache
	timeout       time.Duration
	showOperation ShowOperation
	responses     responses
}

// ShowOperation answers with an operation and the reason why nothing was done.
type ShowOperation func(c echo.Context, id string, why Refusal) error

// NewRecorder returns a recorder.
func NewRecorder(base *web.Base, show ShowOperation) *Recorder {
	return &Recorder{
		engine: base.Engine, operations: base.Operations, timeout: base.ResponseTimeout, showOperation: show,
		responses: responses{waiting: map[string][]chan operation.Operation{}},
	}
}

// Record records the requests of a form and leads to a page, or to their operations if none is given; again shows the
// form when it was sent before with other content. Resources for which the same operation is already open may be left out.
func (s *Recorder) Record(c echo.Context, f Sent, to string, again func(earlier []operation.Operation) error, requests ...operation.Request) error {
	done, err := s.engine.Submit(c.Request().Context(), f.By, f.Key, requests...)
	switch {
	case err != nil:
		return s.NotRecorded(c, err, again)
	case len(done.Ops) == 0:
		return s.OpenAlready(c, done.Open[0])
	case len(done.Open) > 0:
		return c.Redirect(http.StatusSeeOther, notice.With(ResultHref(done), notice.Open, done.Ops[0].ID))
	default:
		return Recorded(c, done, to)
	}
}

// Resent is a form about several resources that was sent before, with other resources or other content.
type Resent struct {
	Action  string // address that records it
	Verb    string // of its button: "Create"
	Field   string // that names a resource
	Values  url.Values
	Known   int                         // resources for which the form has recorded an operation
	Missing []string                    // the others, which would be recorded now
	Items   []string                    // all that would be recorded now
	Earlier []operation.Operation       // that the form has recorded
	Seen    func(items []string) string // digest of the review of some items; nil: no review
}

// ShowResent asks what a form that was sent before should record now: the missing items or all, each as a form with
// its own key.
func ShowResent(s *web.Base, c echo.Context, req web.Request, nav string, r Resent) error {
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
