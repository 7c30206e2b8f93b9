package handlers

import (
	"slices"

	"snapdeck/internal/operation"
	"snapdeck/internal/views"
)

// plannedDeletions are those that can still be undone, the next first. What was asked for
// together is one of them.
func (s *Server) plannedDeletions(req pageRequest) views.PlannedDeletions {
	batches := map[string][]operation.Operation{}
	var order []string
	for _, op := range s.Operations.Deletions() {
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
	for _, id := range order[:min(len(order), maxPlanned)] {
		p.Rows = append(p.Rows, plannedDeletion(req, id, batches[id]))
	}
	p.More = len(order) - len(p.Rows)
	return p
}

func plannedDeletion(req pageRequest, id string, ops []operation.Operation) views.PlannedDeletion {
	first, gb := ops[0], 0.0
	for _, op := range ops {
		gb += op.SizeGB
	}
	d := views.PlannedDeletion{
		ID: id, Label: views.Link{Text: targetName(first), Href: targetHref(req, first)}, Detail: "asked for by " + first.Actor,
		Size: views.GB(gb), When: req.due(first.NotBefore), Undo: operationHref(first.ID) + "/cancel",
	}
	switch {
	case first.Batch != "":
		d.Label, d.Undo = views.Link{Text: snapshotCountText(len(ops)), Href: batchHref(first.Batch)}, batchHref(first.Batch)+"/cancel"
	case first.VolumeID != "":
		d.Detail = "of volume " + displayName(first.VolumeName, first.VolumeID)
	}
	return d
}
