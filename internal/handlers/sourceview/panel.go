package sourceview

import (
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/views"
	"snapdeck/internal/views/ui"
)

// SourceBeingWritten returns the running operation that records the source of a snapshot.
func (s *Presenter) SourceBeingWritten(snapshotID string) (operation.Operation, bool) {
	for _, op := range s.Operations.OnSnapshot(snapshotID) {
		if op.SetsSource() && !op.State.Final() {
			return op, true
		}
	}
	return operation.Operation{}, false
}

// Panel returns the source panel of a snapshot's page, when the source is unknown or was confirmed by a user who may
// correct it; otherwise nil.
func (s *Presenter) Panel(req web.Request, snap inventory.Snapshot) *views.SourcePanel {
	source := req.View.Source(snap.ID)
	if source.Written() && !source.Confirmed {
		return nil
	}
	p := &views.SourcePanel{Known: source.Written(), Choose: paths.SourceHref(snap.ID), Back: paths.SnapshotHref(snap.ID)}
	if op, writing := s.SourceBeingWritten(snap.ID); writing {
		p.Writing = ui.Link{Text: "Its source is being written.", Href: paths.OperationHref(op.ID)}
	}
	if source.Written() {
		return p
	}
	history := s.Inferrer.History(req.View)
	inference, _ := req.View.Inference(snap.ID)
	p.Certain = source.Known()
	p.Inference, p.Likely = Inference(req, inference), inference.Confidence == inventory.Likely
	if !p.Certain && inference.Confidence != inventory.Certain {
		p.History = History(req, history)
	}
	if candidate, one := inference.Source(); one && !inference.Denied {
		p.Pair = PairOf(req.View, snap.ID, candidate.VolumeID).String()
	}
	return p
}
