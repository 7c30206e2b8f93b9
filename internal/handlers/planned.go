package handlers

import (
	"slices"

	"snapdeck/internal/operation"
	"snapdeck/internal/views"
)

// plannedDeletions are those that can still be undone, the next first. What was asked for
// together is one of them.
func (s *Server) plannedDeletions(a asked) views.PlannedDeletions {
	batches := map[string][]operation.Operation{}
	var order []string
	for _, op := range s.Board.Deletions() {
		if !op.Planned() {
			continue
		}
		id := op.ID
		if op.Batch != "" {
			id = op.Batch
		}
		if batches[id] == nil {
			order = append(order, id)
		}
		batches[id] = append(batches[id], op)
	}
	slices.Reverse(order)
	p := views.PlannedDeletions{Total: len(order)}
	for _, id := range order[:min(len(order), plannedShown)] {
		p.Rows = append(p.Rows, plannedDeletion(a, id, batches[id]))
	}
	p.More = len(order) - len(p.Rows)
	return p
}

func plannedDeletion(a asked, id string, ops []operation.Operation) views.PlannedDeletion {
	first, gb := ops[0], 0.0
	for _, op := range ops {
		gb += op.SizeGB
	}
	d := views.PlannedDeletion{
		ID: id, What: views.Link{Text: thingOf(first), Href: thingHref(a, first)}, Of: "asked for by " + first.Actor,
		Size: views.GB(gb), When: a.moment(first.NotBefore), Undo: operationHref(first.ID) + "/cancel",
	}
	switch {
	case first.Batch != "":
		d.What, d.Undo = views.Link{Text: snapshotsWord(len(ops)), Href: batchHref(first.Batch)}, batchHref(first.Batch)+"/cancel"
	case first.VolumeID != "":
		d.Of = "of volume " + named(first.VolumeName, first.VolumeID)
	}
	return d
}
