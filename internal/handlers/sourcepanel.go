package handlers

import (
	"snapdeck/internal/inventory"
	"snapdeck/internal/views"
)

// sourcePanel is what a snapshot's page says of its source when that is not known, or was
// confirmed by a person and may be corrected; else nil.
func (s *Server) sourcePanel(req pageRequest, snap inventory.Snapshot) *views.SourcePanel {
	source := req.view.Source(snap.ID)
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
	inferences := s.Inferrer.Look(req.view)
	inference, _ := inferences.Of(snap.ID)
	inference, _ = inference.InView(req.view)
	p.Certain = source.Known()
	p.Inference, p.History = inferenceView(req, inference), historyView(req, inferences.History)
	if candidate, one := inference.Source(); one && !inference.Denied {
		p.Pair = pairOf(req.view, snap.ID, candidate.VolumeID).String()
	}
	return p
}
