package handlers

import (
	"fmt"
	"net/http"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"snapdeck/internal/operation"
	"snapdeck/internal/views"
)

// maxBatch is how many operations of a batch a page shows.
const maxBatch = 2 * maxChosen

// batch is the page of operations that were asked for together.
func (s *Server) batch(a asked) (page, error) {
	ops, _, err := s.Ledger.List(a.ctx, operation.Filter{Batch: a.params["id"], Limit: maxBatch})
	if err != nil {
		return page{}, fmt.Errorf("read the batch: %w", err)
	}
	if len(ops) == 0 || a.params["id"] == "" {
		return page{}, gone{"Batch " + a.params["id"], "All operations", "/operations"}
	}
	first := ops[len(ops)-1]
	outcome := operation.OutcomeOf(ops)
	p := views.Batch{
		Heading: views.Plural(outcome.Total(), "snapshot", "snapshots"), Actor: first.Actor, Asked: a.moment(first.CreatedAt),
		Pill: batchPill(outcome), Counts: batchCounts(outcome), Total: outcome.Total(), Failed: outcome.Failed,
		Retry: batchHref(a.params["id"]) + "/retry",
		List:  views.List{Caption: "Snapshots of the batch", Rows: len(ops), Columns: listing{}.heads(operationColumns())},
	}
	var rows []fragment
	for _, op := range operation.Newest(ops) {
		row := s.operationView(a, op)
		p.Rows = append(p.Rows, row)
		rows = append(rows, fragment{id: "op-" + op.ID, html: views.OperationRow(row)})
	}
	return page{
		title: p.Heading + " · Operations", nav: "operations",
		crumbs: []views.Link{{Text: "Operations", Href: "/operations"}, {Text: p.Heading}},
		body:   func(sh views.Shell) templ.Component { return views.BatchPage(sh, p) },
		fragments: []fragment{
			{id: "state", html: views.StateOf(p.Pill)},
			{id: "progress", html: views.BatchProgress(p)},
			{id: "list", html: views.BatchList(p), rows: rows},
		},
	}, nil
}

func batchPill(o operation.Outcome) views.Pill {
	switch {
	case o.Open() > 0:
		return views.Pill{Tone: "busy", Icon: "spin", Word: "In progress"}
	case o.Done == o.Total():
		return views.Pill{Tone: "good", Icon: "check", Word: "All available"}
	case o.Done > 0:
		return views.Pill{Tone: "warn", Icon: "alert", Word: "Partly available"}
	case o.Failed > 0:
		return views.Pill{Tone: "bad", Icon: "cross", Word: "Failed"}
	default:
		return views.Pill{Tone: "quiet", Icon: "dash", Word: "Nothing created"}
	}
}

func batchCounts(o operation.Outcome) []views.Share {
	var counts []views.Share
	for _, c := range []views.Share{
		{Word: "available", N: o.Done, Tone: "good"}, {Word: "in progress", N: o.Running, Tone: "busy"}, {Word: "waiting", N: o.Waiting, Tone: "quiet"},
		{Word: "failed", N: o.Failed, Tone: "bad"}, {Word: "unknown", N: o.Unknown, Tone: "warn"}, {Word: "cancelled", N: o.Cancelled, Tone: "quiet"},
	} {
		if c.N > 0 {
			counts = append(counts, c)
		}
	}
	return counts
}

// retryBatch tries again what failed in a batch.
func (s *Server) retryBatch(c echo.Context) error {
	ops, _, err := s.Ledger.List(c.Request().Context(), operation.Filter{Batch: c.Param("id"), Limit: maxBatch})
	if err != nil {
		return fmt.Errorf("read the batch: %w", err)
	}
	if _, err := s.Engine.RetryFailed(c.Request().Context(), ops, operation.Person{Name: userOf(c), Addr: c.RealIP()}); err != nil {
		return fmt.Errorf("try again what failed: %w", err)
	}
	return c.Redirect(http.StatusSeeOther, batchHref(c.Param("id")))
}
