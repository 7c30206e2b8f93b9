package web

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"snapdeck/internal/foreign"
	"snapdeck/internal/operation"
	"snapdeck/internal/quantity"
	"snapdeck/internal/views"
	"snapdeck/internal/views/ui"
)

// Database reports the state of the database, on which every request of a user depends.
type Database interface {
	// FailingSince returns since when it cannot be written to, if so.
	FailingSince() (since time.Time, failing bool)
	// Suspect checks at once whether it can be written to, after a failure that it may have caused.
	Suspect(ctx context.Context, cause error)
	// Restored returns when it was restored to an earlier state, and how many operations that cancelled, until a user
	// continues.
	Restored() (at time.Time, cancelled int, stands bool)
	// ContinueAll lets the creates that have been waiting since then continue.
	ContinueAll(ctx context.Context, by operation.Actor) error
}

// unwritable is the error of a request while the database cannot be written to.
type unwritable struct {
	since time.Time
	tried bool // the request failed while it was being recorded
}

// Error describes since when.
func (u unwritable) Error() string {
	return "the database cannot be written to since " + u.since.UTC().Format(time.RFC3339)
}

// Writes refuses requests that write while the database cannot be written to.
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

// blame distinguishes an error that the database caused from any other.
func (s *Base) blame(err error, c echo.Context) error {
	s.Database.Suspect(context.WithoutCancel(c.Request().Context()), err)
	if since, failing := s.Database.FailingSince(); failing {
		return fmt.Errorf("%w: %w", unwritable{since: since, tried: true}, err)
	}
	return err
}

// unwritablePage explains that a request or page failed because of the database.
func (s *Base) unwritablePage(u unwritable, r *http.Request) views.ProblemPage {
	sentences := []string{"Nothing was done.", "Nothing can be requested until the database can be written to again. Snapdeck tries every few seconds."}
	switch {
	case IsRead(r):
		sentences = []string{"This page needs the database. It tries again by itself."}
	case u.tried:
		sentences[0] = "The request was probably not recorded. Check the list of operations before you send it again."
	}
	return PlainProblem(http.StatusServiceUnavailable, s.unwritableTitle(u.since), sentences...)
}

// DatabaseProblem returns the problem shown above every page while the database cannot be written to.
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

// blocked explains why no form can be sent, or returns "".
func (s *Base) blocked() string {
	if _, failing := s.Database.FailingSince(); failing {
		return "Snapdeck cannot write to its database."
	}
	return ""
}

// Usable disables the forms of a page, with the reason, while none can be sent; it also isolates foreign text and
// adds the public path to addresses.
func (s *Base) Usable(html []byte) []byte {
	if reason := s.blocked(); reason != "" {
		html = views.DisableForms(html, reason)
	}
	return s.Site.HTML(foreign.HTML(html))
}

// restoredNotice explains that the database was restored to an earlier state, until a user continues.
func (s *Base) restoredNotice() []ui.Notice {
	at, cancelled, stands := s.Database.Restored()
	if !stands {
		return nil
	}
	text := "The database went back to an earlier state at " + asOf(at, s.Now(), s.Zone) + ": a backup was put in place, or PostgreSQL was recovered or failed over."
	if cancelled > 0 {
		text += " " + quantity.Plural(cancelled, "operation that had not started was", "operations that had not started were") + " cancelled."
	}
	action := &ui.NoticeAction{Href: ContinuePath, Text: "Dismiss"}
	if n := s.Operations.CountHeld(); n > 0 {
		text += " " + quantity.Plural(n, "create waits", "creates wait") + " until you continue. Snapdeck checks IONOS Cloud for each one before it sends it."
		action.Text = "Continue all"
	}
	return []ui.Notice{{Code: "restored", Tone: "warn", Text: text, Action: action}}
}

// ContinueAll lets the waiting creates continue, and returns to the page.
func (s *Base) ContinueAll(c echo.Context) error {
	by := operation.Actor{Name: UserOf(c), Addr: c.RealIP()}
	if err := s.Database.ContinueAll(c.Request().Context(), by); err != nil {
		return fmt.Errorf("continue after the database went back: %w", err)
	}
	return c.Redirect(http.StatusSeeOther, LocalPath(RefererPath(c.Request())))
}
