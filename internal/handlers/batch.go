package handlers

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/views"
)

// maxBatch is how many operations of a batch a page shows.
const maxBatch = 2 * maxSelected

// batch is the page of operations that were asked for together.
func (s *Server) batch(req pageRequest) (page, error) {
	ops, err := s.batchOf(req.ctx, req.params["id"])
	if err != nil {
		return page{}, err
	}
	if len(ops) == 0 {
		return page{}, notFoundError{"Batch " + req.params["id"], "All operations", "/operations"}
	}
	outcome := operation.CountBatch(ops)
	q := parseTableQuery(req.url, nil, inventory.Order{})
	p := views.Batch{
		Heading: batchHeading(ops, outcome), Actor: ops[0].Actor, RequestedAt: req.moment(ops[0].CreatedAt),
		Pill: batchPill(ops, outcome), Counts: batchCounts(q, ops, outcome), Total: outcome.Total(), Failed: countRetriable(ops), Review: commonKind(ops) == "" || commonKind(ops).Destroys(),
		Href: batchHref(req.params["id"]),
	}
	if together, is := setOf(req.view, ops); is && len(together.pairs) > 1 {
		p.Note = together.spreadText()
	}
	if note, links := sourcesNote(req, ops); note != "" {
		p.Note, p.Links = note, links
	}
	p.Links = slices.Concat(p.Links, rollbackLinks(req, ops, req.params["id"]), setLinks(req, ops, req.params["id"]))
	list := s.batchList(req, q, ops, &p)
	return page{
		title: p.Heading + " · Operations", nav: "operations",
		crumbs: []views.Link{{Text: "Operations", Href: "/operations"}, {Text: p.Heading}},
		body:   func(sh views.PageLayout) templ.Component { return views.BatchPage(sh, p) },
		fragments: []fragment{
			{id: "state", html: views.HeadingState(p.Pill)},
			{id: "progress", html: views.BatchProgress(p)},
			list,
		},
	}, nil
}

// batchOf are the operations of a batch, the steps in their order.
func (s *Server) batchOf(ctx context.Context, id string) ([]operation.Operation, error) {
	if id == "" {
		return nil, nil
	}
	ops, _, err := s.Ledger.List(ctx, operation.Filter{Batch: id, Limit: maxBatch})
	if err != nil {
		return nil, fmt.Errorf("read the batch: %w", err)
	}
	slices.Reverse(ops)
	return ops, nil
}

// batchList lists the operations of a batch: as steps when they follow each other, else a page
// of all or of those that are equally far.
func (s *Server) batchList(req pageRequest, q tableQuery, ops []operation.Operation, p *views.Batch) fragment {
	var rows []fragment
	if isChain(ops) {
		p.Steps, p.Cancel, p.Back = s.chainSteps(req, ops), cancelHref(ops), batchHref(req.params["id"])
		for _, step := range p.Steps {
			rows = append(rows, fragment{id: "op-" + step.ID, html: views.BatchStep(step)})
		}
		return fragment{id: "list", html: views.BatchSteps(*p), rows: func() []fragment { return rows }}
	}
	p.Undo, p.Planned = plannedUndo(req, ops)
	shown := operation.LatestAttempts(ops)
	if only := q.values.Get("only"); only != "" {
		shown = slices.DeleteFunc(shown, func(op operation.Operation) bool {
			return operation.CountBatch([]operation.Operation{op}).Count(only) == 0
		})
	}
	window := shown[min((q.Page-1)*q.PerPage, len(shown)):min(q.Page*q.PerPage, len(shown))]
	p.List = q.table("Operations of the batch", fixedHeaders(operationColumns()), len(window), len(shown), 0, [2]string{"operation", "operations"})
	p.List.Empty = views.Empty{Title: "None of them", Text: "No operation of the batch stands so now.", Link: views.Link{Text: "Show all", Href: p.Href}}
	for _, op := range window {
		row := s.operationView(req, op)
		p.Rows = append(p.Rows, row)
		rows = append(rows, fragment{id: "op-" + op.ID, html: views.OperationRow(row)})
	}
	return fragment{id: "list", html: views.BatchList(*p), rows: func() []fragment { return rows }}
}

// commonKind is the kind that all operations of a batch have, or "" when they are different steps.
func commonKind(ops []operation.Operation) operation.Kind {
	for _, op := range ops {
		if op.Kind != ops[0].Kind {
			return ""
		}
	}
	return ops[0].Kind
}

// batchHeading names a batch: by how many there are, or by what its steps are for.
func batchHeading(ops []operation.Operation, o operation.BatchCounts) string {
	if kind := commonKind(ops); kind != "" {
		return views.Plural(o.Total(), kindLabelsOf(kind).noun, kindLabelsOf(kind).nouns)
	}
	var restored []string
	for _, op := range operation.LatestAttempts(ops) {
		switch op.Kind {
		case operation.CreateVolume:
			return "New volume " + targetName(op)
		case operation.RestoreVolume:
			restored = append(restored, targetName(op))
		}
	}
	if len(restored) == 1 {
		return "Restore of " + restored[0]
	}
	return "Restore of " + views.Plural(len(restored), "volume", "volumes")
}

// countRetriable counts what failed in a batch and can be asked for again by itself.
func countRetriable(ops []operation.Operation) int {
	n := 0
	for _, op := range operation.LatestAttempts(ops) {
		if op.Retriable() {
			n++
		}
	}
	return n
}

// retryBatch tries again what failed in a batch. What destroys leads to its form.
func (s *Server) retryBatch(c echo.Context) error {
	ctx, id := untilDone(c), c.Param("id")
	ops, err := s.batchOf(ctx, id)
	if err != nil {
		return err
	}
	n, confirm, err := s.Engine.RetryFailed(ctx, ops, actorOf(c))
	var consent *operation.ConsentError
	var open *operation.OpenError
	switch {
	case errors.As(err, &consent):
		return c.Redirect(http.StatusSeeOther, againHref(consent.Operation))
	case errors.As(err, &open):
		return s.openAlready(c, open.Operation)
	case err != nil:
		return fmt.Errorf("try again what failed in the batch: %w", err)
	case len(confirm) > 0:
		return s.reviewFailed(c, confirm)
	}
	to := cmp.Or(returnPath(c), batchHref(id))
	if n == 0 {
		to = withNotice(to, noticeNothing, "")
	}
	return c.Redirect(http.StatusSeeOther, to)
}

// reviewFailed shows the form that confirms to try again what destroys.
func (s *Server) reviewFailed(c echo.Context, failed []operation.Operation) error {
	if commonKind(failed) != operation.DeleteSnapshot {
		return c.Redirect(http.StatusSeeOther, againHref(failed[0]))
	}
	values := url.Values{"snap": idsOf(failed, func(op operation.Operation) string { return op.SnapshotID })}
	f := s.bulkFormWith(c, "delete", values)
	return s.showPlan(c, f, s.bulkDelete(f), http.StatusOK)
}

// cancelBatch undoes what has not begun in a batch, and says where it was clicked how much that was.
func (s *Server) cancelBatch(c echo.Context) error {
	id := c.Param("id")
	if _, err := s.Engine.CancelWaiting(untilDone(c), id, actorOf(c)); err != nil {
		return fmt.Errorf("cancel what has not begun in the batch: %w", err)
	}
	return c.Redirect(http.StatusSeeOther, withNotice(cmp.Or(returnPath(c), batchHref(id)), noticeBatch, id))
}

// untilDone is the context of a request that is carried out to its end, also when nobody waits for the
// answer.
func untilDone(c echo.Context) context.Context { return context.WithoutCancel(c.Request().Context()) }
