package handlers

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

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
	slices.Reverse(ops) // the steps in their order
	first := ops[0]
	outcome := operation.OutcomeOf(ops)
	p := views.Batch{
		Heading: batchHeading(ops, outcome), Actor: first.Actor, Asked: a.moment(first.CreatedAt),
		Pill: batchPill(ops, outcome), Counts: batchCounts(ops, outcome), Total: outcome.Total(), Failed: retriable(ops),
		Retry: batchHref(a.params["id"]) + "/retry",
		List:  views.List{Caption: "Operations of the batch", Rows: len(ops), Columns: heads(operationColumns())},
	}
	if together, is := setOf(a.view, ops); is && len(together.pairs) > 1 {
		p.Note = together.spread()
	}
	p.Links = append(rollbacks(a, ops, a.params["id"]), setLinks(a, ops, a.params["id"])...)
	list := s.batchList(a, ops, &p)
	return page{
		title: p.Heading + " · Operations", nav: "operations",
		crumbs: []views.Link{{Text: "Operations", Href: "/operations"}, {Text: p.Heading}},
		body:   func(sh views.Shell) templ.Component { return views.BatchPage(sh, p) },
		fragments: []fragment{
			{id: "state", html: views.StateOf(p.Pill)},
			{id: "progress", html: views.BatchProgress(p)},
			list,
		},
	}, nil
}

// batchList lists the operations of a batch: as steps when they follow each other.
func (s *Server) batchList(a asked, ops []operation.Operation, p *views.Batch) fragment {
	var rows []fragment
	if inSteps(ops) {
		p.Steps, p.Cancel, p.Back = s.chainSteps(a, ops), cancelHref(ops), batchHref(a.params["id"])
		for _, step := range p.Steps {
			rows = append(rows, fragment{id: "op-" + step.ID, html: views.BatchStep(step)})
		}
		return fragment{id: "list", html: views.BatchSteps(*p), rows: func() []fragment { return rows }}
	}
	for _, op := range operation.Newest(ops) {
		row := s.operationView(a, op)
		p.Rows = append(p.Rows, row)
		rows = append(rows, fragment{id: "op-" + op.ID, html: views.OperationRow(row)})
	}
	return fragment{id: "list", html: views.BatchList(*p), rows: func() []fragment { return rows }}
}

// kindOf is the kind that all operations of a batch have, or "" when they are different steps.
func kindOf(ops []operation.Operation) operation.Kind {
	for _, op := range ops {
		if op.Kind != ops[0].Kind {
			return ""
		}
	}
	return ops[0].Kind
}

// batchHeading names a batch: by how many there are, or by what its steps are for.
func batchHeading(ops []operation.Operation, o operation.Outcome) string {
	if kind := kindOf(ops); kind != "" {
		return views.Plural(o.Total(), wordsOf(kind).noun, wordsOf(kind).nouns)
	}
	var restored []string
	for _, op := range operation.Newest(ops) {
		switch op.Kind {
		case operation.CreateVolume:
			return "New volume " + thingOf(op)
		case operation.RestoreVolume:
			restored = append(restored, thingOf(op))
		}
	}
	if len(restored) == 1 {
		return "Restore of " + restored[0]
	}
	return "Restore of " + views.Plural(len(restored), "volume", "volumes")
}

// retriable counts what failed in a batch and can be asked for again by itself.
func retriable(ops []operation.Operation) int {
	n := 0
	for _, op := range operation.Newest(ops) {
		if op.State == operation.Failed && op.CanBeRetried() {
			n++
		}
	}
	return n
}

func batchPill(ops []operation.Operation, o operation.Outcome) views.Pill {
	good, part, none := "All done", "Partly done", "Nothing done"
	if kindOf(ops) == operation.CreateSnapshot {
		good, part, none = "All available", "Partly available", "Nothing created"
	}
	switch {
	case o.Open() > 0:
		return views.Pill{Tone: "busy", Icon: "spin", Word: "In progress"}
	case o.Done == o.Total():
		return views.Pill{Tone: "good", Icon: "check", Word: good}
	case o.Done > 0:
		return views.Pill{Tone: "warn", Icon: "alert", Word: part}
	case o.Failed > 0:
		return views.Pill{Tone: "bad", Icon: "cross", Word: "Failed"}
	default:
		return views.Pill{Tone: "quiet", Icon: "dash", Word: none}
	}
}

func batchCounts(ops []operation.Operation, o operation.Outcome) []views.Share {
	var counts []views.Share
	done := "done"
	if kind := kindOf(ops); kind != "" {
		done = strings.ToLower(wordsOf(kind).done)
	}
	for _, c := range []views.Share{
		{Word: done, N: o.Done, Tone: "good"}, {Word: "in progress", N: o.Running, Tone: "busy"}, {Word: "waiting", N: o.Waiting, Tone: "quiet"},
		{Word: "failed", N: o.Failed, Tone: "bad"}, {Word: "unknown", N: o.Unknown, Tone: "warn"}, {Word: "cancelled", N: o.Cancelled, Tone: "quiet"},
	} {
		if c.Word == "failed" {
			skipped := countSkipped(ops)
			counts = appendShare(counts, views.Share{Word: "not begun", N: skipped, Tone: "quiet"})
			c.N -= skipped
		}
		counts = appendShare(counts, c)
	}
	return counts
}

func appendShare(counts []views.Share, c views.Share) []views.Share {
	if c.N <= 0 {
		return counts
	}
	return append(counts, c)
}

// countSkipped counts the steps that were not begun, since the one before did not get done.
func countSkipped(ops []operation.Operation) int {
	n := 0
	for _, op := range operation.Newest(ops) {
		if neverBegun(op) {
			n++
		}
	}
	return n
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
