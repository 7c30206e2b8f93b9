package web

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"snapdeck/internal/foreign"
	"snapdeck/internal/live"
	"snapdeck/internal/operation"
	"snapdeck/internal/views"
	"snapdeck/internal/views/ui"
)

// Database is how the database stands, on which everything depends that people request.
type Database interface {
	// FailingSince tells since when it cannot be written to, if it cannot.
	FailingSince() (since time.Time, failing bool)
	// Suspect looks at once whether it can, since something failed that may be its fault.
	Suspect(ctx context.Context, cause error)
	// Restored tells when it went back to an earlier state and how many operations that cancelled,
	// until a person continues.
	Restored() (at time.Time, cancelled int, stands bool)
	// ContinueAll lets the creates go on that wait since then.
	ContinueAll(ctx context.Context, by operation.Actor) error
}

// soundDatabase is one with which nothing is wrong.
type soundDatabase struct{}

func (soundDatabase) FailingSince() (time.Time, bool) { return time.Time{}, false }

func (soundDatabase) Suspect(context.Context, error) {}

func (soundDatabase) Restored() (time.Time, int, bool) { return time.Time{}, 0, false }

func (soundDatabase) ContinueAll(context.Context, operation.Actor) error { return nil }

// unwritable says that nothing can be requested, because the database cannot be written to.
type unwritable struct {
	since time.Time
	tried bool // it failed while it was tried
}

// Error says since when.
func (u unwritable) Error() string {
	return "the database cannot be written to since " + u.since.UTC().Format(time.RFC3339)
}

// Writes turns away what would be written while the database cannot be written to.
func (s *Base) Writes(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if !IsRead(c.Request()) && c.Path() != ThemePath {
			if since, failing := s.Database.FailingSince(); failing {
				return unwritable{since: since}
			}
		}
		return next(c)
	}
}

// IsRead reports whether a request changes nothing.
func IsRead(r *http.Request) bool { return r.Method == http.MethodGet || r.Method == http.MethodHead }

// blame tells an error that is the database's fault from other errors.
func (s *Base) blame(err error, c echo.Context) error {
	s.Database.Suspect(context.WithoutCancel(c.Request().Context()), err)
	if since, failing := s.Database.FailingSince(); failing {
		return fmt.Errorf("%w: %w", unwritable{since: since, tried: true}, err)
	}
	return err
}

// unwritablePage says that something could not be done, or a page not be shown.
func (s *Base) unwritablePage(u unwritable, r *http.Request) views.ProblemPage {
	sentences := []string{"Nothing was done.", "Nothing can be requested until the database can be written to again. Snapdeck tries every few seconds."}
	switch {
	case IsRead(r):
		sentences = []string{"This page needs the database. It tries again by itself."}
	case u.tried:
		sentences[0] = "What you requested was not recorded, unless the answer of the database was lost: look at the operations before you request it again."
	}
	return PlainProblem(http.StatusServiceUnavailable, s.unwritableTitle(u.since), sentences...)
}

// DatabaseProblem is shown above every page while the database cannot be written to.
func (s *Base) DatabaseProblem() []views.Problem {
	since, failing := s.Database.FailingSince()
	if !failing {
		return nil
	}
	return []views.Problem{{
		Title:     s.unwritableTitle(since),
		Sentences: []string{"Nothing can be requested until it can. Snapdeck tries again every few seconds."},
	}}
}

func (s *Base) unwritableTitle(since time.Time) string {
	return "Snapdeck cannot write to its database since " + asOf(since, s.Now(), s.Zone)
}

// blocked says why no form can be sent, or "".
func (s *Base) blocked() string {
	if _, failing := s.Database.FailingSince(); failing {
		return "Snapdeck cannot write to its database."
	}
	return ""
}

// Usable makes the forms of a page useless, and says why, while none can be sent. It makes foreign text safe to
// look at, and gives the addresses in the page their public path.
func (s *Base) Usable(html []byte) []byte {
	if reason := s.blocked(); reason != "" {
		html = views.DisableForms(html, reason)
	}
	return s.Site.HTML(foreign.HTML(html))
}

// usableFragments is usable for what is streamed.
func (s *Base) usableFragments(fragments []live.Fragment) []live.Fragment {
	for i := range fragments {
		fragments[i].HTML = s.Usable(fragments[i].HTML)
		fragments[i].Rows = s.usableFragments(fragments[i].Rows)
	}
	return fragments
}

// restoredNotice tells that the database went back to an earlier state, until a person continues.
func (s *Base) restoredNotice() []ui.Notice {
	at, cancelled, stands := s.Database.Restored()
	if !stands {
		return nil
	}
	text := "The database went back to an earlier state at " + asOf(at, s.Now(), s.Zone) + ": a backup was put in place, or PostgreSQL was recovered or failed over."
	if cancelled > 0 {
		text += " " + ui.Plural(cancelled, "operation that had not begun was", "operations that had not begun were") + " cancelled."
	}
	action := &ui.NoticeAction{Href: ContinuePath, Text: "Dismiss"}
	if n := s.Operations.CountHeld(); n > 0 {
		text += " " + ui.Plural(n, "create waits", "creates wait") + " until you continue; Snapdeck looks for each in IONOS Cloud before it sends it."
		action.Text = "Continue all"
	}
	return []ui.Notice{{Code: "restored", Tone: "warn", Text: text, Action: action}}
}

// ContinueAll lets the creates go on that wait, and goes back to the page.
func (s *Base) ContinueAll(c echo.Context) error {
	by := operation.Actor{Name: UserOf(c), Addr: c.RealIP()}
	if err := s.Database.ContinueAll(c.Request().Context(), by); err != nil {
		return fmt.Errorf("continue after the database went back: %w", err)
	}
	return c.Redirect(http.StatusSeeOther, LocalPath(RefererPath(c.Request())))
}
