package handlers

import (
	"fmt"
	"slices"

	"snapdeck/internal/views"
)

// auditForm is the form above the trail.
func (s *Server) auditForm(req pageRequest, q tableQuery) (views.Filter, error) {
	actors, err := s.AuditLog.AuditActors(req.ctx)
	if err != nil {
		return views.Filter{}, fmt.Errorf("list who did something: %w", err)
	}
	actions, err := s.AuditLog.AuditActions(req.ctx)
	if err != nil {
		return views.Filter{}, fmt.Errorf("list what was done: %w", err)
	}
	same := func(name string) string { return name }
	f := q.filter("Name, id or request id",
		q.selectField("actor", "Who", labelledOptions(actors, q.values.Get("actor"), same)),
		q.selectField("action", "What", labelledOptions(actions, q.values.Get("action"), actionLabel)),
		q.selectField("outcome", "Outcome", labelledOptions(outcomes(), q.values.Get("outcome"), func(o string) string { return outcomePill(o).Label })))
	f.Dates = []views.DateField{
		{Name: "from", Label: "From", Value: q.values.Get("from")}, {Name: "to", Label: "To", Value: q.values.Get("to")},
	}
	for _, key := range []string{"volume", "snapshot"} {
		if value := q.values.Get(key); value != "" {
			f.Hidden = append(f.Hidden, views.HiddenField{Name: key, Value: value, Text: "Only the " + key + " " + resourceName(req, key, value)})
		}
	}
	if q.filtered(auditKeys()...) {
		f.Clear = q.path
	}
	return f, nil
}

// resourceName is the name of a volume or a snapshot, or its id when it is gone.
func resourceName(req pageRequest, kind, id string) string {
	if vol, ok := req.view.Volume(id); ok && kind == "volume" {
		return displayName(vol.Name, id)
	}
	if snap, ok := req.view.Snapshot(id); ok && kind == "snapshot" {
		return displayName(snap.Name, id)
	}
	return id
}

// labelledOptions are the values that can be chosen, and the chosen one even if it is none of them.
func labelledOptions(values []string, selected string, word func(string) string) []views.Option {
	if selected != "" && !slices.Contains(values, selected) {
		values = append(slices.Clone(values), selected)
	}
	options := make([]views.Option, 0, len(values))
	for _, value := range values {
		options = append(options, views.Option{Value: value, Text: word(value)})
	}
	return options
}
