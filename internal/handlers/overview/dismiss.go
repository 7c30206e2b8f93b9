package overview

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"snapdeck/internal/coverage"
	"snapdeck/internal/handlers/notice"
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/session"
)

const maxCause = 100

// dismiss hides the failures of a cause until the next one, unless a newer one that the user has not seen occurred
// since the page was rendered.
func (s *Handlers) dismiss(c echo.Context) error {
	cause, volumeID := c.FormValue("cause"), c.FormValue("volume")
	seen, err := time.Parse(time.RFC3339Nano, c.FormValue("seen"))
	if err != nil || cause == "" || len(cause) > maxCause {
		return echo.NewHTTPError(http.StatusBadRequest).SetInternal(fmt.Errorf("dismiss cause %q seen at %q: %w", cause, c.FormValue("seen"), err))
	}
	ctx, now, back := c.Request().Context(), s.Now(), paths.Local(c.FormValue("back"))
	if s.latestFailure(cause, volumeID).After(seen) {
		return c.Redirect(http.StatusSeeOther, notice.With(back, notice.Newer, ""))
	}
	d := coverage.Dismissal{Cause: cause, VolumeID: volumeID, By: session.UserOf(c), At: now}
	if err := s.Dismissals.Dismiss(ctx, d, c.RealIP()); err != nil {
		return err
	}
	if err := s.Dismissals.ForgetDismissals(ctx, s.overDismissals(s.Failures.Dismissed(ctx, now), now)); err != nil {
		s.Log.Warn("delete expired dismissals", "error", err)
	}
	s.Hub.Changed()
	return c.Redirect(http.StatusSeeOther, notice.With(back, notice.Dismissed, ""))
}

// latestFailure returns the time of the newest open failure of a cause.
func (s *Handlers) latestFailure(cause, volumeID string) (latest time.Time) {
	for _, g := range s.Coverage().OpenFailures(nil) {
		for _, f := range g.Failures {
			if g.Cause == cause && (volumeID == "" || f.VolumeID == volumeID) && f.At.After(latest) {
				latest = f.At
			}
		}
	}
	for _, op := range s.Operations.All() {
		if otherCause(op) == cause && op.FinishedAt.After(latest) {
			latest = op.FinishedAt
		}
	}
	return latest
}

// overDismissals returns the dismissals that no longer hide anything.
func (s *Handlers) overDismissals(all []coverage.Dismissal, now time.Time) []coverage.Dismissal {
	var snapshots, over []coverage.Dismissal
	for _, d := range all {
		switch {
		case !strings.Contains(d.Cause, "/"):
			snapshots = append(snapshots, d)
		case now.Sub(d.At) > recentFailures:
			over = append(over, d)
		}
	}
	if r := s.Coverage(); r.Complete {
		over = append(over, r.Over(snapshots)...)
	}
	return over
}
