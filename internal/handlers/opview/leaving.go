package opview

import (
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/views"
)

// Leaving returns the open deletions of snapshots, which forbid restoring from them.
func (s *Presenter) Leaving(req web.Request, snapshotIDs ...string) []views.Operation {
	var open []views.Operation
	seen := map[string]bool{}
	for _, id := range snapshotIDs {
		if op, found := s.Operations.Deletion(id); found && !seen[op.ID] {
			seen[op.ID] = true
			open = append(open, s.View(req, op))
		}
	}
	return open
}
