package handlers

import (
	"fmt"

	"github.com/a-h/templ"

	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/views"
)

func operationColumns() []head {
	return []head{
		{"Outcome", ""}, {"What", ""}, {"Volume", ""}, {"Data center", ""}, {"By", ""}, {"Asked", ""}, {"Took", "num"}, {"Action", "act"},
	}
}

// operations lists what Snapdeck was asked to do, newest first.
func (s *Server) operations(a asked) (page, error) {
	l := parseListing(a.url, nil, inventory.Order{})
	outcome := l.values.Get("outcome")
	found, total, err := s.Ledger.List(a.ctx, operation.Filter{
		Query: l.Text, States: statesOf(outcome), Prevented: outcome == "prevented", Offset: l.window().Offset, Limit: l.Per,
	})
	if err != nil {
		return page{}, fmt.Errorf("list the operations: %w", err)
	}
	p := views.Operations{
		Filter: l.filter("Volume, data center, snapshot or id", l.choice("outcome", "Outcome", []views.Option{
			{Value: "running", Text: "In progress"}, {Value: "done", Text: "Available"}, {Value: "failed", Text: "Failed"}, {Value: "prevented", Text: "Not carried out"}, {Value: "unknown", Text: "Unknown"},
		})),
		List: l.list("Operations", heads(operationColumns()), len(found), total, 0, [2]string{"operation", "operations"}),
	}
	p.List.Empty = views.Empty{
		Title: "Nothing was asked for yet", Text: "Create a snapshot of a volume, and how it goes shows here.", Link: views.Link{Text: "Choose a volume", Href: "/volumes"},
	}
	if l.Page > 1 || l.filtered("outcome") {
		p.List.Empty = views.Empty{Title: "Nothing matches", Text: "No operations match the search and the filters.", Link: views.Link{Text: "Show all", Href: l.path}}
	}
	var rows []fragment
	for _, op := range found {
		row := s.operationView(a, op)
		p.Rows = append(p.Rows, row)
		rows = append(rows, fragment{id: "op-" + op.ID, html: views.OperationRow(row)})
	}
	return page{
		title: "Operations", nav: "operations",
		body:      func(sh views.Shell) templ.Component { return views.OperationsPage(sh, p) },
		fragments: []fragment{{id: "list", html: views.OperationsList(p), rows: func() []fragment { return rows }}},
	}, nil
}

func statesOf(outcome string) []operation.State {
	switch outcome {
	case "running":
		return []operation.State{operation.Queued, operation.Waiting, operation.Submitting, operation.Accepted, operation.Provisioning}
	case "done":
		return []operation.State{operation.Done}
	case "failed":
		return []operation.State{operation.Failed}
	case "unknown":
		return []operation.State{operation.Unknown}
	default:
		return nil
	}
}
