package web

import (
	"context"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/webtest"
)

// failingDatabase cannot be written to, or turns out so when an error is attributed to it.
type failingDatabase struct {
	webtest.SoundDatabase
	since     time.Time
	failsThen bool
	suspected error
}

func (d *failingDatabase) FailingSince() (time.Time, bool) { return d.since, !d.since.IsZero() }

func (d *failingDatabase) Suspect(_ context.Context, cause error) {
	d.suspected = cause
	if d.failsThen {
		d.since = noon
	}
}

// Any other error stays an internal error.
func TestHandleError_AttributesToDatabase(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		failsThen bool
		want      int
	}{"its fault": {true, http.StatusServiceUnavailable}, "not its fault": {false, http.StatusInternalServerError}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := &failingDatabase{failsThen: c.failsThen}
			f := newFixture(t, func(deps *Deps) { deps.Database = d })
			ctx, answer := webtest.Request(http.MethodPost, "/views", url.Values{})
			f.HandleError(webtest.ErrAway, ctx)
			require.Equal(t, c.want, answer.Code)
			require.ErrorIs(t, d.suspected, webtest.ErrAway)
		})
	}
}
