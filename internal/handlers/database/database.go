package database

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"snapdeck/internal/handlers/middleware"
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/problem"
	"snapdeck/internal/handlers/session"
	"snapdeck/internal/handlers/texts"
	"snapdeck/internal/operation"
	"snapdeck/internal/quantity"
	"snapdeck/internal/views"
	"snapdeck/internal/views/ui"
)

// State reports the state of the database, on which every request of a user depends.
type State interface {
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

// Guard refuses forms while the database cannot be written to, and says so on every page.
type Guard struct {
	Database   State
	Operations *operation.Cache
	Now        func() time.Time
	Zone       *time.Location
}

// Unwritable is the error of a request while the database cannot be written to.
type Unwritable struct {
	Since time.Time
	title string
	tried bool // the request failed while it was being recorded
}

// Error describes since when.
func (u Unwritable) Error() string {
	return "the database cannot be written to since " + u.Since.UTC().Format(time.RFC3339)
}

// Problem explains that a request or page failed because of the database.
func (u Unwritable) Problem(r *http.Request) views.ProblemPage {
	sentences := []string{"Nothing was done.", "Nothing can be requested until the database can be written to again. Snapdeck tries every few seconds."}
	switch {
	case middleware.IsRead(r):
		sentences = []string{"This page needs the database. It tries again by itself."}
	case u.tried:
		sentences[0] = "The request was probably not recorded. Check the list of operations before you send it again."
	}
	return problem.Plain(http.StatusServiceUnavailable, u.title, sentences...)
}

// Writes refuses requests that write while the database cannot be written to.
func (s *Guard) Writes(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if !middleware.IsRead(c.Request()) && c.Path() != paths.ThemePath {
			if since, failing := s.Database.FailingSince(); failing {
				return Unwritable{Since: since, title: s.unwritableTitle(since)}
			}
		}
		return next(c)
	}
}

// Blame distinguishes an error that the database caused from any other.
func (s *Guard) Blame(err error, c echo.Context) error {
	s.Database.Suspect(context.WithoutCancel(c.Request().Context()), err)
	if since, failing := s.Database.FailingSince(); failing {
		return fmt.Errorf("%w: %w", Unwritable{Since: since, title: s.unwritableTitle(since), tried: true}, err)
	}
	return err
}

// Problems returns the problem shown above every page while the database cannot be written to.
func (s *Guard) Problems() []views.Problem {
	since, failing := s.Database.FailingSince()
	if !failing {
		return nil
	}
	return []views.Problem{{
		Title:     s.unwritableTitle(since),
		Sentences: []string{"Nothing can be requested until it can. Snapdeck tries again every few seconds."},
	}}
}

func (s *Guard) unwritableTitle(since time.Time) string {
	return "Snapdeck cannot write to its database since " + texts.AsOf(since, s.Now(), s.Zone)
}

// Blocked explains why no form can be sent, or returns "".
func (s *Guard) Blocked() string {
	if _, failing := s.Database.FailingSince(); failing {
		return "Snapdeck cannot write to its database."
	}
	return ""
}

// RestoredNotice explains that the database was restored to an earlier state, until a user continues.
func (s *Guard) RestoredNotice() []ui.Notice {
	at, cancelled, stands := s.Database.Restored()
	if !stands {
		return nil
	}
	text := "The database went back to an earlier state at " + texts.AsOf(at, s.Now(), s.Zone) + ": a backup was put in place, or PostgreSQL was recovered or failed over."
	if cancelled > 0 {
		text += " " + quantity.Plural(cancelled, "operation that had not started was", "operations that had not started were") + " cancelled."
	}
	action := &ui.NoticeAction{Href: paths.ContinuePath, Text: "Dismiss"}
	if n := s.Operations.CountHeld(); n > 0 {
		text += " " + quantity.Plural(n, "create waits", "creates wait") + " until you continue. Snapdeck checks IONOS Cloud for each one before it sends it."
		action.Text = "Continue all"
	}
	return []ui.Notice{{Code: "restored", Tone: "warn", Text: text, Action: action}}
}

// ContinueAll lets the waiting creates continue, and returns to the page.
func (s *Guard) ContinueAll(c echo.Context) error {
	if err := s.Database.ContinueAll(c.Request().Context(), session.ActorOf(c)); err != nil {
		return fmt.Errorf("continue after the database went back: %w", err)
	}
	return c.Redirect(http.StatusSeeOther, paths.Local(paths.Referer(c.Request())))
}
