package forms

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"snapdeck/internal/handlers/notice"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/operation"
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
