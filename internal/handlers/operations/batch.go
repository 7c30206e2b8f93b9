package operations

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"snapdeck/internal/handlers/ledger"
	"snapdeck/internal/handlers/notice"
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/problem"
	"snapdeck/internal/handlers/selection"
	"snapdeck/internal/handlers/session"
	"snapdeck/internal/handlers/sets"
	"snapdeck/internal/handlers/sourceview"
	"snapdeck/internal/handlers/table"
	"snapdeck/internal/handlers/texts"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/quantity"
	"snapdeck/internal/views"
	"snapdeck/internal/views/ui"
)

func (s *Handlers) batch(ctx context.Context, req web.Request) (web.Page, error) {
	ops, err := ledger.Batch(ctx, s.Ledger, req.Params["id"])
	if err != nil {
		return web.Page{}, err
	}
	if len(ops) == 0 {
		return web.Page{}, problem.NotFound{Subject: "Batch " + req.Params["id"], List: "All operations", Href: "/operations"}
	}
	outcome := operation.CountBatch(ops)
	q := table.ParseQuery(req.URL, nil, inventory.Order{})
	p := views.Batch{
		Heading: texts.BatchHeading(ops, outcome), Actor: ops[0].Actor, RequestedAt: req.Moment(ops[0].CreatedAt),
		Pill: batchPill(texts.CommonKind(ops), outcome), Counts: batchCounts(q, ops, outcome), Total: outcome.Total(), Failed: countRetriable(ops), Review: texts.CommonKind(ops) == "" || texts.CommonKind(ops).Destroys(),
		Href: paths.BatchHref(req.Params["id"]),
	}
	if together, is := sets.Of(req.View, ops); is && len(together.Pairs) > 1 {
		p.Note = together.SpreadText()
	}
	if note, links := sourceview.SourcesNote(req, ops); note != "" {
		p.Note, p.Links = note, links
	}
	p.Links = slices.Concat(p.Links, rollbackLinks(req, ops, req.Params["id"]), setLinks(req, ops, req.Params["id"]))
	list := s.batchList(req, q, ops, &p)
	return web.Page{
		Title: p.Heading + " · Operations", Nav: "operations",
		Crumbs: []ui.Link{{Text: "Operations", Href: "/operations"}, {Text: p.Heading}},
		Body:   func(sh views.PageLayout) templ.Component { return views.BatchPage(sh, p) },
		Fragments: []web.Fragment{
			{ID: "state", HTML: ui.HeadingState(p.Pill)},
			{ID: "progress", HTML: views.BatchProgress(p)},
			list,
		},
	}, nil
}

// batchList lists the operations of a batch: as steps if they follow each other, otherwise as a page of all or of one
// outcome.
func (s *Handlers) batchList(req web.Request, q table.Query, ops []operation.Operation, p *views.Batch) web.Fragment {
	var rows []web.Fragment
	if texts.IsChain(ops) {
		p.Steps, p.Cancel, p.Back = s.chainSteps(req, ops), cancelHref(ops), paths.BatchHref(req.Params["id"])
		for _, step := range p.Steps {
			rows = append(rows, web.Fragment{ID: "op-" + step.ID, HTML: views.BatchStep(step)})
		}
		return web.Fragment{ID: "list", HTML: views.BatchSteps(*p), Rows: func() []web.Fragment { return rows }}
	}
	p.Undo, p.Planned = plannedUndo(req, ops)
	shown := operation.LatestAttempts(ops)
	if only := q.Values.Get("only"); only != "" {
		shown = slices.DeleteFunc(shown, func(op operation.Operation) bool {
			return operation.CountBatch([]operation.Operation{op}).Count(only) == 0
		})
	}
	window := shown[min((q.Page-1)*q.PerPage, len(shown)):min(q.Page*q.PerPage, len(shown))]
	p.List = q.Table("Operations of the batch", table.FixedHeaders(operationColumns()), len(window), len(shown), quantity.Total{}, [2]string{"operation", "operations"})
	p.List.Empty = ui.Empty{Title: "No operations in this state", Text: "No operation of this batch is in this state now.", Link: ui.Link{Text: "Show all", Href: p.Href}}
	for _, op := range window {
		row := s.ops.View(req, op)
		p.Rows = append(p.Rows, row)
		rows = append(rows, web.Fragment{ID: "op-" + op.ID, HTML: views.OperationRow(row)})
	}
	return web.Fragment{ID: "list", HTML: views.OperationsList(p.List, p.Rows), Rows: func() []web.Fragment { return rows }}
}

// countRetriable counts the failed operations of a batch that can be retried on their own.
func countRetriable(ops []operation.Operation) int {
	n := 0
	for _, op := range operation.LatestAttempts(ops) {
		if op.Retriable() {
			n++
		}
	}
	return n
}

// retryBatch retries the failed operations of a batch, after a review if they are destructive.
func (s *Handlers) retryBatch(c echo.Context) error {
	ctx, id := untilDone(c), c.Param("id")
	ops, err := ledger.Batch(ctx, s.Ledger, id)
	if err != nil {
		return err
	}
	n, confirm, err := s.Engine.RetryFailed(ctx, ops, session.ActorOf(c))
	var consent *operation.ConsentError
	var open *operation.OpenError
	switch {
	case errors.As(err, &consent):
		return c.Redirect(http.StatusSeeOther, paths.AgainHref(consent.Operation))
	case errors.As(err, &open):
		return s.OpenAlready(c, open.Operation)
	case err != nil:
		return fmt.Errorf("try again what failed in the batch: %w", err)
	case len(confirm) > 0:
		return s.reviewFailed(c, confirm)
	}
	to := cmp.Or(returnPath(c), paths.BatchHref(id))
	if n == 0 {
		to = notice.With(to, notice.Nothing, "")
	}
	return c.Redirect(http.StatusSeeOther, to)
}

// reviewFailed shows the form that confirms the retry of destructive operations.
func (s *Handlers) reviewFailed(c echo.Context, failed []operation.Operation) error {
	if texts.CommonKind(failed) != operation.DeleteSnapshot {
		return c.Redirect(http.StatusSeeOther, paths.AgainHref(failed[0]))
	}
	return s.reviewDeletions(c, selection.IDsOf(failed, func(op operation.Operation) string { return op.SnapshotID }))
}

// cancelBatch cancels the operations of a batch that have not started, and reports their number on the page that the
// user came from.
func (s *Handlers) cancelBatch(c echo.Context) error {
	id := c.Param("id")
	if _, err := s.Engine.CancelWaiting(untilDone(c), id, session.ActorOf(c)); err != nil {
		return fmt.Errorf("cancel waiting operations of the batch: %w", err)
	}
	return c.Redirect(http.StatusSeeOther, notice.With(cmp.Or(returnPath(c), paths.BatchHref(id)), notice.Batch, id))
}

// untilDone returns the request's context without its cancellation, for work that must finish although the client no
// longer waits.
func untilDone(c echo.Context) context.Context { return context.WithoutCancel(c.Request().Context()) }
