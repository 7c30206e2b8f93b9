package handlers

import (
	"fmt"
	"slices"

	"snapdeck/internal/views"
)

// auditForm is the form above the trail.
func (s *Server) auditForm(a asked, l listing) (views.Filter, error) {
	actors, err := s.Trail.AuditActors(a.ctx)
	if err != nil {
		return views.Filter{}, fmt.Errorf("list who did something: %w", err)
	}
	actions, err := s.Trail.AuditActions(a.ctx)
	if err != nil {
		return views.Filter{}, fmt.Errorf("list what was done: %w", err)
	}
	same := func(name string) string { return name }
	f := l.filter("Name, id or request id",
		l.choice("actor", "Who", wordedOptions(actors, l.values.Get("actor"), same)),
		l.choice("action", "What", wordedOptions(actions, l.values.Get("action"), actionWord)),
		l.choice("outcome", "Outcome", wordedOptions(outcomes(), l.values.Get("outcome"), func(o string) string { return outcomePill(o).Word })))
	f.Dates = []views.DateField{
		{Name: "from", Label: "From", Value: l.values.Get("from")}, {Name: "to", Label: "To", Value: l.values.Get("to")},
	}
	for _, key := range []string{"volume", "snapshot"} {
		if value := l.values.Get(key); value != "" {
			f.Kept = append(f.Kept, views.Kept{Name: key, Value: value, Text: "Only the " + key + " " + thingName(a, key, value)})
		}
	}
	if l.filtered(auditKeys()...) {
		f.Clear = l.path
	}
	return f, nil
}

// thingName is the name of a volume or a snapshot, or its id when it is gone.
func thingName(a asked, kind, id string) string {
	if vol, ok := a.view.Volume(id); ok && kind == "volume" {
		return named(vol.Name, id)
	}
	if snap, ok := a.view.Snapshot(id); ok && kind == "snapshot" {
		return named(snap.Name, id)
	}
	return id
}

// wordedOptions are the values that can be chosen, and the chosen one even if it is none of them.
func wordedOptions(values []string, chosen string, word func(string) string) []views.Option {
	if chosen != "" && !slices.Contains(values, chosen) {
		values = append(slices.Clone(values), chosen)
	}
	options := make([]views.Option, 0, len(values))
	for _, value := range values {
		options = append(options, views.Option{Value: value, Text: word(value)})
	}
	return options
}
