package handlers

import (
	"snapdeck/internal/inventory"
	"snapdeck/internal/views"
)

// sourcePanel is what a snapshot's page says of its source when that is not known, or was
// confirmed by a person and may be corrected; else nil.
func (s *Server) sourcePanel(a asked, snap inventory.Snapshot) *views.SourcePanel {
	source := a.view.Source(snap.ID)
	if source.Written() && !source.Confirmed {
		return nil
	}
	p := &views.SourcePanel{Known: source.Written(), Choose: sourceHref(snap.ID), Back: snapshotHref(snap.ID)}
	if op, writing := s.sourceBeingWritten(snap.ID); writing {
		p.Writing = views.Link{Text: "Its source is being written.", Href: operationHref(op.ID)}
	}
	if source.Written() {
		return p
	}
	guesses := s.Guesser.Look(a.view)
	guess, _ := guesses.Of(snap.ID)
	guess, _ = guess.In(a.view)
	p.Guess, p.Past = guessView(a, guess), pastReading(a, guesses.Past)
	if candidate, one := guess.Source(); one && !guess.Denied {
		p.Pair = pairOf(a.view, snap.ID, candidate.VolumeID).String()
	}
	return p
}
