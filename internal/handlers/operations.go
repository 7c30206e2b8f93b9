package handlers

import (
	"fmt"

	"github.com/a-h/templ"

	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/views"
)

func operationColumns() []columnHeader {
	return []columnHeader{
		{"Outcome", ""}, {"What", ""}, {"Volume", ""}, {"Data center", ""}, {"By", ""}, {"Asked", ""}, {"Took", "num"}, {"Action", "act"},
	}
}

// operations lists what Snapdeck was asked to do, newest first.
func (s *Server) operations(req pageRequest) (page, error) {
	q := parseTableQuery(req.url, nil, inventory.Order{})
	outcome := q.values.Get("outcome")
	found, total, err := s.Ledger.List(req.ctx, operation.Filter{
		Query: q.Text, States: statesOf(outcome), Prevented: outcome == "prevented", Offset: q.window().Offset, Limit: q.PerPage,
	})
	if err != nil {
		return page{}, fmt.Errorf("list the operations: %w", err)
	}
	p := views.Operations{
		Filter: q.filter("Volume, data center, snapshot or id", q.selectField("outcome", "Outcome", []views.Option{
			{Value: "running", Text: "In progress"}, {Value: "done", Text: "Available"}, {Value: "failed", Text: "Failed"}, {Value: "prevented", Text: "Not carried out"}, {Value: "unknown", Text: "Unknown"},
		})),
		List: q.table("Operations", fixedHeaders(operationColumns()), len(found), total, 0, [2]string{"operation", "operations"}),
	}
	p.List.Empty = views.Empty{
		Title: "Nothing was asked for yet", Text: "Create a snapshot of a volume, and how it goes shows here.", Link: views.Link{Text: "Choose a volume", Href: "/volumes"},
	}
	if q.Page > 1 || q.filtered("outcome") {
		p.List.Empty = views.Empty{Title: "Nothing matches", Text: "No operations match the search and the filters.", Link: views.Link{Text: "Show all", Href: q.path}}
	}
	var rows []fragment
	for _, op := range found {
		row := s.operationView(req, op)
		p.Rows = append(p.Rows, row)
		rows = append(rows, fragment{id: "op-" + op.ID, html: views.OperationRow(row)})
	}
	return page{
		title: "Operations", nav: "operations",
		body:      func(sh views.PageLayout) templ.Component { return views.OperationsPage(sh, p) },
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
