package auditlog

import (
	"context"
	"fmt"
	"slices"

	"snapdeck/internal/handlers/resource"
	"snapdeck/internal/handlers/table"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/views/ui"
)

func (s *Handlers) auditForm(ctx context.Context, req web.Request, q table.Query) (ui.Filter, error) {
	actors, err := s.AuditLog.AuditActors(ctx)
	if err != nil {
		return ui.Filter{}, fmt.Errorf("list who did something: %w", err)
	}
	actions, err := s.AuditLog.AuditActions(ctx)
	if err != nil {
		return ui.Filter{}, fmt.Errorf("list what was done: %w", err)
	}
	same := func(name string) string { return name }
	f := q.Filter("Name, id or request id",
		q.SelectField("actor", "Who", labelledOptions(actors, q.Values.Get("actor"), same)),
		q.SelectField("action", "What", labelledOptions(actions, q.Values.Get("action"), actionLabel)),
		q.SelectField("outcome", "Outcome", labelledOptions(outcomes(), q.Values.Get("outcome"), func(o string) string { return outcomePill(o).Label })))
	f.Dates = []ui.DateField{
		{Name: "from", Label: "From", Value: q.Values.Get("from")}, {Name: "to", Label: "To", Value: q.Values.Get("to")},
	}
	for _, key := range []string{"volume", "snapshot"} {
		if value := q.Values.Get(key); value != "" {
			f.Hidden = append(f.Hidden, ui.HiddenField{Name: key, Value: value, Text: "Only the " + key + " " + resource.Name(req, key, value)})
		}
	}
	if q.Filtered(auditKeys()...) {
		f.Clear = q.Path
	}
	return f, nil
}

// labelledOptions returns an option for each value, and for the selected one even if it is none of them.
func labelledOptions(values []string, selected string, word func(string) string) []ui.Option {
	if selected != "" && !slices.Contains(values, selected) {
		values = append(slices.Clone(values), selected)
	}
	options := make([]ui.Option, 0, len(values))
	for _, value := range values {
		options = append(options, ui.Option{Value: value, Text: word(value)})
	}
	return options
}
