package operations

import (
	"context"
	"fmt"
	"time"

	"github.com/a-h/templ"

	"snapdeck/internal/auth"
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/table"
	"snapdeck/internal/handlers/texts"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/quantity"
	"snapdeck/internal/views"
	"snapdeck/internal/views/ui"
)

func operationColumns() []table.Header {
	return []table.Header{
		{Label: "Outcome", Class: ""}, {Label: "Operation", Class: "main"}, {Label: "Volume", Class: "names drop2"}, {Label: "Data center", Class: "names drop1"}, {Label: "Requested by", Class: ""}, {Label: "Requested", Class: ""}, {Label: "Duration", Class: "num"}, {Label: "Actions", Class: "act", Right: auth.RightOperate},
	}
}

func outcomeOptions() []ui.Option {
	return []ui.Option{
		{Value: "running", Text: "In progress"}, {Value: "waiting", Text: "Waiting"}, {Value: "planned", Text: "Planned"}, {Value: "done", Text: "Done"},
		{Value: "failed", Text: "Failed"}, {Value: "prevented", Text: "Not carried out"}, {Value: "cancelled", Text: "Cancelled"}, {Value: "unknown", Text: "Unknown"},
	}
}

// operationFilter reads the filter from the list's address, which shows each batch in one line unless it is filtered.
func operationFilter(q *table.Query, zone *time.Location) operation.Filter {
	outcome := q.OptionParam("outcome", "the outcome", outcomeOptions())
	f := operation.Filter{
		Query: q.Text, States: statesOf(outcome), Prevented: outcome == "prevented", Planned: outcome == "planned", NotPlanned: outcome == "waiting",
		Since: day(q, "from", zone), Until: day(q, "to", zone), Offset: q.Window().Offset, Limit: q.PerPage,
	}
	if !f.Until.IsZero() {
		f.Until = f.Until.AddDate(0, 0, 1)
	}
	f.Leading = q.Text == "" && outcome == ""
	return f
}

// day returns a parameter as a day; zero if it is none.
func day(q *table.Query, key string, zone *time.Location) time.Time {
	value := q.Param(key)
	if value == "" {
		return time.Time{}
	}
	at, err := time.ParseInLocation(time.DateOnly, value, zone)
	if err != nil {
		q.Ignore(key, "a day is written YYYY-MM-DD.")
		return time.Time{}
	}
	return at
}

// operations lists the operations, newest first.
func (s *Handlers) operations(ctx context.Context, req web.Request) (web.Page, error) {
	q := table.ParseQuery(req.URL, nil, inventory.Order{})
	filter := operationFilter(&q, s.Zone)
	found, total, err := s.Ledger.List(ctx, filter)
	if err != nil {
		return web.Page{}, fmt.Errorf("list the operations: %w", err)
	}
	noun := [2]string{"operation", "operations"}
	if filter.Leading {
		noun = [2]string{"entry", "entries"}
	}
	p := views.Operations{
		Filter: q.Filter("Volume, data center, snapshot or id", q.SelectField("outcome", "Outcome", outcomeOptions())),
		List:   q.Table("Operations", table.FixedHeaders(operationColumns()), len(found), total, quantity.Total{}, noun),
	}
	p.Filter.Dates = []ui.DateField{{Name: "from", Label: "From", Value: q.Values.Get("from")}, {Name: "to", Label: "To", Value: q.Values.Get("to")}}
	if q.Filtered("outcome", "from", "to") {
		p.Filter.Clear = q.Path
	}
	p.List.Empty = operationsEmpty(q)
	var batches map[string]operation.BatchCounts
	if filter.Leading {
		if batches, err = s.batchCountsOf(ctx, found); err != nil {
			return web.Page{}, err
		}
	}
	var rows []web.Fragment
	for _, op := range found {
		row := s.ops.View(req, op)
		row.Batch = batchLine(op, batches[op.Batch])
		p.Rows = append(p.Rows, row)
		rows = append(rows, web.Fragment{ID: "op-" + op.ID, HTML: views.OperationRow(row)})
	}
	return web.Page{
		Title: "Operations", Nav: "operations",
		Body:      func(sh views.PageLayout) templ.Component { return views.OperationsPage(sh, p) },
		Fragments: []web.Fragment{{ID: "list", HTML: views.OperationsList(p.List, p.Rows), Rows: func() []web.Fragment { return rows }}},
	}, nil
}

func operationsEmpty(q table.Query) ui.Empty {
	if q.Page > 1 || q.Filtered("outcome", "from", "to") {
		return ui.Empty{Title: "Nothing matches", Text: "No operations match the search and the filters.", Link: ui.Link{Text: "Show all", Href: q.Path}}
	}
	return ui.Empty{
		Title: "No operations yet", Text: "Snapshots that you create, restore or delete appear here.", Link: ui.Link{Text: "Volumes", Href: "/volumes"},
	}
}

func batchText(first operation.Operation, total int) string {
	switch {
	case first.Chain != "":
		return quantity.Plural(total, "step", "steps")
	case first.Kind.OnSnapshot():
		return quantity.Plural(total, "snapshot", "snapshots")
	default:
		return quantity.Plural(total, "volume", "volumes")
	}
}

// batchCountsOf returns the outcomes of the batches that operations represent, by batch ID.
func (s *Handlers) batchCountsOf(ctx context.Context, leading []operation.Operation) (map[string]operation.BatchCounts, error) {
	var ids []string
	for _, op := range leading {
		if op.Batch != "" {
			ids = append(ids, op.Batch)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	counts, err := s.Ledger.CountBatches(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("count the operations of batches: %w", err)
	}
	return counts, nil
}

// batchLine returns the batch that an operation represents as its first; nil if it is alone in it.
func batchLine(first operation.Operation, o operation.BatchCounts) *views.BatchLine {
	if o.Total() < 2 {
		return nil
	}
	kind := first.Kind
	if first.Chain != "" {
		kind = ""
	}
	line := &views.BatchLine{Href: paths.BatchHref(first.Batch), Text: batchText(first, o.Total()), Total: o.Total(), Pill: batchPill(kind, o)}
	for _, share := range texts.BatchShares(kind, o) {
		line.Counts = append(line.Counts, views.BatchShare{Label: share.Word, N: share.N, Tone: share.Tone})
	}
	return line
}

func statesOf(outcome string) []operation.State {
	return map[string][]operation.State{
		"running":   {operation.Queued, operation.Waiting, operation.Submitting, operation.Accepted, operation.Provisioning},
		"waiting":   {operation.Queued, operation.Waiting},
		"cancelled": {operation.Cancelled},
		"done":      {operation.Done},
		"failed":    {operation.Failed},
		"unknown":   {operation.Unknown},
	}[outcome]
}
